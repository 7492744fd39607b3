import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareRuns, readScores } from "../../benchmarks/compare.ts";
import { createJournal, FILES } from "../../benchmarks/journal.ts";
import { runSuite } from "../../benchmarks/run.ts";
import type { Scores } from "../../benchmarks/scores.ts";
import { foldName, keyOf, pairedFamily } from "../../src/core/index.ts";
import { folder, infoOf, localRunner, smallSuite } from "./runs.ts";

/** Plays a suite and returns the folder of the run. */
async function played(benchmark: Readonly<Record<string, unknown>>): Promise<string> {
  const path = join(folder(), "run");
  const journal = await createJournal(path, infoOf(smallSuite(benchmark)));
  await runSuite(journal, localRunner(), new AbortController().signal, () => {});
  journal.close();
  return path;
}

const seeds = (first: number, count: number) => ({ split: "validation", first, count });

/** Scores of one benchmark, by subject and seed, with only the fields that a comparison reads. */
function scores(subjects: Readonly<Record<string, Readonly<Record<number, number | null>>>>, benchmark: object = {}): Scores {
  return {
    benchmarks: [
      {
        id: "one",
        env: "pursuit",
        envVersion: 1,
        subjects: Object.entries(subjects).map(([subject, values]) => ({
          subject,
          episodes: Object.entries(values).map(([seed, value]) => ({ seed: Number(seed), values: { gain: value } })),
        })),
        ...benchmark,
      },
    ],
  } as unknown as Scores;
}

