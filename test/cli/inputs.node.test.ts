/** What commands refuse before they do anything: flags, suites and recipes that cannot be meant. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recipeOf } from "../../src/cli/distill.ts";
import { worldOf } from "../../src/worlds.ts";
import { folder, suiteData } from "../benchmarks/runs.ts";
import { arena, refused } from "./arena.ts";

/** A file with some text, in a folder of its own. */
function file(text: string, name: string): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

describe("flags", () => {
  test.each<[readonly string[], RegExp]>([
    [["data", "x.jsonl", "--examples", ""], /^arena data --examples: "", expected a value, or no such flag$/m],
    [["data", "x.jsonl", "--out", " "], /^arena data --out: " ", expected a value, or no such flag$/m],
    [["data", ""], /^arena data logs: "", expected a value$/m],
    [["replay", ""], /^arena replay log: "", expected a value$/m],
    [["bench", ""], /^arena bench suite: "", expected a value$/m],
    [["bench", "--agents="], /^arena bench --agents: "", expected a value, or no such flag$/m],
    [["bench", "--resume", ""], /^arena bench --resume: "", expected a value, or no such flag$/m],
    [["functions", "values", "pursuit", "--episodes", ""], /^arena functions values --episodes: "", expected a value, or no such flag$/m],
    [["functions", "values", "pursuit", "--episodes", "1e99"], /^arena functions --episodes: "1e99", expected a whole number from 1$/m],
    [["functions", "values", "pursuit", "--episodes", "2000000"], /"2000000", expected a whole number from 1 to 1000000$/m],
    [["functions", "find", "pursuit", "--fixed", "--measure"], /^arena functions find: --fixed and --measure, expected one of them/m],
    [["distill", "pursuit", "--seed", "1", "--seed", "2"], /^arena distill --seed: "1" and "2", expected it once$/m],
    [["distill", "pursuit", "--seed", "0x10"], /^arena distill --seed: "0x10", expected a whole number from 0$/m],
    [["distill", "pursuit", "--workers", "1e3"], /^arena distill --workers: "1e3", expected a whole number from 1$/m],
    [["bench", "--workers", "1000000"], /^arena bench --workers: "1000000", expected a whole number from 1 to 1024$/m],
    [["bench", "--budget", "Infinity"], /^arena bench --budget: "Infinity", expected dollars, as 2\.50$/m],
    [["bench", "--resume", "run", "--dry-run"], /^arena bench --resume: --dry-run with it, expected the suite of the run/m],
  ])("%j is refused", async (args, message) => refused(await arena(args), message));

  test("are there for every command, and none takes an empty value", async () => {
    // Whatever is added to the command line is found here by its help.
    const helps = await Promise.all(
      ["bench", "distill", "data", "finetune", "teacher", "watch", "compare"].map(
        async (command) => [command, (await arena([command, "--help"])).out] as const,
      ),
    );
    for (const [command, help] of helps)
      for (const [, flag] of help.matchAll(/^ {2}(--[a-z-]+) </gm)) {
        const { code, err } = await arena([command, flag!, ""]);
        expect.soft([code, err.includes(`arena ${command} ${flag}: ""`)], `${command} ${flag}`).toEqual([1, true]);
      }
  });

  test("may be given twice with one value", async () => {
    refused(await arena(["bench", "quik", "--workers", "2", "--workers", "2"]), /no suite is called "quik"/);
  });
});

describe("a suite", () => {
  test("with one subject twice is refused, where JSON keeps the last", async () => {
    const text = JSON.stringify(suiteData()).replace('"greedy":"greedy"', '"random":"greedy"');
    const out = folder();
    refused(
      await arena(["bench", file(text, "s.json"), "--runtime", "node", "--out", out]),
      /^suite .*s\.json: "benchmarks\.0\.subjects\.random" is given twice, expected each field once$/m,
    );
    expect(readdirSync(out)).toEqual([]);
  });

  test("with a field that JavaScript would pass over is refused", async () => {
    const text = JSON.stringify(suiteData()).replace('"title"', '"__proto__":{"env":"pursuit"},"title"');
    refused(
      await arena(["bench", file(text, "s.json"), "--runtime", "node", "--out", folder()]),
      /^suite .*s\.json: a field "__proto__", expected the fields that it has: leave this one out$/m,
    );
  });

  test("cut to subjects that lack an end of its scale is refused, and makes no folder", async () => {
    const path = file(JSON.stringify(suiteData({ zero: "greedy", one: "expert" })), "s.json");
    const out = folder();
    refused(
      await arena(["bench", path, "--agents", "expert,random", "--runtime", "node", "--out", out]),
      /^benchmark evade: zero and one: no subject is called "greedy", expected one of random, expert$/m,
    );
    expect(readdirSync(out)).toEqual([]);
  });

  test("is played by each of its subjects once, however often --agents names one", async () => {
    const path = file(JSON.stringify(suiteData({ seeds: { split: "validation", count: 1 }, params: { horizon: 3 } })), "s.json");
    const out = folder();
    const { code } = await arena(["bench", path, "--agents", "random,random", "--runtime", "node", "--workers", "1", "--out", out, "--name", "run"]); // prettier-ignore
    expect(code).toBe(0);
    const { suite } = JSON.parse(readFileSync(join(out, "run", "run.json"), "utf8")) as { suite: { title: string } };
    expect(suite.title).toBe("Small (cut to agents random)");
  });
});

