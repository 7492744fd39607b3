/**
 * How fast students learn: steps of training beside what products of matrices alone reach and beside a plain loop in PyTorch, and what the training
 * of each recipe takes. Times are of the processor (user and system), so that waiting for other work of the machine does not count; what is compared
 * is measured in turns, and each is the best of several.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { play } from "../../src/cli/distilling/work.ts";
import { readData } from "../../src/cli/data-files.ts";
import { decoderFor, tokenizerFor, trainingFor } from "../../src/distill/assembly.ts";
import { manualsRead } from "../../src/distill/dataset.ts";
import { type Kind, KINDS, type Recipe, recipeFor } from "../../src/distill/recipe.ts";
import { decisionsSuite } from "../../src/distill/suites.ts";
import { nodeRuntime, trainingRuntime } from "../../src/platform/ort.node.ts";
import type { Example } from "../../src/student/batch.ts";
import { courseOf } from "../../src/student/course.ts";
import { type Decoder, decoderSchema, initialParameters, parameterCount } from "../../src/student/decoder.ts";
import { Codec } from "../../src/student/tokenizer.ts";
import { type Course, freshState, train } from "../../src/student/trainer.ts";
import { worldOf } from "../../src/worlds.ts";
import { logPath } from "../log-file.ts";
import { equalExamples, highestPeak, MEASURED, trainingOperations } from "../training-speed.ts";
import { processorSeconds } from "./measure.ts";
import type { Row, Section } from "./section.ts";

/** Batches that stand for a course, spread over it evenly, and how often the step on each is taken. */
const [BATCHES, TRIES] = [8, 4];

/** The teacher's episodes that the lessons of this measurement come from. */
const EPISODES = 40;

/** A training to be measured: batches of a course, and the decoder that learns from them. */
type Measured = {
  readonly name: string;
  readonly decoder: Decoder;
  readonly course: Course;
  readonly batches: readonly (readonly Example[])[];
};

/** What a step takes on average: seconds of the processor, tokens with padding and without, additions and multiplications. */
type Found = { readonly seconds: number; readonly padded: number; readonly tokens: number; readonly operations: number };

/** Takes steps on the same batches with each training in turn, on one thread; the time of a batch is the best of its tries. */
async function stepsInTurns(trainings: readonly Measured[]): Promise<readonly Found[]> {
  const runs = trainings.map(({ decoder, course, batches }) => {
    const repeated: Course = { ...course, steps: batches.length * TRIES, examples: (step) => batches[Math.floor((step - 1) / TRIES)]! };
    const generator = train(decoder, repeated, freshState(initialParameters(decoder, [1, 2])), trainingRuntime(1));
    return { generator, seconds: 0, padded: 0 };
  });
  for (let batch = 0; batch < trainings[0]!.batches.length; batch++)
    for (const run of runs) {
      let best = Infinity;
      for (let i = 0; i < TRIES; i++) {
        const began = processorSeconds();
        const { value } = await run.generator.next();
        best = Math.min(best, processorSeconds() - began);
        if (i === 0) run.padded += value!.report.tokens;
      }
      run.seconds += best;
    }
  for (const { generator } of runs) await generator.return();
  return runs.map(({ seconds, padded }, i) => {
    const { decoder, batches } = trainings[i]!;
    const texts = batches.flat().map(({ tokens, answers }) => ({ length: tokens.length, answers: answers.length }));
    const count = batches.length;
    return {
      seconds: seconds / count,
      padded: padded / count,
      tokens: texts.reduce((sum, { length }) => sum + length, 0) / count,
      operations: trainingOperations(decoder, texts) / count,
    };
  });
}

/** The recipes that are compared, and the usual one with its batches in pieces, which tells what pieces alone bring. */
const recipesOf = (usual: Recipe, fast: Recipe): readonly (readonly [name: string, recipe: Recipe])[] => [
  ["recipe default", usual],
  ["recipe default, in pieces", { ...usual, ld: { ...usual.ld, piece: PIECE }, kd: { ...usual.kd, piece: PIECE } }],
  ["recipe fast", fast],
];

/** Sequences of a piece. */
const PIECE = 8;