describe("two runs", () => {
  test("are compared on the seeds they share, second minus first", async () => {
    const first = readScores(await played({ seeds: seeds(0, 8), params: { horizon: 15 } }));
    const second = readScores(
      await played({ seeds: seeds(3, 8), params: { horizon: 15 }, subjects: { greedy: "expert", random: "random" } }),
    );
    const rows = compareRuns(first, second, { metric: "episode_return" });
    expect(rows.map(({ benchmark, a, b, n }) => [benchmark, a, b, n])).toEqual([
      ["evade", "random", "random", 5],
      ["evade", "greedy", "greedy", 5],
    ]);
    const of = (run: Scores, subject: string) =>
      run.benchmarks[0]!.subjects.find((one) => one.subject === subject)!
        .episodes.filter(({ seed }) => seed >= 1_000_003 && seed < 1_000_008)
        .map(({ values }) => values["episode_return"]!);
    const average = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    const [same, other] = rows;
    expect(same).toMatchObject({ difference: 0, low: 0, high: 0, tied: true });
    expect(other!.meanA).toBeCloseTo(average(of(first, "greedy")), 12);
    expect(other!.meanB).toBeCloseTo(average(of(second, "greedy")), 12);
    expect(other!.difference).toBeCloseTo(other!.meanB - other!.meanA, 12);
    expect(compareRuns(first, second, { metric: "episode_return" })).toEqual(rows);
  });

  test("pair two subjects when they are named", () => {
    const run = scores({ weak: { 1: 0, 2: 1, 3: 0 }, strong: { 3: 5, 2: 6, 1: 5 } });
    const [row, ...more] = compareRuns(run, run, { metric: "gain", a: "weak", b: "strong" });
    expect(more).toEqual([]);
    expect(row).toMatchObject({ a: "weak", b: "strong", n: 3, difference: 5, low: 5, high: 5, tied: true }); // three pairs prove nothing
    expect(compareRuns(run, run, { metric: "gain", a: "strong", b: "weak" })[0]).toMatchObject({ difference: -5 });
    expect(compareRuns(run, run, { metric: "gain", b: "weak" })[0]).toMatchObject({ a: "weak", b: "weak", difference: 0 });
  });

  test("that clearly differ are not tied, and agree with the statistics", () => {
    const values = (add: number) => Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i, add + (i % 5)]));
    const [row] = compareRuns(scores({ s: values(0) }), scores({ s: values(2) }), { metric: "gain" });
    expect(row).toMatchObject({ n: 30, meanA: 2, meanB: 4, difference: 2, tied: false });
    const xs = Object.values(values(0));
    const [known] = pairedFamily([{ a: xs.map((x) => x + 2), b: xs }], foldName(keyOf(0), "compare/gain"));
    expect(row).toMatchObject({ p: known!.p, pHolm: known!.pHolm, low: known!.corrected.low, high: known!.corrected.high });
  });

  test("leave out where a metric does not apply", () => {
    const [row] = compareRuns(scores({ s: { 1: 1, 2: null, 3: 3 } }), scores({ s: { 1: 2, 2: 2, 3: null } }), { metric: "gain" });
    expect(row).toMatchObject({ n: 1, meanA: 1, meanB: 2 });
  });

  const some = { s: { 1: 1 } };
  test.each([
    ["share no seed", scores(some), scores({ s: { 2: 1 } })],
    ["share no subject", scores(some), scores({ r: { 1: 1 } })],
    ["share no benchmark", scores(some), scores(some, { id: "two" })],
    ["differ in the environment", scores(some), scores(some, { env: "tag" })],
    ["differ in its version", scores(some), scores(some, { envVersion: 2 })],
  ])("are refused when they %s", (_, first, second) => {
    expect(() => compareRuns(first, second, { metric: "gain" })).toThrow(
      expect.objectContaining({
        name: "BadInput",
        message: expect.stringMatching(
          /^compare: no common seed of a common benchmark and subject with a "gain", expected two runs that share some; the first has one \(s\), the second (one|two) \((s|r)\)$/,
        ) as unknown,
      }),
    );
  });

  test("are refused on a metric or a subject that they do not have", () => {
    const [first, second] = [scores({ greedy: { 1: 1 } }), scores({ random: { 1: 1 } })];
    const compared = (options: Parameters<typeof compareRuns>[2]) => () => compareRuns(first, second, options);
    expect(compared({ metric: "gian" })).toThrow(
      'compare: both runs: no metric is called "gian" (did you mean "gain"?), expected one of gain',
    );
    expect(compared({ metric: "gain", a: "gredy" })).toThrow(
      'compare: first run: no subject is called "gredy" (did you mean "greedy"?), expected one of greedy',
    );
    expect(compared({ metric: "gain", a: "greedy" })).toThrow('compare: second run: no subject is called "greedy", expected one of random');
    expect(compared({ metric: "gain", a: "greedy", b: "randon" })).toThrow(/second run: .*did you mean "random"/);
    expect(compared({ metric: "gain", a: "greedy", b: "random" })()).toHaveLength(1);
  });

  test("are refused on tokens that were told for some episodes alone", () => {
    const [told, untold] = [scores({ s: { 1: 1, 2: 2 } }), scores({ s: { 1: 1, 2: null } })];
    Object.assign(untold.benchmarks[0]!.subjects[0]!, { untold: ["gain"] });
    const message = 'compare: the "gain" of s in one is not known: an answer did not tell its tokens, expected another metric';
    expect(() => compareRuns(told, untold, { metric: "gain" })).toThrow(message);
    expect(() => compareRuns(untold, told, { metric: "gain" })).toThrow(message);
  });
});

describe("scores that cannot be read", () => {
  test("of a run that is not finished", async () => {
    const path = folder();
    expect(() => readScores(path)).toThrow(
      `run ${path}: no scores.json in it, expected a finished run: \`arena bench --resume ${path}\` finishes one`,
    );
  });

  test.each(["", "{", "[]", "5", "null", '{"benchmarks":5}', '{"benchmarks":[{"id":"a"}]}'])("whose file holds %j", (text) => {
    const path = folder();
    writeFileSync(join(path, FILES.scores), text);
    expect(() => readScores(path)).toThrow(
      expect.objectContaining({
        name: "BadInput",
        message: expect.stringMatching(
          /scores\.json: .+, expected the JSON that `arena bench` wrote: `arena bench --resume .*` writes it again$/,
        ) as unknown,
      }),
    );
  });
});
