/** Functions written by a model: what is broken or hostile is refused and sent back, what is good is kept. */
import { worldOf } from "../../src/worlds.ts";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Order, writeFunctions, type Writer, type Written } from "../../agents/index.ts";
import { readStages } from "../../agents/llm/stages.ts";
import { lookAt, withUsual, writeAgain } from "../../src/cli/functions-own-stages.ts";
import { callNative, entryOf, type FunctionEntry, type Run, situationsAlong, situationsOf, type Usual } from "../../function-base/index.ts";
import type { Json } from "../../src/core/index.ts";
import { modelsAt } from "../../src/platform/models.ts";
import { makeGateway, serveGateway } from "../../src/platform/gateway.node.ts";
import type { Listening } from "../../src/platform/http.node.ts";
import { sandboxes } from "../../src/workers/remote-sandbox.ts";
import { spawnSandboxThread } from "../../src/workers/spawn.node.ts";

const env = worldOf("pursuit").env;
const committed = worldOf("pursuit").base;
const base = { ...committed, functions: [], emergency: [], native: new Map() };
const situations = situationsOf(committed, env, {}, 3, 240);

type Proposal = { readonly name: string; readonly source: string };

/** A function of stage `target` with a body; its example gives `goal` unless told otherwise. */
const proposal = (
  name: string,
  body: string,
  more: { readonly manual?: string; readonly tags?: string; readonly goal?: string } = {},
): Proposal => ({
  name,
  source: `/**\n * ${more.manual ?? `Does ${name}. Use when it is right to do ${name}.`}\n *\n * ${more.tags ?? "@stage target"}\n * @example {"observation": {}, "legal": ["stay"], "previous": {"prey": [5, 5]}, "result": {"prey": [5, 5], "goal": ${more.goal ?? "[5, 5]"}}}\n */\nexport default function go(observation, legal, previous, tools) {\n  const { prey } = previous;\n  const { me } = observation;\n  ${body}\n}\n`,
});

const CHASE = "return { prey, goal: prey };";
const HOLD = "return { prey, goal: me };";

/** What a careless or hostile model hands in, and the reason it is refused for. */
const BAD: readonly (readonly [Proposal, RegExp])[] = [
  [proposal("no-syntax", "return {"), /SyntaxError|Unexpected|syntax/i],
  [proposal("throws", "throw new Error('never');"), /never/],
  [proposal("throws-at-times", "if (me[0] > 4) throw new Error('east'); return { prey, goal: prey };"), /it fails on a state of play/],
  [proposal("endless", "for (;;) {}"), /steps|no answer|interrupted|time/i],
  [proposal("memory", "const all = []; for (;;) all.push(new Array(1e6).fill(1));"), /memory|steps|no answer/i],
  [proposal("recursion", "const f = () => f() + 1; return f();"), /stack|recursion|steps/i],
  [proposal("no-result", "void prey;"), /example|result/],
  [proposal("misfit", 'return { prey, goal: "north" };', { goal: '"north"' }), /does not fit stage target/],
  [proposal("off-board", "return { prey, goal: [99, 99] };", { goal: "[99, 99]" }), /does not fit stage target/],
  [proposal("wrong-example", HOLD), /@example 1 gives/],
  [proposal("no-manual", CHASE, { manual: "" }), /no manual/],
  [proposal("wrong-stage", CHASE, { tags: "@stage move" }), /it is for stage move, not target/],
  [proposal("no-stage", CHASE, { tags: "@stage fly" }), /there is no stage fly|it is for stage fly/],
  [proposal("with-notice", CHASE, { tags: "@stage target\n * @notice fog" }), /@notice is fog, expected none/],
  [proposal("Bad Name", CHASE), /the name "Bad Name"/],
  [proposal("__proto__", CHASE), /the name/],
  [proposal("../../escape", CHASE), /the name/],
  [proposal("twin", "const [x, y] = prey; return { prey, goal: [x, y] };"), /it does the same as chase in 100 %/],
  [proposal("steals", "return { prey, goal: prey, env: process.env };"), /process|example/i],
  [proposal("fetches", "fetch('http://127.0.0.1'); return { prey, goal: prey };"), /fetch/],
  [proposal("escapes", "return me.constructor.constructor('return process')().env;"), /process|not defined|constructor/i],
  [
    proposal("keeps-state", "globalThis.n = (globalThis.n || 0) + 1; return { prey, goal: globalThis.n % 2 ? prey : me };"),
    /repeat|fails|read-only|extensible|example/i,
  ],
  [proposal("random", "return { prey, goal: Math.random() < 0.5 ? prey : me };"), /random|repeat|not a function|example/i],
  [{ name: "empty", source: "" }, /export/],
  [{ name: "huge", source: `// ${"x".repeat(9000)}\n` }, /characters/],
];

