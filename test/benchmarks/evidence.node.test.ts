/** The evidence: how decisions are measured, which subjects are compared, and what the page and the README show. */
import { worldOf, worlds } from "../../src/worlds.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { benchmarksFound, type BenchmarkFound, type Evidence } from "../../benchmarks/evidence/evidence.ts";
import { aimsOf } from "../../benchmarks/evidence/figures.ts";
import { glanceAt } from "../../benchmarks/evidence/glance.ts";
import { subjectOf } from "../../benchmarks/evidence/lookups.ts";
import { measure, type Measured, type Measurement, measurementOf, type StudentPlayed } from "../../benchmarks/evidence/measure.ts";
import { evidencePage } from "../../benchmarks/evidence/page.ts";
import { planned, runsOf } from "../../benchmarks/evidence/plan.ts";
import { withTable } from "../../benchmarks/evidence/table.ts";
import { eachEpisode } from "../../benchmarks/each-episode.ts";
import { LOG_FORMS } from "../../benchmarks/log-file.ts";
import { scoreFacts, scoreRun } from "../../benchmarks/score.ts";
import type { Scores } from "../../benchmarks/scores.ts";
import { jobsOf, parseSuite, type Suite, suiteDigest } from "../../benchmarks/suite.ts";
import { inputsOf, resolveAgent } from "../../agents/index.ts";
import { type Event, type LoggedEpisode, lineOf, rollout, type StartEvent, type Torn } from "../../src/core/index.ts";
import { withModel } from "../../src/cli/dry-run.ts";
import { readAddress } from "../../src/app/page/address.ts";
import { folder } from "./runs.ts";

const HERE = join(import.meta.dirname, "..", "..", "benchmarks");
const read = (...path: string[]) => readFileSync(join(HERE, ...path), "utf8");

/** Plays a suite; `student` may give, for each episode, a student that the log is to name as the one that decided. */
async function* played(suite: Suite, student?: (episode: string) => StudentPlayed | undefined): AsyncGenerator<LoggedEpisode> {
  let firstLine = 1;
  for (const job of jobsOf(suite)) {
    const world = worldOf(job.env);
    const { env } = world;
    const seat = async (role: string) => {
      const { kind, params } = resolveAgent(job.cast[role] ?? job.cast[role.split("-")[0]!]!, world, role);
      const made = await kind.create(params, { world, role, ports: {} });
      const said = student?.(job.episode);
      if (said === undefined) return made;
      const { name, digest } = said;
      return {
        ...made,
        act(...[observation, turn, emit]: Parameters<typeof made.act>) {
          if (turn.t === 0) emit({ type: "infer", student: name, digest, parameters: 1 });
          return made.act(observation, turn, emit);
        },
      };
    };
    const { seed, episode, params, cast } = job;
    const events: Event[] = [];
    for await (const event of rollout(env, { seed, episode, params, cast, inputs: inputsOf(world, cast), seat })) events.push(event);
    yield { events, firstLine, lines: events.map(lineOf) };
    firstLine += events.length;
  }
}

/** All that comes. */
async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test("the numbers at a glance are means over settings, in each of the imitation that did better there", () => {
  const setting = (id: string, split: string, means: Readonly<Record<string, number>>) => ({
    id,
    split,
    subjects: Object.entries(means).map(([subject, mean]) => ({ subject, scores: { score_normalized: { mean } } })),
  });
  const benchmarks = [
    setting("test", "test", { "s-llm-ld": 1, "s-llm-kd-legal": 0.5, "s-llm-kd-legal-augmented": 0.75 }),
    setting("test-mixed", "test", { "s-llm-ld": 0.5, "s-llm-kd-legal": 0.25, "s-llm-kd-legal-augmented": 0 }),
    setting("test-arms", "test", { "s-llm-ld": 9, "s-llm-kd-legal": 9 }),
    setting("large", "shift", { "s-llm-ld": 9, "s-llm-kd-legal": 9 }),
    setting("drought", "emergency", { "s-llm-ld": 0.75, "s-llm-kd-legal": 0.125, "s-llm-kd-legal.untold": 0.25 }),
  ];
  expect(glanceAt({ benchmarks } as unknown as Evidence)).toEqual({ trained: { ld: 0.75, kd: 0.5 }, changed: { ld: 0.75, kd: 0.25 } });
});

const { plan: ofPursuit } = planned("pursuit");
const planning = Object.values(worlds).flatMap(({ env, plan }) => (plan.evidence === undefined ? [] : [env.id]));

