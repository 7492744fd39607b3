import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { absentOf, jobsOf, parseSuite, playersOf, subjectRoles, suiteDigest } from "../../benchmarks/suite.ts";
import { SPLITS } from "../../src/core/index.ts";
import { smallSuite, suiteData } from "./runs.ts";

const SUITES = join(import.meta.dirname, "..", "..", "benchmarks", "suites");
const committed = readdirSync(SUITES)
  .sort()
  .map((file) => ({ file, suite: parseSuite(JSON.parse(readFileSync(join(SUITES, file), "utf8")), file) }));

/** The digest of each version of each suite. A suite that changes gets a new version: add a line for it, and keep the old ones. */
const PINNED: Readonly<Record<string, string>> = {
  "commons-harvest-evidence@1": "0665712211f89028545bae68526032a2",
  "commons-harvest-evidence@2": "b9ce98c7af9f82df1b1d8bf5d62275f4",
  "commons-harvest-evidence@3": "980e494145677bb89c92739260017db7",
  "commons-harvest@1": "b6df2028032725093bdfc1ecb82d3809",
  "fishery-evidence@1": "4a087f03681efd82e50d4a4bab7ff8de",
  "fishery-evidence@2": "e11159f6d59ecc4e2f01193dd242bf1c",
  "fishery-evidence@3": "86ac1a8bdd34b8e784a28965e10619eb",
  "fishery@1": "87979fe57a886fcade12af1b020ce32d",
  "l-llm@1": "d5dad403d8055cec6fa86ee82eb1ec13",
  "pursuit-evidence@3": "1826345b0b0700383cc94343edf14efc",
  "quick@3": "ee564e85f0e102f3c2f747e025035db3",
  "quick@4": "cc71377315f7cea14c5f365f076afa9a",
  "quick@5": "19c6b33cff5eaee22b1140b31e3cccea",
  "quick@8": "cc4ae222e3a9136d007c9a95a0b260af",
  "quick@9": "92230d790653b06a05464e0f6f1cacc0",
  "s-llm@1": "55d0a7115670a5aaff88536b21f32527",
  "standard@1": "0e2cbfe5633d6d1fa642a4e5d972c2c9",
  "tag-rapier-evidence@1": "d16a9e761b3768b457e2b0030cea8dc7",
  "tag-rapier-evidence@2": "858cd3a648e8a95f175e5195b6c5eb63",
  "tag-rapier-evidence@3": "39e0ce3e4faaa13eefc2a88813500bca",
  "tag-rapier@1": "98d22fd9dc82be4394e715e9f1294f4f",
  "twenty-one-evidence@1": "7be2cb6c184f5ac197720dbdc978a3a6",
  "twenty-one-evidence@2": "0c00f24cb36e985d0882f247191cef22",
  "twenty-one-evidence@3": "f128d3038570e980d663444141eab3f1",
  "twenty-one@1": "8e352a7831394834f0ce9235bf862984",
};

describe("every committed suite", () => {
  test.each(committed)("$file is called as its file, and has distinct episodes", ({ file, suite }) => {
    expect(`${suite.id}.json`).toBe(file);
    const jobs = jobsOf(suite);
    expect(new Set(jobs.map(({ episode }) => episode)).size).toBe(jobs.length);
  });

  test.each(committed)("$file is what its version was", ({ suite }) => {
    expect({ [`${suite.id}@${suite.version}`]: suiteDigest(suite) }).toEqual({
      [`${suite.id}@${suite.version}`]: PINNED[`${suite.id}@${suite.version}`],
    });
  });

  test.each(committed)("$file keeps to its splits, and gives every subject of a benchmark the same seeds", ({ suite }) => {
    const played = new Map<string, number[]>();
    for (const { benchmark, subject, seed } of jobsOf(suite)) {
      const of = `${benchmark}/${subject}`;
      const seeds = played.get(of);
      if (seeds === undefined) played.set(of, [seed]);
      else seeds.push(seed);
    }
    for (const benchmark of suite.benchmarks) {
      const { id, seeds } = benchmark;
      const [first, ...others] = Object.keys(playersOf(benchmark)).map((subject) => played.get(`${id}/${subject}`)!);
      expect(first).toHaveLength(seeds.count);
      for (const other of others) expect(other).toEqual(first);
      expect(Math.min(...first!)).toBeGreaterThanOrEqual(SPLITS[seeds.split]);
      expect(Math.max(...first!)).toBeLessThan(SPLITS[seeds.split] + 1_000_000);
    }
  });
});