let listening: Listening;
let rounds: (readonly Proposal[])[] = [];
const heard: string[] = [];
const server = createServer((request, response) => {
  let text = "";
  request
    .on("data", (part) => (text += part))
    .on("end", () => {
      heard.push(text);
      const functions = rounds.shift() ?? [];
      const call = { id: "1", type: "function", function: { name: "write_functions", arguments: JSON.stringify({ functions }) } };
      const message = { role: "assistant", content: null, refusal: null, tool_calls: [call] };
      response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          id: "1",
          object: "chat.completion",
          created: 0,
          model: "double-1",
          choices: [{ index: 0, message, finish_reason: "tool_calls" }],
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
        }),
      );
    });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`;
  const settings = { url, model: "double-1", key: undefined, price: undefined, concurrency: 4, perMinute: 1000 };
  listening = await serveGateway(makeGateway({ settings }));
});
afterAll(async () => {
  await listening.close();
  server.close();
  server.closeAllConnections();
});

function write(answers: readonly (readonly Proposal[])[], order: Partial<Order> = {}, writer: Partial<Writer> = {}): Promise<Written> {
  rounds = [...answers];
  heard.length = 0;
  return writeFunctions(
    { env, base, stage: "target", count: 40, situations, ...order },
    {
      chat: modelsAt(listening.url).chat,
      model: "",
      open: sandboxes(spawnSandboxThread),
      repairs: 0,
      maxTokens: 1000,
      timeoutMs: 300_000,
      date: "2026-01-01",
      ...writer,
    },
  );
}

describe("functions that a model writes", () => {
  test("are kept when they stand every check, with their origin; broken and hostile ones are refused with the reason", async () => {
    const { kept, refused } = await write([
      [proposal("chase", CHASE), ...BAD.map(([one]) => one), proposal("hold", HOLD, { goal: "[2, 2]" })],
    ]);
    expect(kept.map(({ name }) => name)).toEqual(["chase", "hold"]);
    expect(kept[0]!.origin).toEqual({
      by: "model",
      model: "double-1",
      date: "2026-01-01",
      prompt: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    // The model is told in which words states are described: manuals without them are not found.
    expect(heard[0]).toMatch(/In words: distance \w+\. rank \w+\. near \w+\./);
    for (const [{ name }, reason] of BAD) expect(refused.find((one) => one.name === name)?.problems.join("; "), name).toMatch(reason);
    expect(refused.length).toBe(BAD.length);
  });

  test("go back with the reasons, and only so often", async () => {
    const worse = proposal("hold", "throw new Error('again');");
    const { kept, refused, exchanges } = await write([[proposal("chase", CHASE), worse], [worse], [worse], [worse]], {}, { repairs: 2 });
    expect(exchanges.length).toBe(3);
    expect(kept.map(({ name }) => name)).toEqual(["chase"]);
    expect(refused.map(({ name }) => name)).toEqual(["hold"]);
    expect(heard[1]).toContain("- hold: @example 1:");
    expect(heard[1]).toContain("again");
    const mended = await write([[worse], [proposal("hold", HOLD, { goal: "[2, 2]" })]], {}, { repairs: 2 });
    expect(mended.kept.map(({ name }) => name)).toEqual(["hold"]);
    expect(mended.refused).toEqual([]);
    expect(mended.exchanges.length).toBe(2);
  });

  test("must not repeat what exists, take a name twice, or be more than asked for", async () => {
    const chase = proposal("chase", CHASE);
    const { kept, refused } = await write([[proposal("my-chase", CHASE), chase, chase]], {
      base: { ...base, functions: [committed.functions.find(({ name }) => name === "chase")!] },
    });
    expect(kept).toEqual([]);
    expect(refused.map(({ problems }) => problems[0])).toEqual([expect.stringContaining("the same as chase"), "its name is taken"]);
    const few = await write([[chase, proposal("hold", HOLD, { goal: "[2, 2]" })]], { count: 1 });
    expect(few.kept.map(({ name }) => name)).toEqual(["chase"]);
    expect(few.refused[0]!.problems).toEqual(["there are enough"]);
  });

  test("must change what is played: the reason goes back to the model, and how much they change is told", async () => {
    const run: Run = (entry, { observation, legal, previous }) => callNative(committed, entry, observation, legal, previous);
    const usual: Usual = { ...committed, fixed: { target: "hold", move: "straight" }, run };
    // Its results are its own, but who goes nowhere stays where he is, whatever he hunts.
    const dull = proposal("hunts-nobody", "return { prey: prey[0] === 5 ? prey : me, goal: me };", { goal: "[2, 2]" });
    const { kept, effects, refused, exchanges } = await write([[proposal("chase", CHASE), dull], [dull]], { usual }, { repairs: 1 });
    expect(kept.map(({ name }) => name)).toEqual(["chase"]);
    expect(Object.keys(effects)).toEqual(["chase"]);
    const { against, share, states, lost } = effects["chase"]!;
    expect([against, lost]).toEqual(["hold", 0]);
    expect(states).toBeGreaterThanOrEqual(36);
    expect(share).toBeGreaterThan(0.5);
    const reason = `it never changes what is played: used in place of hold in ${states} states of play, another action came out in 0`;
    expect(refused.map(({ name, problems }) => [name, problems])).toEqual([["hunts-nobody", [reason]]]);
    expect(exchanges.length).toBe(2);
    expect(heard[1]).toContain(`- hunts-nobody: ${reason}`);
    // Without a usual choice nothing can be said; with it, the same is said again.
    expect((await write([[dull]])).kept.length).toBe(1);
    expect((await write([[proposal("chase", CHASE)]], { usual })).effects).toEqual(effects);
  });

  test("go back first where they were refused before", async () => {
    const before = [{ name: "hold", problems: ["it never changes what is played"], source: proposal("hold", HOLD).source }];
    const { kept, refused, exchanges } = await write([[proposal("chase", CHASE)]], { refused: before }, { repairs: 1 });
    expect(kept.map(({ name }) => name)).toEqual(["chase"]);
    expect(refused).toEqual(before);
    expect(exchanges.length).toBe(1);
    expect(heard[0]).toContain("- hold: it never changes what is played");
    expect(await write([], { refused: before })).toMatchObject({ kept: [], refused: before, exchanges: [] });
  });

  test("answer a notice where one is given", async () => {
    const notice = { id: "fog", text: "Fog: a pursuer sees a runner only within 3 cells." };
    const foggy = proposal("into-the-fog", CHASE, { tags: "@stage target\n * @notice fog" });
    const { kept } = await write([[foggy, proposal("chase", CHASE)]], { notice });
    expect(kept).toMatchObject([{ name: "into-the-fog", notice: "fog" }]);
    expect(heard[0]).toContain("The rules have just changed");
    expect(heard[0]).toContain(" * @answers <what this notice says");
    const told = proposal("into-the-fog", CHASE, { manual: "Chases.", tags: "@stage target\n * @notice fog\n * @answers fog hides all" });
    expect((await write([[told]], { notice })).kept).toMatchObject([{ conditions: "Use when a notice says that fog hides all." }]);
    const silent = proposal("into-the-fog", CHASE, { manual: "Chases.", tags: "@stage target\n * @notice fog" });
    expect((await write([[silent]], { notice })).refused[0]!.problems[0]).toMatch(/^@notice fog without @answers/);
  });

  test("say what they are for, and need not say when", async () => {
    const purpose = proposal("chase", CHASE, { manual: "Goes straight for the prey, wherever it runs." });
    const { kept } = await write([[purpose]]);
    expect(kept).toMatchObject([{ name: "chase", purpose: "Goes straight for the prey, wherever it runs.", conditions: "" }]);
    expect(heard[0]).toContain("What it does and what it is for");
    expect(heard[0]).not.toContain("Use when");
  });

  test("may fail to come at all", async () => {
    expect(await write([[]])).toMatchObject({ kept: [], refused: [] });
  });
});

describe("stages that a model proposes", () => {
  const moments = situations.slice(0, 60).map(({ observation, legal }) => ({ observation, legal }));
  const action = '{"type":"string","enum":["stay","north","east","south","west"]}';
  const cell = '{"type":"array","prefixItems":[{"type":"integer"},{"type":"integer"}],"items":false}';
  const good = [
    { id: "look", asks: "Which cell counts?", result: cell },
    { id: "go", asks: "Which step?", result: action },
  ];

  test("are read with the form of their results", () => {
    const { stages, problems } = readStages(good, moments);
    expect(problems).toEqual([]);
    expect(stages.map(({ id }) => id)).toEqual(["look", "go"]);
    expect(stages[0]!.result.safeParse([1, 2]).success).toBe(true);
    expect(stages[0]!.result.safeParse([1, "b"]).success).toBe(false);
  });

  test.each([
    ["none", [], /0 stages/],
    ["too many", Array.from({ length: 6 }, (_, i) => ({ ...good[1]!, id: `s${i}` })), /6 stages/],
    ["an id that is none", [{ ...good[0]!, id: "../x" }, good[1]!], /the id/],
    ["two of a name", [good[0]!, { ...good[1]!, id: "look" }], /two stages called look/],
    ["a form that is no JSON", [{ ...good[0]!, result: "{" }, good[1]!], /no JSON Schema/],
    ["a form that is no schema", [{ ...good[0]!, result: '{"type":"fish"}' }, good[1]!], /no JSON Schema/],
    ["a pattern that may take for ever", [{ ...good[0]!, result: '{"type":"string","pattern":"(a+)+$"}' }, good[1]!], /pattern/],
    ["no action at the end", [good[1]!, { ...good[0]!, id: "end" }], /the last stage, end, gives the action/],
  ])("refuses %s", (_what, proposed, problem) => {
    expect(readStages(proposed, moments).problems.join("; ")).toMatch(problem);
  });

  test("lose what never changes play, but keep a function; what is lost is written again with the reason", async () => {
    const { stages } = readStages(good, moments);
    const written = (name: string, stage: string, example: string, body: string) =>
      entryOf(
        name,
        `/**\n * Does ${name}. Use when it is right to.\n *\n * @stage ${stage}\n * @example ${example}\n */\nexport default function go(observation, legal, previous) {\n  const { me } = observation;\n  ${body}\n}\n`,
      );
    const look = (name: string, x: string) =>
      written(name, "look", '{"observation":{"me":[1,1]},"legal":["stay"],"previous":null,"result":[1,1]}', `return [${x}, me[1]];`);
    const go = (body: string) =>
      written("steps", "go", '{"observation":{"me":[1,1]},"legal":["stay"],"previous":[1,1],"result":"stay"}', body);
    const blind = go('return legal.includes("north") ? "north" : "stay";');
    const seeing = go('return previous[0] > me[0] && legal.includes("east") ? "east" : "stay";');
    const looks = [
      look("here", "me[0]"),
      look("west", "me[0] === 1 ? 1 : Math.max(0, me[0] - 1)"),
      look("east", "me[0] === 1 ? 1 : me[0] + 1"),
    ];
    const open = sandboxes(spawnSandboxThread);
    const all = moments.map((one) => ({ ...one, stage: "look", previous: null }));
    const looked = (last: FunctionEntry) =>
      withUsual({ env: env.id, stages, functions: [...looks, last] }, open, (usual) => lookAt(usual, "look", all));

    const nothing = await looked(blind);
    expect(nothing.dull.map(({ name }) => name)).toEqual(["west", "east"]);
    expect(nothing.effects["here"]).toMatchObject({ share: 0, lost: 0 });
    const { dull, effects } = await looked(seeing);
    expect(dull.map(({ name }) => name)).toEqual(["west"]);
    expect(effects["east"]!.share).toBeGreaterThan(0.3);

    rounds = [[{ name: "east", source: looks[2]!.source }, ...dull]];
    heard.length = 0;
    const again = await writeAgain(
      { env, base: { ...base, stages, functions: [looks[0]!, seeing] }, stage: "look", count: 2, situations: all },
      dull,
      {
        chat: modelsAt(listening.url).chat,
        model: "",
        open,
        repairs: 1,
        maxTokens: 1000,
        timeoutMs: 300_000,
        date: "2026-01-01",
      },
      open,
    );
    expect(again.kept.map(({ name }) => name)).toEqual(["east"]);
    expect(again.effects["east"]).toMatchObject({ against: "here" });
    expect(again.refused.map(({ name, problems }) => [name, problems])).toEqual([
      ["west", [expect.stringContaining("it never changes what is played: used in place of here in 60 states of play")]],
    ]);
    expect(heard[0]).toContain("These were refused:\\n- west: it never changes what is played");
  });

  test("lead on by the functions that were written for them", async () => {
    const { stages } = readStages(good, moments);
    const source = (body: string) => proposal("x", body).source;
    const entries = [
      { ...committed.functions[0]!, name: "prey", stage: "look", source: source("") },
      { ...committed.functions[0]!, name: "fails", stage: "look", source: source("") },
    ];
    const run: Run = ({ name }, { observation }) => {
      if (name === "fails") throw new Error("never");
      return (observation as unknown as { me: Json }).me;
    };
    const along = await situationsAlong(stages, entries, moments, run, "go");
    const of = (stage: string) => along.filter((one) => one.stage === stage);
    expect(of("look").length).toBe(60);
    expect(of("go").length).toBe(30);
    expect(of("go").every(({ previous, observation }) => previous === (observation as unknown as { me: Json }).me)).toBe(true);
  });
});