describe.each(planning)("what is committed of the evidence on %s", (env) => {
  const { plan } = planned(env);
  const evidence = JSON.parse(read("evidence", `${env}.json`)) as Evidence;
  const suite = parseSuite(JSON.parse(read("suites", `${plan.suite}.json`)), plan.suite);

  test("has all numbers at a glance", () => {
    const { trained, changed } = glanceAt(evidence);
    expect([trained.ld, trained.kd, changed.ld, changed.kd].filter((mean) => !Number.isFinite(mean))).toEqual([]);
  });

  test("is of the committed suite and students", async () => {
    // Recipes count the decisions of an episode.
    await worldOf(env).env.prepare?.();
    // A run's suite names the model that answers.
    expect(evidence.suite.digest).toBe(suiteDigest(withModel(suite)));
    const names = evidence.runs.flatMap(({ students }) =>
      students.flatMap(({ name, digest }) => (name === null ? [] : [[name, digest] as const])),
    );
    expect(names.map(([name]) => name).sort()).toEqual(
      runsOf(planned(env))
        .flatMap(({ committed = {} }) => Object.values(committed))
        .sort(),
    );
    const players = evidence.benchmarks.flatMap(({ subjects }) => subjects.flatMap(({ measured }) => measured?.student ?? []));
    expect(new Set(players.map(({ name }) => name))).toEqual(new Set(names.map(([name]) => name)));
    for (const [name, digest] of [...names, ...players.map((one) => [one.name, one.digest] as const)]) {
      const student = JSON.parse(read("..", "agents", "student", "models", name, "student.json")) as { readonly digest: string };
      expect(student.digest, name).toBe(digest);
    }
  });

  test("is what the page and the README are drawn from", () => {
    expect(evidencePage(evidence)).toBe(read("evidence", `${env}.html`));
    const readme = read("..", "README.md");
    expect(withTable(readme, evidence)).toBe(readme);
  });

  test("names the functions hidden from one student, which the suite hides as well", () => {
    expect(evidence.hidden).toEqual(plan.hidden);
    expect(JSON.stringify(suite)).toContain(JSON.stringify({ hide: plan.hidden }));
  });
});