describe("a recipe", () => {
  /** Gives a recipe to `arena distill`, which must not make its folder. */
  async function tried(recipe: string, ...flags: readonly string[]) {
    const out = join(folder(), "out");
    const ended = await arena(["distill", "pursuit", "--quick", "--recipe", file(recipe, "r.json"), "--out", out, ...flags]);
    expect.soft(existsSync(out)).toBe(false);
    return ended;
  }

  test.each<[string, RegExp]>([
    ["null", /^recipe .*r\.json: null, expected quick, default, augmented, fast, or a file of JSON with fields of a recipe$/m],
    ["[]", /^recipe .*r\.json: a list, expected quick/m],
    ['"quick"', /^recipe .*r\.json: a string, expected quick/m],
    ["5", /^recipe .*r\.json: a number, expected quick/m],
    ["", /^recipe .*r\.json: .*no JSON.*, expected quick/m],
    ['{"seed":1,"seed":2}', /^recipe .*r\.json: "seed" is given twice, expected each field once$/m],
    ['{"epsiodes":5}', /^recipe .*r\.json: Unrecognized key: "epsiodes", expected values for any of env, preset, teacher/m],
    [
      '{"ld":{"steps":10,"bacth":8}}',
      /^recipe .*: "ld": .*"bacth", expected values for any of steps, batch, rate, warmUp, piece, reading$/m,
    ],
    ['{"env":"tally"}', /^recipe .*: it is for "tally", expected one for "pursuit": arena distill tally$/m],
    ['{"preset":"larg"}', /^pursuit presets: no preset is called "larg" \(did you mean "large"\?\)/m],
    ['{"teacher":"exprt"}', /no agent is called "exprt" \(did you mean "expert"\?\)/],
    ['{"teacher":"evade"}', /agent evade: cast as "pursuer-0", expected a runner/],
    ['{"teacherParams":{"functoins":1}}', /^agent expert parameters: .*"functoins"/m],
    ['{"hide":["nearest-runer"]}', /^recipe: hide: no ordinary function is called "nearest-runer" \(did you mean "nearest-runner"\?\)/m],
    [
      '{"variants":[{"params":{"widht":12},"share":0.5}]}',
      /^pursuit parameters: Unrecognized key: "widht", expected values for any of width/m,
    ],
    ['{"variants":[{"params":{"widht":12},"share":0.001}]}', /^pursuit parameters: Unrecognized key: "widht"/m],
    ['{"evaluation":100001}', /^suite evaluation: "benchmarks\.0\.seeds\.count": .*<=100000/m],
    ['{"rounds":1,"share":0}', /^recipe .*: "share": 0, and there are rounds in which students would act/m],
    ['{"kinds":["ld","ld"]}', /^recipe .*: "kinds": the same kind twice/m],
  ])("%s is refused, and makes no folder", async (recipe, message) => refused(await tried(recipe), message));

  test("mended after a mistake is taken for the same folder", async () => {
    const out = join(folder(), "out");
    const path = file('{"preset":"quik"}', "r.json");
    const distill = () => arena(["distill", "pursuit", "--quick", "--recipe", path, "--out", out]);
    refused(await distill(), /no preset is called "quik"/);
    writeFileSync(path, '{"preset":"quick","teacher":"exprt"}');
    refused(await distill(), /no agent is called "exprt"/);
    // A folder with students of another recipe is refused still, and one whose recipe cannot be read.
    mkdirSync(out);
    writeFileSync(path, '{"preset":"quick"}');
    writeFileSync(join(out, "recipe.json"), "{}");
    refused(await distill(), /it holds students of another recipe \(other [\w, ]+\), expected another folder/);
    writeFileSync(join(out, "recipe.json"), "{");
    refused(await distill(), /recipe\.json: line 1 column 2: no JSON .*, expected the recipe of the students in it/);
  });

  test("does not win over a flag", async () => {
    const world = worldOf("pursuit");
    const recipe = file('{"seed":5,"episodes":7}', "r.json");
    expect(recipeOf(world, { recipe })).toMatchObject({ seed: 5, episodes: 7 });
    expect(recipeOf(world, { recipe, seed: "3" })).toMatchObject({ seed: 3, episodes: 7 });
    expect(recipeOf(world, { recipe: "quick", seed: "3" })).toEqual({ ...recipeOf(world, { quick: true }), seed: 3 });
    expect(recipeOf(world, { recipe, quick: true }).ld).toEqual(recipeOf(world, { quick: true }).ld);
    refused(await arena(["distill", "pursuit", "--quick", "--recipe", "augmented"]), /^arena distill: --quick and --recipe augmented, expected one/m); // prettier-ignore
  });
});