test("splits are disjoint ranges of a million seeds", () => {
  const firsts = Object.values(SPLITS).sort((a, b) => a - b);
  for (const [i, first] of firsts.entries()) if (i > 0) expect(first - firsts[i - 1]!).toBeGreaterThanOrEqual(1_000_000);
});

test("a subject without the model it needs is absent, with the reason; a fixed agent without one is refused", () => {
  const suite = smallSuite({ subjects: { random: "random", "s-llm": "s-llm" } });
  expect(new Set(jobsOf(suite).map(({ subject }) => subject))).toEqual(new Set(["random"]));
  expect(absentOf(suite.benchmarks[0]!)).toEqual({
    "s-llm": expect.stringMatching(/no pretrained model is given, expected ARENA_SLLM/) as string,
  });
  const given = smallSuite({ subjects: { "s-llm": { agent: "s-llm", params: { model: "a-folder" } } } });
  expect(new Set(jobsOf(given).map(({ subject }) => subject))).toEqual(new Set(["s-llm"]));
  expect(() => smallSuite({ cast: { runner: "s-llm" } })).toThrow(/agent s-llm: no pretrained model is given/);
});

describe("the jobs of a suite", () => {
  test("are named by benchmark, subject and seed, and carry what their episode needs", () => {
    const jobs = jobsOf(smallSuite({ seeds: { split: "test", first: 10, count: 2 }, params: { horizon: 9 }, deadlineMs: 77 }));
    expect(jobs.map(({ episode }) => episode)).toEqual([
      "evade/random/2000010",
      "evade/random/2000011",
      "evade/greedy/2000010",
      "evade/greedy/2000011",
      "evade/expert/2000010",
      "evade/expert/2000011",
    ]);
    expect(jobs[2]).toEqual({
      episode: "evade/greedy/2000010",
      benchmark: "evade",
      subject: "greedy",
      env: "pursuit",
      params: { width: 7, height: 7, horizon: 9 },
      seed: 2_000_010,
      cast: { runner: { agent: "evade" }, pursuer: { agent: "greedy" } },
      deadlineMs: 77,
    });
  });

  test("seat a subject by a word or by one role", () => {
    const roles = ["pursuer-0", "pursuer-1", "runner-0"];
    expect(subjectRoles("pursuer", roles)).toEqual(["pursuer-0", "pursuer-1"]);
    expect(subjectRoles("pursuer-1", roles)).toEqual(["pursuer-1"]);
    expect(subjectRoles("purs", roles)).toEqual([]);
  });
});

test("the digest tells suites apart, whatever the order of their fields", () => {
  const suite = smallSuite();
  expect(suiteDigest(smallSuite({ title: "Other" }))).not.toBe(suiteDigest(suite));
  expect(suiteDigest(smallSuite({ seeds: { split: "validation", count: 5 } }))).not.toBe(suiteDigest(suite));
  expect(suiteDigest(smallSuite({ seeds: { count: 4, split: "validation" } }))).toBe(suiteDigest(suite));
  expect(suiteDigest(parseSuite(JSON.parse(JSON.stringify(suite)), "again"))).toBe(suiteDigest(suite));
});