describe("decisions of a small suite", () => {
  const small = (id: string, emergencies: object[], subjects: object) => ({
    id,
    title: `Small <${id}>`,
    env: "pursuit",
    preset: "quick",
    params: { emergencies },
    seeds: { split: "validation", first: 50, count: 6 },
    subject: "pursuer",
    cast: { runner: "evade" },
    subjects: { random: "random", expert: "expert", ...subjects },
  });
  const suite = parseSuite(
    {
      id: "small",
      version: 1,
      title: "Small",
      benchmarks: [
        small("test", [], { "s-llm-ld": "functions-random", "functions-top1": "functions-top1", "functions-fixed": "functions-fixed" }),
        small("zone", [{ round: 2, emergency: "restricted-zone" }], {
          "s-llm-ld": "functions-random",
          "s-llm-ld.distractors": { agent: "functions-random", params: { extend: "distractors" } },
          "s-llm-ld.none": { agent: "functions-random", params: { extend: "none" } },
        }),
      ],
    },
    "small",
  );
  let measurement: Measurement;
  let found: readonly BenchmarkFound[];
  let scores: Scores;
  const of = (benchmark: string, subject: string): Measured =>
    measurement.measured.find((one) => one.benchmark === benchmark && one.subject === subject)!;

  beforeAll(async () => {
    const log: LoggedEpisode[] = [];
    for await (const episode of played(suite)) log.push(episode);
    const again = async function* () {
      yield* log;
    };
    measurement = await measure(suite, again(), { sampled: 6 });
    const { latency, ...scored } = await scoreRun(suite, again());
    scores = {
      arena: "0.0.0",
      ...scored,
      wall: { runtime: "node", machine: "a test", startedAt: "2026-01-01T00:00:00.000Z", seconds: 1, episodesPerSecond: 1, latency },
    };
    found = benchmarksFound(suite, scores, measurement, { worse: 0.1 });
  });

  test("threads find the same together", async () => {
    const path = join(folder(), LOG_FORMS.gzip.log);
    const parts: Uint8Array[] = [];
    for await (const { events, lines } of played(suite)) parts.push(LOG_FORMS.gzip.pack((events[0] as StartEvent).episode, lines));
    writeFileSync(path, Buffer.concat(parts));
    const asked = { proof: true, score: { suite }, measure: { suite, sampled: 6 } } as const;
    const [alone, together] = await Promise.all([0, 3].map((threads) => all(eachEpisode(path, asked, { threads }))));
    expect(together).toEqual(alone);
    expect(measurementOf(together!.map(({ found }) => found!.measured!))).toEqual(measurement);
    async function* facts() {
      for (const { found } of together!) yield found!.facts!;
    }
    const { latency: _, ...scored } = await scoreFacts(suite, facts());
    expect(scores).toMatchObject(scored);
    await expect(eachEpisode(`${path}.none`, asked).next()).rejects.toThrow(/no such file/);

    // A damaged episode is told in its place, and costs no other.
    const bytes = Buffer.concat(parts);
    bytes[parts[0]!.length + (parts[1]!.length >> 1)]! ^= 1;
    writeFileSync(path, bytes.subarray(0, -9));
    let torn: Torn | undefined;
    const damaged = await all(eachEpisode(path, { proof: true }, { threads: 2, onTorn: (what) => (torn = what) }));
    expect(damaged).toHaveLength(parts.length - 1);
    expect(damaged.flatMap(({ error }, i) => (error === undefined ? [] : [[i, error.damage, error.message]]))).toEqual([
      [1, true, expect.stringContaining(`${path} line ${alone![1]!.line}: an episode that was damaged after it was compressed`)],
    ]);
    expect(torn).toMatchObject({ line: alone!.at(-1)!.line });
  });

  test("a subject is one student throughout, who is named", async () => {
    const one = parseSuite({ ...suite, benchmarks: [{ ...suite.benchmarks[0]!, subjects: { expert: "expert" } }] }, "small");
    const name = "student";
    const { measured } = await measure(
      one,
      played(one, () => ({ name, digest: "a" })),
    );
    expect(measured).toMatchObject([{ subject: "expert", student: { name, digest: "a" } }]);
    expect(of("test", "expert").student).toBeUndefined();
    const changing = played(one, (episode) => ({ name, digest: episode.endsWith("3") ? "b" : "a" }));
    await expect(measure(one, changing)).rejects.toThrow("student is b, and a in episodes before, expected one student throughout");
  });

  test("a teacher agrees with itself, and loses nothing", () => {
    for (const id of ["test", "zone"]) {
      const { selection, moves, valueLoss } = of(id, "expert");
      for (const share of [...Object.values(selection), moves]) expect(share).toMatchObject({ share: 1, low: 1, high: 1 });
      expect(valueLoss).toMatchObject({ share: 0, of: 36 });
      expect(measurement.slips.get(`${id}/expert/1000050`)).toBeUndefined();
    }
    expect(of("zone", "expert").answered).toMatchObject({ share: 1 });
  });

  test("who selects at random does not, and loses by it", () => {
    const { selection, moves, valueLoss, retrieval } = of("test", "s-llm-ld");
    expect(Object.keys(selection).sort()).toEqual(["all", ...worldOf("pursuit").base.stages.map(({ id }) => id)].sort());
    expect(selection["all"]!.share).toBeGreaterThan(0.05);
    expect(selection["all"]!.share).toBeLessThan(0.5);
    expect(selection["all"]!.high).toBeGreaterThan(selection["all"]!.low);
    expect(retrieval!.share).toBeGreaterThan(0.5);
    expect(moves.share).toBeLessThan(0.9);
    expect(valueLoss.share).toBeGreaterThan(0);
    const slip = measurement.slips.get("test/s-llm-ld/1000050")!;
    expect(slip.taken).not.toBe(slip.right);
    expect(of("test", "functions-fixed").retrieval).toBeUndefined();
    expect(of("test", "random").selection).toEqual({});
  });

  test("foreign functions count where they were candidates", () => {
    expect(of("test", "s-llm-ld").foreign).toBeUndefined();
    expect(of("zone", "s-llm-ld.none").foreign).toBeUndefined();
    expect(of("zone", "s-llm-ld.distractors").foreign!.share).toBeGreaterThan(0.02);
    expect(of("zone", "s-llm-ld.distractors").answered!.share).toBe(0);
    expect(of("zone", "s-llm-ld").answered!.share).toBeGreaterThan(0);
  });

  test("comparisons are those planned, in return and in units of teacher - random", () => {
    const { planned } = found[0]!;
    expect(planned.map(({ a, b }) => `${a} - ${b}`)).toEqual([
      "s-llm-ld - expert",
      "s-llm-ld - functions-top1",
      "s-llm-ld - functions-fixed",
      "expert - functions-fixed",
    ]);
    const [first] = planned;
    const mean = (subject: string) => subjectOf(found[0], subject)!.scores["episode_return"]!.mean;
    expect(first!.difference).toBeCloseTo(mean("s-llm-ld") - mean("expert"), 10);
    expect(first!.normalised!.mean).toBeCloseTo((mean("s-llm-ld") - mean("expert")) / (mean("expert") - mean("random")), 10);
    expect(first!.normalised!.low).toBeLessThanOrEqual(first!.normalised!.mean);
  });

  test("failures say what went wrong first, and lead to both episodes on the watch page", () => {
    const [failures] = found[1]!.failures;
    expect(failures!.worse).toBeGreaterThan(0);
    expect(Object.values(failures!.causes).reduce((sum, count) => sum + count, 0)).toBe(failures!.worse);
    for (const { address, seed, student, teacher } of failures!.worst) {
      expect(teacher - student).toBeGreaterThan(0.1);
      const shown = readAddress(`#${address}`);
      expect(shown.setup.seed).toBe(seed);
      expect(shown.setup.cast["pursuer"]!.agent).toBe("functions-random");
      expect(shown.rivals[0]!["pursuer"]!.agent).toBe("expert");
      expect(shown.setup.changes).toMatchObject({ emergencies: [{ emergency: "restricted-zone" }] });
      expect(shown.t).toBe("parting");
    }
  });

  test("the page and the table hold it, and nothing of a title is markup", () => {
    const evidence: Evidence = {
      arena: "0.0.0",
      suite: scores.suite,
      logDigest: scores.logDigest,
      inputs: scores.inputs,
      teacher: "expert",
      machine: "a test",
      playedAt: "2026-01-01",
      seconds: 1,
      env: "pursuit",
      hidden: ofPursuit.hidden,
      runs: [],
      benchmarks: found,
    };
    const page = evidencePage(evidence);
    expect(page).toContain("Small &lt;test&gt;");
    expect(page).not.toContain(">Small <test>");
    expect(page).not.toMatch(/<script|undefined|NaN/);
    expect(withTable("a <!-- evidence pursuit -->old<!-- /evidence pursuit --> b", evidence)).toMatch(
      /^a <!-- evidence pursuit -->[^]*\| Small <test> [^]*<!-- \/evidence pursuit --> b$/,
    );
    expect(() => withTable("a", evidence)).toThrow(/no place for the evidence/);
    expect(aimsOf(evidence).map(({ where }) => where)).toContain("test");
    expect(page).not.toContain("In other words");

    // A setting in other words, and what the student may lose there.
    const said = (high: number): Evidence => {
      const subjects = ["s-llm-ld", "s-llm-ld.reworded"].map((subject) => ({ ...subjectOf(found[0], "s-llm-ld")!, subject }));
      const pair = { ...found[0]!.planned[0]!, b: "s-llm-ld.reworded", normalised: { mean: 0.01, low: 0, high } };
      return {
        ...evidence,
        benchmarks: [...found, { ...found[0]!, id: "wording", split: "wording", title: "Said <anew>", subjects, planned: [pair] }],
      };
    };
    for (const [high, reached] of [
      [0.04, true],
      [0.06, false],
    ] as const)
      expect(aimsOf(said(high)).filter(({ where }) => where === "wording")).toMatchObject([{ reached, found: `0.01 [0.00, ${high}]` }]);
    const words = evidencePage(said(0.04)).split('<section id="words">')[1]!.split("</section>")[0]!;
    expect(words).toContain("Said &lt;anew&gt;");
    expect(words).toContain("in other words");
    expect(words).not.toMatch(/undefined|NaN/);
  });

  test("controls learn from the same decisions without what they lack", async () => {
    const { world, plan } = planned("fishery");
    await world.env.prepare?.();
    const students = { ...world.plan.students, paraphrases: true, words: true, retriever: true };
    const rich = {
      world: { ...world, plan: { ...world.plan, students } },
      plan: { ...plan, controls: ["one-wording", "names", "renamed"] as const },
    };
    const recipes = Object.fromEntries(runsOf(rich).map(({ id, recipe }) => [id, recipe]));
    const { paraphrases, words, retriever, ...plain } = recipes["seed-1"]!;
    expect([paraphrases, words, retriever]).toEqual([true, true, true]);
    expect(recipes["one-wording"]).toEqual({ ...plain, kinds: ["ld"] });
    expect(recipes["names"]).toEqual({ ...plain, kinds: ["ld"], reads: "names" });
    expect(recipes["renamed"]).toEqual({ ...plain, kinds: ["ld"], renamed: true });
    // As in a game whose manuals have no other wordings: more layers, and as many examples of notices as usual.
    const reading = { ...plain.ld.reading, share: 0.4, dense: 200 };
    const ld = { ...plain.ld, reading };
    expect(recipes["conditions"]).toEqual({ ...plain, decoder: { ...plain.decoder, layers: 3 }, ld, kinds: ["ld"], reads: "both" });
    const { controls: _, ...without } = plan;
    expect(runsOf({ world, plan: without }).map(({ id }) => id)).not.toContain("names");
  });
});