/** The lessons of a few of the teacher's episodes on pursuit, played for this measurement. */
async function lessonsOf(usual: Recipe) {
  const world = worldOf(usual.env);
  const folder = mkdtempSync(join(tmpdir(), "arena-perf-"));
  try {
    const recipe: Recipe = { ...usual, episodes: EPISODES };
    const work = { world, recipe, folder, size: 1, signal: new AbortController().signal, budget: undefined };
    const { path } = await play(work, "decisions", decisionsSuite(world, recipe, 0));
    const { data } = await readData(world, [logPath(path)], recipe);
    const read = await manualsRead(world, recipe);
    return { world, data, read, tokenizer: tokenizerFor(world, recipe, data, read) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Training on its own, and by recipe. */
export const distil: Section = {
  title: "Distillation",
  measure: async ({ say }) => ({ rows: await distilRows(say) }),
};

async function distilRows(tell: (line: string) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const usual = recipeFor(worldOf("pursuit"), "default");
  tell("the peak of products of matrices");
  const runtime = nodeRuntime(1);
  const now = () => 1000 * processorSeconds();
  const peaks = [await highestPeak(runtime, now)];
  tell("lessons to measure training on");
  const { world, data, read, tokenizer } = await lessonsOf(usual);
  const codec = new Codec(tokenizer);
  const trainings = (kind: Kind): readonly (Measured & { readonly steps: number })[] =>
    recipesOf(usual, recipeFor(world, "fast")).map(([name, recipe]) => {
      const { lessons, settings } = trainingFor(world, recipe, { kind, round: 0, data, read });
      const course = courseOf(lessons, codec, settings);
      const batches = Array.from({ length: BATCHES }, (_, i) => course.examples(1 + Math.floor((i * settings.steps) / BATCHES)));
      return { name, decoder: decoderFor(recipe, tokenizer), course, batches, steps: settings.steps };
    });
  const found = new Map<Kind, readonly Found[]>();
  for (const kind of KINDS) {
    tell(`steps of training, ${kind}`);
    found.set(kind, await stepsInTurns(trainings(kind)));
  }
  const equal = equalTexts();
  const speeds: Found[] = [];
  const peers: (Peer | undefined)[] = [];
  for (const sized of equal) {
    tell(`steps of training on equal texts, and of a plain loop in PyTorch: ${sized[0]!.name}`);
    const before = peer(sized[0]!);
    speeds.push(...(await stepsInTurns(sized)));
    const after = peer(sized[0]!);
    const best = before === undefined || after === undefined || before.seconds < after.seconds ? before : after;
    peers.push(...sized.map(() => best));
  }
  peaks.push(await highestPeak(runtime, now));
  const peak = Math.max(...peaks);
  const shareOfPeak = (what: string, { operations, seconds }: Found): Row => ({
    what: `products of matrices in ${what}`,
    unit: "thousand million operations a second",
    better: "higher",
    before: { what: "products alone", value: peak / 1e9 },
    now: operations / seconds / 1e9,
    aim: { times: 0.6 },
  });
  for (const [i, { name }] of equal.flat().entries()) {
    const [one, other] = [speeds[i]!, peers[i]];
    const what = `training in Node, one thread, ${name}`;
    rows.push(
      {
        what,
        unit: "tokens a second",
        better: "higher",
        ...(other === undefined
          ? { note: "PyTorch is not installed" }
          : { before: { what: `a plain loop in PyTorch ${other.torch}`, value: one.tokens / other.seconds }, aim: { times: 2 } }),
        now: one.tokens / one.seconds,
      },
      shareOfPeak(what, one),
    );
  }
  for (const kind of KINDS)
    for (const [i, one] of found.get(kind)!.entries()) {
      const { name, steps, decoder } = trainings(kind)[i]!;
      const [first, usualSteps] = [found.get(kind)![0]!, trainings(kind)[0]!.steps];
      rows.push({
        what: `all steps of ${kind} on pursuit, one thread, ${name}`,
        unit: "s of the processor",
        better: "lower",
        ...(i === 0 ? {} : { before: { what: "recipe default", value: usualSteps * first.seconds } }),
        now: steps * one.seconds,
        ...(name === "recipe fast" ? { aim: { times: 3 } } : {}),
        note: `${(parameterCount(decoder) / 1e6).toFixed(2)} M parameters, ${steps} steps, ${((steps * one.tokens) / 1e6).toFixed(1)} M tokens; ${(100 * (1 - one.tokens / one.padded)).toFixed(0)} % of what is computed is padding; ${((100 * one.operations) / one.seconds / peak).toFixed(0)} % of what products alone reach`,
      });
    }
  return rows;
}

/** Trainings on texts of one length, without padding, of two sizes of decoder, whole and in pieces. */
function equalTexts(): readonly (readonly Measured[])[] {
  const usual = decoderSchema.parse({ vocabulary: 541, layers: 3 });
  const sizes = [
    { decoder: MEASURED.decoder, batch: MEASURED.batch, length: MEASURED.length, pieces: [undefined, 4] },
    { decoder: usual, batch: 64, length: MEASURED.length, pieces: [undefined, PIECE] },
  ];
  return sizes.map(({ decoder, batch, length, pieces }) =>
    pieces.map((piece): Measured => {
      const examples = equalExamples(batch, length);
      const course: Course = {
        ...{ steps: 1, batch, answers: 1, lengths: [length], rate: 1e-3, warmUp: 10 },
        ...(piece === undefined ? {} : { piece }),
        examples: () => examples,
      };
      const size = `${(parameterCount(decoder) / 1e6).toFixed(2)} M parameters, ${batch} x ${length} tokens`;
      return {
        name: `${size}, ${piece === undefined ? "as a whole" : `in pieces of ${piece}`}`,
        decoder,
        course,
        batches: Array.from({ length: 2 }, () => examples),
      };
    }),
  );
}

/** What a plain loop in PyTorch takes: seconds of the processor for its fastest step, and the version. */
type Peer = { readonly seconds: number; readonly torch: string };

/** Trains the same decoder on texts of the same size in PyTorch; undefined where Python (`PYTHON`, or `python3`) has no torch. */
function peer({ decoder, batches }: Measured): Peer | undefined {
  const { vocabulary, layers, width, heads, hidden } = decoder;
  const [texts] = batches;
  const sizes = { vocabulary, layers, width, heads, hidden, batch: texts!.length, length: texts![0]!.tokens.length, steps: TRIES };
  const { status, stdout } = spawnSync(
    process.env["PYTHON"] ?? "python3",
    [join(import.meta.dirname, "pytorch.py"), JSON.stringify(sizes)],
    { encoding: "utf8" },
  );
  return status === 0 ? (JSON.parse(stdout) as Peer) : undefined;
}
