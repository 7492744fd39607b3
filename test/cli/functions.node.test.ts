/** `arena functions`, as a user calls it: to read the base, to check it, and to have a model write one. */
import { worldOf } from "../../src/worlds.ts";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { byName, LEAST_EFFECT } from "../../function-base/index.ts";
import { complete, readBody, TEACHER, type ChatBody } from "../../src/platform/teacher.ts";
import { folder } from "../benchmarks/runs.ts";
import { arena, refused, spawned } from "./arena.ts";

const base = worldOf("pursuit").base;

/** A file with some text, in a folder of its own. */
function file(name: string, text: string): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

const source = (stage: string, result = '"stay"') =>
  `/**\n * Stays. Use when the way is long.\n *\n * @stage ${stage}\n * @example {"observation": {}, "legal": ["stay"], "previous": null, "result": ${result}}\n */\nexport default function it() {\n  return "stay";\n}\n`;

describe("the base", () => {
  test("is listed by stage, with what each function is for", async () => {
    const { code, out } = await arena(["functions", "list", "pursuit"]);
    expect(code).toBe(0);
    for (const name of byName(base).keys()) expect(out).toMatch(new RegExp(`^  ${name} +(\\[[a-z-]+\\] )?Use when .`, "m"));
    const listed = JSON.parse((await arena(["functions", "list", "pursuit", "--json"])).out) as { functions: unknown[] };
    expect(listed.functions.length).toBe(base.functions.length);
  });

  test("shows a function's file", async () => {
    expect(await arena(["functions", "show", "pursuit", "chase"])).toMatchObject({ code: 0, out: byName(base).get("chase")!.source });
  });

  test("is checked with a file beside it, which has to be right", async () => {
    const right = await arena(["functions", "check", "pursuit", file("stays.js", source("move"))]);
    expect(right).toMatchObject({ code: 0 });
    expect(right.out).toMatch(/^ok {6}move\/stays: \d{4} states, .*, changes \d+ % of actions in place of squeeze$/m);
    const wrong = await arena(["functions", "check", "pursuit", file("stays.js", source("move", '"north"'))]);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.out).toContain('@example 1 gives "stay", expected "north"');
  });
});

test("what functions are worth is told as a table and as JSON, the same for the same seed", async () => {
  const worth = (...more: readonly string[]) =>
    arena(["functions", "worth", "twenty-one", "--setting", "default,rich shoe", "--episodes", "40", "--masks", "4", ...more]);
  const [table, again, json] = [await worth(), await worth(), await worth("--json", "--seed", "2")];
  expect(table).toMatchObject({ code: 0, out: again.out });
  expect(table.out).toMatch(/^Measured: .* without the luck in gain_a_hand\.$/m);
  expect(table.out).toMatch(/^default: 40 seeds, 4 masks each$/m);
  expect(table.out).toMatch(/^\| move \| `to-the-limit` \| [\d.]+ % \| [01]\.\d{4} \[[01]\.\d{4}, [01]\.\d{4}\] \| .* \| {2}\|$/m);
  expect(table.out).toMatch(/^\| stake \| `double-nine` \| 0\.0 % \| 0 \[0, 0\] \| 0 \[0, 0\] \| never taken \|$/m);
  expect(table.out).toMatch(/^\| aim \| `fear-the-tens` \(rich-shoe\) \| /m);
  expect(table.out).not.toContain("(jackpot)");
  expect(table.out).toMatch(/^Only harm in all that was measured: one-more\.$/m);
  expect(table.err).toMatch(/^rich shoe: 40 of 40 seeds$/m);
  const report = JSON.parse(json.out) as {
    seed: number;
    settings: { setting: string; functions: { name: string; onlyHarms: boolean }[] }[];
  };
  expect([report.seed, report.settings.map(({ setting }) => setting)]).toEqual([2, ["default", "rich shoe"]]);
  expect(report.settings[0]!.functions.map(({ name }) => name).sort()).toEqual(
    worldOf("twenty-one")
      .base.functions.map(({ name }) => name)
      .sort(),
  );
});