describe("a bad suite is refused", () => {
  const bad: readonly (readonly [string, unknown, string, RegExp])[] = [
    ["no object", 5, "BadParams", /^suite s: .*expected object.*, expected values for any of id, version, title, benchmarks$/],
    ["nothing in it", {}, "BadParams", /^suite s: "id": .*"version": .*"title": .*"benchmarks": /],
    ["no benchmark", suiteData({}, { benchmarks: [] }), "BadParams", /^suite s: "benchmarks": .*>=1/],
    ["a wrong version", suiteData({}, { version: "1" }), "BadParams", /^suite s: "version": .*expected number/],
    ["a version below 1", suiteData({}, { version: 0 }), "BadParams", /^suite s: "version": .*>=1/],
    ["an id that is no word", suiteData({}, { id: "../up" }), "BadParams", /^suite s: "id": /],
    ["an id of a benchmark that is no word", suiteData({ id: "A b" }), "BadParams", /"benchmarks\.0\.id": expected lower-case letters/],
    ["a field too many", suiteData({ colour: "red" }), "BadParams", /^suite s: "benchmarks\.0": .*colour/],
    ["an unknown split", suiteData({ seeds: { split: "exam", count: 1 } }), "BadParams", /"benchmarks\.0\.seeds\.split": .*"train"\|/],
    ["no seeds", suiteData({ seeds: { split: "test", count: 0 } }), "BadParams", /"benchmarks\.0\.seeds\.count": .*>=1/],
    ["seeds of the next split", suiteData({ seeds: { split: "test", first: 1_000_000, count: 1 } }), "BadParams", /seeds\.first/],
    ["a spec that is none", suiteData({ subjects: { random: 3 } }), "BadParams", /"benchmarks\.0\.subjects\.random": /],
    ["a subject with a slash", suiteData({ subjects: { "a/b": "random" } }), "BadParams", /"benchmarks\.0\.subjects/],
    [
      "a subject of other letters, which says what letters there may be, and lists no fields of another level",
      suiteData({ subjects: { größe: "random" } }),
      "BadParams",
      /^suite s: "benchmarks\.0\.subjects\.größe": no name of a subject, expected lower-case letters from a to z, digits, dots and dashes, expected other values$/,
    ],
    [
      "a wrong type within, which lists the fields beside it",
      suiteData({ seeds: { split: "validation", count: "1" } }),
      "BadParams",
      /^suite s: "benchmarks\.0\.seeds\.count": .*expected number, received string, expected values for any of split, first, count$/,
    ],
    [
      "a field misspelt within, which lists the fields there",
      suiteData({ seeds: { split: "validation", cuont: 1, count: 1 } }),
      "BadParams",
      /^suite s: "benchmarks\.0\.seeds": .*"cuont", expected values for any of split, first, count$/,
    ],
    [
      "a field misspelt of one form of two",
      suiteData({ subjects: { random: { agent: "random", parms: {} } } }),
      "BadParams",
      /^suite s: "benchmarks\.0\.subjects\.random": Unrecognized key: "parms"/,
    ],
    [
      "neither form",
      suiteData({ subjects: { random: 3 } }),
      "BadParams",
      /"benchmarks\.0\.subjects\.random": Invalid input: expected string or object, expected other values$/,
    ],
    ["a deadline that no timer can hold", suiteData({ deadlineMs: 2 ** 31 }), "BadParams", /"benchmarks\.0\.deadlineMs": .*<=86400000/],
    [
      "one subject as both ends of the scale",
      suiteData({ zero: "greedy", one: "greedy" }),
      "BadInput",
      /^benchmark evade: "greedy" is both zero and one, expected two subjects for the scale$/,
    ],
    [
      "half a scale",
      suiteData({ zero: "greedy", subjects: { greedy: "greedy", random: "random" } }),
      "UnknownId",
      /^benchmark evade: zero and one: no subject is called "expert", expected one of greedy, random$/,
    ],
    [
      "an agent of a name that every object has",
      suiteData({ subjects: { a: "constructor" } }),
      "UnknownId",
      /no agent is called "constructor"/,
    ],
    [
      "a policy assumed in search that does not exist",
      suiteData({ subjects: { s: { agent: "search-actions", params: { models: { runner: "evda" } } } } }),
      "UnknownId",
      /^agent search-actions: models: no policy is called "evda"/,
    ],
    [
      "a policy assumed in search of a role that does not exist",
      suiteData({ subjects: { s: { agent: "search-actions", params: { models: { runer: "evade" } } } } }),
      "UnknownId",
      /^agent search-actions: models: no role is called "runer" \(did you mean "runner"\?\)/,
    ],
    [
      "an agent for a role that nobody has",
      suiteData({ cast: { runner: "evade", goalie: "random" } }),
      "UnknownId",
      /^benchmark evade: cast: no role is called "goalie", expected one of pursuer, runner, pursuer-0/,
    ],
    [
      "an agent for a role misspelt",
      suiteData({ cast: { runer: "evade" } }),
      "UnknownId",
      /^benchmark evade: cast: no role is called "runer" \(did you mean "runner"\?\)/,
    ],
    [
      "an agent for a seat that there is not",
      suiteData({ cast: { runner: "evade", "runner-7": "random" } }),
      "UnknownId",
      /no role is called "runner-7"/,
    ],
    [
      "an agent for a seat of the subject",
      suiteData({ cast: { runner: "evade", "pursuer-0": "expert" } }),
      "BadInput",
      /^benchmark evade: cast: "pursuer-0" is cast, and is a seat of the subject "pursuer", expected agents for the other seats alone$/,
    ],
    [
      "an agent for all seats of the subject",
      suiteData({ cast: { runner: "evade", pursuer: "expert" } }),
      "BadInput",
      /cast: "pursuer" is cast, and is a seat of the subject "pursuer"/,
    ],
    [
      "a teacher that does not exist",
      suiteData({ subjects: { taught: { agent: "taught", params: { teacher: "exprt" } } } }),
      "UnknownId",
      /no agent is called "exprt" \(did you mean "expert"\?\)/,
    ],
    [
      "a rule change that never comes",
      suiteData({ params: { horizon: 5, emergencies: [{ round: 5, emergency: "fog", params: {} }] } }),
      "BadParams",
      /^pursuit parameters: "emergencies": fog before round 5, expected a round below the horizon of 5/,
    ],
    ["no subjects", suiteData({ subjects: {} }), "BadParams", /"benchmarks\.0\.subjects": /],
    [
      "two benchmarks of one id",
      suiteData({}, { benchmarks: [...suiteData().benchmarks, ...suiteData().benchmarks] }),
      "BadInput",
      /^suite s: two benchmarks called "evade", expected distinct ids$/,
    ],
    [
      "an unknown environment",
      suiteData({ env: "persuit" }),
      "UnknownId",
      /^benchmark evade: no environment is called "persuit" \(did you mean "pursuit"\?\), expected one of pursuit/,
    ],
    [
      "an unknown preset",
      suiteData({ preset: "huge" }),
      "UnknownId",
      /^pursuit presets: no preset is called "huge", expected one of quick, default/,
    ],
    [
      "an unknown agent",
      suiteData({ subjects: { a: "gredy" } }),
      "UnknownId",
      /no agent is called "gredy" \(did you mean "greedy"\?\), expected one of random/,
    ],
    ["an unknown opponent", suiteData({ cast: { runner: "evada" } }), "UnknownId", /no agent is called "evada" \(did you mean "evade"\?\)/],
    [
      "bad parameters of the board",
      suiteData({ params: { width: 1 } }),
      "BadParams",
      /^pursuit parameters: "width": .*, expected values for any of width, height/,
    ],
    ["an unknown parameter", suiteData({ params: { colour: 1 } }), "BadParams", /^pursuit parameters: .*colour/],
    [
      "a bad emergency",
      suiteData({ params: { emergencies: [{ round: 1, emergency: "flood", params: {} }] } }),
      "BadParams",
      /^pursuit parameters: "emergencies\.0\.emergency": no such emergency, expected one of restricted-zone, breakdown, fog/,
    ],
    [
      "bad parameters of an agent",
      suiteData({ subjects: { s: { agent: "search-actions", params: { simulations: 0 } } } }),
      "BadParams",
      /^agent search-actions parameters: "simulations": /,
    ],
    [
      "nobody to play a role",
      suiteData({ cast: {} }),
      "BadInput",
      /^cast: nobody plays "runner-0" \(cast: pursuer\), expected an agent for "runner-0" or for every "runner"$/,
    ],
    [
      "a person to play",
      suiteData({ cast: { runner: "human" } }),
      "BadAgent",
      /^benchmark evade: "random" seats a person at "runner-0", expected agents that play alone$/,
    ],
    [
      "a subject of no role",
      suiteData({ subject: "hunter", cast: { pursuer: "greedy", runner: "evade" } }),
      "BadInput",
      /^benchmark evade: .*"hunter"/,
    ],
  ];
  test.each(bad)("%s", (_, data, name, message) => {
    expect(() => parseSuite(data, "s")).toThrow(expect.objectContaining({ name, message: expect.stringMatching(message) as unknown }));
  });

  test("not for an agent of a role that a rule change brings, nor for one of a word whose other seat the subject has", () => {
    const params = { emergencies: [{ round: 2, emergency: "second-runner", params: {} }] };
    smallSuite({ params, cast: { runner: "evade", "runner-1": "random" } });
    smallSuite({ subject: "pursuer-0", cast: { runner: "evade", pursuer: "expert" } });
  });

  test("an opponent cast in the wrong seat", () => {
    expect(() => parseSuite(suiteData({ cast: { runner: "evade" }, subjects: { a: "evade" } }), "s")).toThrow(
      'agent evade: cast as "pursuer-0", expected a runner',
    );
  });
});
