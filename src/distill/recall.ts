/** How often a trained retriever finds the function that the teacher took, among more functions than a stage has. */
import { byName, K, reading, telegram, without } from "../../function-base/index.ts";
import { manualText, type Student } from "../../agents/index.ts";
import type { World } from "../../agents/world.ts";
import { keyOf, type Random, rng } from "../core/index.ts";
import { worlds } from "../worlds.ts";
import type { Share } from "./agreement.ts";
import type { Dataset } from "./dataset.ts";

/** How many functions are searched through. */
const SIZES = [30, 100, 1000] as const;

/** By the number of functions in a stage, and `own` for those that it has: how often the teacher's is among the first five. */
export type Recall = Readonly<Record<"own" | (typeof SIZES)[number], Share>>;

/**
 * The recall of a retriever in decisions that it never saw. Beside a stage's own functions stand those of all other games, in the wordings of their tests,
 * which no lesson has, and invented ones: the beginning of one of these sentences, and the end of another. `base` is the world's, in any wording.
 */
export async function recallOf(
  world: World,
  choices: Dataset["choices"],
  student: Pick<Student, "rank" | "reads">,
  { hide = [], base = world.base }: { readonly hide?: readonly string[]; readonly base?: World["base"] } = {},
): Promise<Recall> {
  const read = reading(without(base, hide), student.reads);
  const table = byName(read);
  const foreign = await foreignTexts(world, SIZES.at(-1)!);
  const found = Object.fromEntries(["own" as const, ...SIZES].map((size) => [size, { right: 0, of: 0 }])) as Record<
    keyof Recall,
    { right: number; of: number }
  >;
  for (const { stage, facts, right, candidates } of choices) {
    const own = candidates.map((name) => manualText(table.get(name)!, read));
    const scores = await student.rank(stage, facts, [...own, ...foreign]);
    const score = scores[candidates.indexOf(right)]!;
    // A function with the same score may stand before it.
    const before = (from: number, to: number) => scores.slice(from, to).reduce((count, one) => count + Number(one >= score), 0);
    const ahead = before(0, own.length) - 1;
    for (const size of ["own" as const, ...SIZES]) {
      const beside = size === "own" ? 0 : before(own.length, size);
      found[size].of++;
      if (ahead + beside < K) found[size].right++;
    }
  }
  return found;
}

/** Manuals that are not a world's, as telegrams, the same ones each time: those of other worlds in the wordings of tests, then invented ones. */
async function foreignTexts({ env }: World, count: number): Promise<readonly string[]> {
  const others = Object.values(worlds).filter((one) => one.env.id !== env.id);
  const wordings = await Promise.all(others.map(async ({ wordings: of }) => Object.values((await of?.tests()) ?? {})));
  const real = wordings.flat().flatMap(({ purposes = {} }) => Object.values(purposes).map(telegram));
  const draw = rng(keyOf(0));
  const texts = new Set(draw.shuffle([...new Set(real)].sort()));
  const all = [...texts];
  for (let tries = 0; texts.size < count && tries < 100 * count; tries++) texts.add(invented(draw, all));
  return [...texts].slice(0, count);
}

/** The beginning of one text and the end of another. */
function invented(draw: Random, texts: readonly string[]): string {
  const [a, b] = [draw.pick(texts).split(" "), draw.pick(texts).split(" ")];
  return [...a.slice(0, Math.ceil(a.length / 2)), ...b.slice(Math.ceil(b.length / 2))].join(" ");
}