describe("what cannot be is refused:", () => {
  test.each([
    ["an environment that is none", () => ["list", "chess"], /no environment is called "chess"/],
    ["a function that is none", () => ["show", "pursuit", "__proto__"], /no function is called "__proto__"/],
    [
      "a file that is none",
      () => ["check", "pursuit", "/nowhere/x.js"],
      /\/nowhere\/x\.js: no such file or folder \(ENOENT\), expected a function's file/,
    ],
    ["a file without a manual", () => ["check", "pursuit", file("x.js", "export default 1;\n")], /function x: no doc comment/],
    ["episodes", () => ["find", "pursuit", "--episodes", "none"], /--episodes: "none"/],
    [
      "a setting that is none",
      () => ["worth", "pursuit", "--setting", "defalt"],
      /worth --setting: no setting is called "defalt" \(did you mean "default"\?\)/,
    ],
    ["seeds that are too few", () => ["worth", "pursuit", "--episodes", "3"], /worth --episodes: "3", expected a whole number from 10$/m],
    ["masks that are no number", () => ["worth", "pursuit", "--masks", "half"], /worth --masks: "half", expected a whole number from 0/],
    ["a seed that is no number", () => ["worth", "pursuit", "--seed", "-1"], /worth --seed: "-1", expected a whole number from 0/],
    [
      "a place without a folder",
      () => ["find", "pursuit", "--out", "/nowhere/found.json"],
      /find --out \/nowhere\/found\.json: no such file or folder \(ENOENT\)/,
    ],
    [
      "a state that is torn",
      () => ["find", "pursuit", "--out", join(folder(), "found.json"), "--state", file("state.json", '{"of":"1')],
      /state\.json: line 1 column 9: no JSON \(it ends too early\), expected the state of a search: delete it/,
    ],
    [
      "the state of another search",
      () => ["find", "pursuit", "--out", join(folder(), "found.json"), "--state", file("state.json", '{"of":"1","state":{}}')],
      /state\.json: it is of other functions or another plan/,
    ],
    ["no functions at all", () => ["generate", "pursuit", "--count", "0"], /--count: "0", expected a whole number from 1/],
    [
      "a file as a folder",
      () => ["generate", "pursuit", "--out", file("out", "")],
      /generate --out .*: a file stands where a folder is needed \(EEXIST\)/,
    ],
    [
      "a folder with other functions",
      () => ["generate", "pursuit", "--out", join(file("x.js", ""), "..")],
      /expected a folder without functions, not the one of x\.js: nothing is overwritten/,
    ],
    [
      "a cassette that is none",
      () => ["generate", "pursuit", "--out", join(file("cassette.jsonl", "nonsense\n"), "..")],
      /line 1: not an answer/,
    ],
  ] as const)("%s", async (_what, args, message) => {
    refused(await arena(["functions", ...args()]), message);
  });

  test("a budget where no price is known, before anything is made", async () => {
    const out = folder();
    const environment = { ARENA_LLM_URL: "http://127.0.0.1:9/v1", ARENA_LLM_MODEL: "nameless" };
    const commands = [
      ["functions", "generate", "pursuit", "--out", join(out, "a"), "--budget", "1"],
      ["bench", "l-llm", "--runtime", "node", "--out", out, "--name", "a", "--budget", "1"],
    ];
    for (const ended of await Promise.all(commands.map((args) => spawned(args, environment))))
      refused(ended, /--budget: no price known for "nameless", expected ARENA_LLM_PRICE/);
    expect(readdirSync(out)).toEqual([]);
  });
});

const HOSTILE = ["for (;;) {}", "return process.env;", "throw new Error('never');", "return previous.nothing.here;"];

test.each([
  ["pursuit", ["restricted-zone", "breakdown", "fog", "second-runner", "capture-change"]],
  ["twenty-one", ["target-change", "dealer-stands-on", "tens-are-one", "rich-shoe"]],
  ["fishery", ["bad-season", "poacher", "newcomer", "quota"]],
  ["commons-harvest", ["drought", "fence", "blight"]],
  ["tag-rapier", ["wind", "ice", "wall", "breakdown"]],
])(
  "a model that writes functions for %s gets a base and a report, whatever else it hands in, and nothing is paid twice",
  async (env, notices) => {
    const { base } = worldOf(env);
    /** What does not depend on the world is tried in the one that takes the shortest: broken functions, and going on. */
    const whole = env === "twenty-one";
    let asked = 0;
    const endpoint = createServer((request, response) => {
      let text = "";
      request.on("data", (part) => (text += String(part)));
      request.on("end", () => {
        asked++;
        const { body } = complete(readBody(text) as ChatBody) as unknown as {
          body: { choices: [{ message: { tool_calls: [{ function: { arguments: string } }] } }] };
        };
        const call = body.choices[0].message.tool_calls[0].function;
        const { functions } = JSON.parse(call.arguments) as { functions: { name: string; source: string }[] };
        // Beside each good one a broken or hostile one.
        const bad = (one: { name: string; source: string }, i: number) => ({
          name: `bad-${one.name}`,
          source: one.source.replace(/(export default function \w+\([^)]*\) \{)/, `$1\n${HOSTILE[(asked + i) % 4]!}`),
        });
        call.arguments = JSON.stringify({ functions: whole ? functions.flatMap((one, i) => [bad(one, i), one]) : functions });
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
    const out = join(folder(), "written");
    const generate = () =>
      spawned(["functions", "generate", env, "--count", "1", "--repairs", "0", "--episodes", "1", "--out", out], {
        ARENA_LLM_URL: `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/v1`,
        ARENA_LLM_MODEL: TEACHER,
      });
    const names = () => readdirSync(out, { recursive: true }).map(String).sort();
    try {
      const first = await generate();
      expect(first).toMatchObject({ code: 0 });
      const report = JSON.parse(readFileSync(join(out, "generated.json"), "utf8")) as {
        kept: { name: string; notice: string | null; origin: object; effect: { against: string; share: number; states: number } }[];
        refused: { name: string; problems: string[] }[];
        scores: { who: string; faults: number }[][];
      };
      const { kept } = report;
      expect(kept.filter(({ notice }) => notice === null).length).toBe(base.stages.length);
      expect([...new Set(kept.flatMap(({ notice }) => notice ?? []))]).toEqual(notices);
      for (const { name, notice, origin, effect } of kept) {
        expect(byName(base).get(effect.against)?.stage).toBe(byName(base).get(name)!.stage);
        expect(effect.share, name).toBeGreaterThanOrEqual(LEAST_EFFECT);
        expect(effect.states).toBeGreaterThan(20);
        expect(first.out).toContain(`${name} ${Math.round(100 * effect.share)} %`);
        expect(origin).toMatchObject({ by: "model", model: TEACHER, prompt: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
        const path = join(out, notice === null ? "." : "emergency", `${name}.js`);
        expect(readFileSync(path, "utf8")).toBe(byName(base).get(name)!.source);
      }
      expect(report.refused.map(({ name }) => name).sort()).toEqual(whole ? kept.map(({ name }) => `bad-${name}`).sort() : []);
      for (const { problems } of report.refused) expect(problems.length).toBeGreaterThan(0);
      expect(report.scores.flat().map(({ who, faults }) => [who, faults])).toEqual(
        ["the new base", "the new base", "the committed base", "the committed base"].map((who) => [who, 0]),
      );
      expect(first.out).toMatch(/^the new base, functions-top1: return -?[\d.]+, success/m);

      if (!whole) return;
      expect(first.out).toMatch(new RegExp(`^refused for ${base.stages[0]!.id}, bad-[\\w-]+: .`, "m"));
      const before = names();
      const once = asked;
      refused(await generate(), /expected a folder without generated functions: nothing is overwritten/);
      // Stopped before its last file: it goes on, and pays for nothing again.
      rmSync(join(out, "generated.json"));
      const again = await generate();
      expect(again).toMatchObject({ code: 0, out: first.out });
      expect(again.err).toContain(`0 requests to the model (0 + 0 tokens, 0.0000 $), ${once} answers from the cassette`);
      expect(asked).toBe(once);
      expect(names()).toEqual(before);
    } finally {
      endpoint.close();
      endpoint.closeAllConnections();
    }
  },
);
