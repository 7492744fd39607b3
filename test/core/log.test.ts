import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LoggedEpisode, parseLine, readLog, replay, type Torn } from "../../src/core/index.ts";
import { eventSchema, isFrequent } from "../../src/core/log.ts";
import { env, linesOf, play } from "./episodes.ts";

const lines = linesOf(await play());
const third = linesOf(await play({ seed: 7 }));
const other = linesOf(await play({ seed: 6, clock: () => 0, wall: { machine: "x" } }));

/** Reads a log whole. */
async function read(text: readonly string[]): Promise<{ episodes: LoggedEpisode[]; torn: Torn | undefined }> {
  let torn: Torn | undefined;
  const episodes: LoggedEpisode[] = [];
  for await (const episode of readLog(text, { where: "run.jsonl", onTorn: (what) => (torn = what) })) episodes.push(episode);
  return { episodes, torn };
}

describe("readLog", () => {
  test("splits a log into its episodes, with the line of each", async () => {
    const { episodes, torn } = await read([...lines, ...other, "", ...lines]);
    expect(torn).toBeUndefined();
    expect(episodes.map(({ firstLine }) => firstLine)).toEqual([1, 1 + lines.length, 2 + lines.length + other.length]);
    expect(episodes[1]!.lines).toEqual(other);
    for (const { events } of episodes) await replay(env, events);
  });

  test.each([
    ["a torn last line", [lines.at(-1)!.slice(0, 30)], "the last line is torn", 1],
    ["an episode without its end", other.slice(0, 5), "the episode has no end", 5],
    ["both", [...other.slice(0, 4), other[4]!.slice(0, 9)], "the last line is torn", 5],
  ])("survives %s", async (_, end, reason, count) => {
    const { episodes, torn } = await read([...lines, ...end]);
    expect(episodes.length).toBe(1);
    expect(torn).toEqual({ line: lines.length + 1, lines: count, reason });
  });

  test("passes over episodes that nobody wants", async () => {
    const text = [...lines, ...other.with(3, "{"), ...third];
    const found: string[] = [];
    const start = (log: readonly string[]) => (JSON.parse(log[0]!) as { readonly episode: string }).episode;
    const wanted = (episode: string) => episode !== start(other);
    for await (const episode of readLog(text, { wanted })) {
      found.push(start(episode.lines));
      expect(episode.firstLine).toBe(text.indexOf(episode.lines[0]!) + 1);
      await replay(env, episode.events);
    }
    expect(found).toEqual([start(lines), start(third)]);
    let torn: Torn | undefined;
    for await (const _ of readLog([...third, ...other.slice(0, 4)], { wanted, onTorn: (what) => (torn = what) }));
    expect(torn).toMatchObject({ line: third.length + 1, reason: "the episode has no end" });
  });

  test.each<[string, readonly string[], RegExp]>([
    ["a torn line in the middle", [...lines.slice(0, 3), lines[3]!.slice(0, 9), ...lines.slice(4)], /^run.jsonl line 4: not JSON: /],
    ["text", ["hello"], /^run.jsonl line 1: not JSON: "hello", expected one event of a Logic Arena log a line$/],
    ["foreign JSON", ['{"a":1}', '{"b":2}'], /^run.jsonl line 1: no event \("{\\"a\\":1}"\)/],
    ["JSON that is no object", ["[1,2]"], /line 1: no event/],
    ["null", ["null", "null"], /line 1: no event/],
    [
      "another format",
      [lines[0]!.replace('"format":1', '"format":99'), ...lines.slice(1)],
      /line 1: log format 99, expected 1: read it with/,
    ],
    ["no format", [lines[0]!.replace('"format":1,', ""), ...lines.slice(1)], /line 1: log format missing, expected 1/],
    ["a field of no meaning", [lines[0]!.replace("{", '{"extra":1,'), ...lines.slice(1)], /line 1: a "start" event: .*extra/],
    ["a field of the wrong kind", [lines[0]!.replace('"seed":5', '"seed":"5"'), ...lines.slice(1)], /line 1: a "start" event: seed/],
    [
      "what is nested without end",
      [lines[0]!.replace('"params":{', `"params":{"x":${"[".repeat(1e5)}${"]".repeat(1e5)},`)],
      /line 1: lists and/,
    ],
    ["a start in an episode", [...lines.slice(0, 3), ...lines], /line 4: a start inside an episode/],
    ["an event before any start", lines.slice(1), /line 1: a "step" event outside an episode/],
    ["a log format of tomorrow at the end", [...lines, lines[0]!.replace('"format":1', '"format":2')], /log format 2/],
  ])("refuses %s, naming the line", async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(
      expect.objectContaining({ name: "BadLog", message: expect.stringMatching(message) as string }),
    );
  });
});

describe("with damage told, readLog goes on at the next start", () => {
  const at = (n: number) => lines.length + n;
  test.each<[string, readonly string[], readonly RegExp[], number]>([
    ["behind a torn line", other.with(3, other[3]!.slice(0, 9)), [/^run\.jsonl line \d+: not JSON: /], 4],
    ["behind two of them", other.with(3, "{").with(5, "}"), [/: not JSON: "{"/, /: not JSON: "}"/], 4],
    ["behind an episode without its end", other.slice(0, -1), [/: a start inside an episode/], other.length],
    ["behind one without its start", other.slice(1), [/: a "\w+" event outside an episode/], 1],
    ["behind one whose start is torn", other.with(0, "{"), [/: not JSON: /], 1],
  ])("%s", async (_, middle, wrong, line) => {
    const found: string[] = [];
    const episodes: LoggedEpisode[] = [];
    const options = { where: "run.jsonl", onDamage: ({ message }: Error) => found.push(message) };
    for await (const episode of readLog([...lines, ...middle, ...third], options)) episodes.push(episode);
    expect(episodes.map((one) => one.lines)).toEqual([lines, third]);
    expect(found.length).toBe(wrong.length);
    for (const [i, pattern] of wrong.entries()) expect(found[i]).toMatch(pattern);
    expect(found[0]).toContain(`run.jsonl line ${at(line)}: `);
    // Damage before anything whole is told as well, and a file without a whole episode is refused with what is wrong first.
    found.splice(0);
    episodes.splice(0);
    for await (const episode of readLog([...middle, ...third], options)) episodes.push(episode);
    expect([episodes.length, found.length]).toEqual([1, wrong.length]);
    await expect(async () => {
      for await (const _one of readLog([...middle, ...middle.slice(0, 1), "{"], options));
    }).rejects.toThrow(/run\.jsonl line \d+: /);
  });
});

test("a line is the event that was written", async () => {
  const events = await play({ clock: () => 1 });
  expect(linesOf(events).map((line, i) => parseLine(line, i + 1))).toEqual(events);
});

test("what passes the quick check of events passes the whole one, and most events pass it", async () => {
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.filter(isFrequent).length).toBe(events.length - 2);
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(-1, 0.5, "", "trace", "step", [], {}, null, { type: 1 }, { type: "x" }, { a: "b" }),
  );
  const names = ["type", "t", "role", "trace", "actions", "rewards", "digest", "wall", "more"];
  const frequent = fc.record({ i: fc.nat(events.length - 1), name: fc.constantFrom(...names), value: odd, remove: fc.boolean() });
  let passed = 0;
  fc.assert(
    fc.property(frequent, ({ i, name, value, remove }) => {
      const changed = JSON.parse(JSON.stringify({ ...events[i], [name]: remove ? undefined : value })) as unknown;
      if (!isFrequent(changed)) return;
      passed++;
      expect(eventSchema.parse(changed)).toEqual(changed);
    }),
    { seed: 5, numRuns: 3000 },
  );
  expect(passed).toBeGreaterThan(100);
});

test("a line in another form of JSON is the same event", async () => {
  const turned = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(turned)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, one]) => [name, turned(one)]),
          )
        : value;
  for (const text of [lines, other]) {
    const loose = text.map((line) => JSON.stringify(turned(JSON.parse(line))));
    expect(loose).not.toEqual(text);
    const { episodes } = await read(loose);
    await replay(env, episodes[0]!.events);
    expect(linesOf(episodes[0]!.events)).toEqual(text);
    const end = loose.length - 2;
    const edited = await read(
      loose.with(
        end,
        loose[end]!.replace(/"digest":"./, (found) => `${found.slice(0, -1)}${found.endsWith("0") ? 1 : 0}`),
      ),
    );
    await expect(replay(env, edited.episodes[0]!.events)).rejects.toThrow(/Diverged|digest/);
  }
});

test("no single edited character goes unseen, but for what is under wall", async () => {
  const text = lines.join("\n");
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom("0", "1", "9", "a", "}", '"', " ", "\n", "-"), async (at, character) => {
      if (text[at] === character) return;
      const edited = `${text.slice(0, at)}${character}${text.slice(at + 1)}`.split("\n");
      let proved = 0;
      try {
        const { episodes, torn } = await read(edited);
        for (const { events } of episodes) {
          await replay(env, events);
          proved++;
        }
        if (torn !== undefined) return;
      } catch {
        return;
      }
      // An edit that was neither refused nor torn changed only white space: the events are the same.
      expect(proved).toBe(1);
      expect(edited.filter((line) => line !== "").map((line) => JSON.stringify(JSON.parse(line)))).toEqual(
        lines.map((line) => JSON.stringify(JSON.parse(line))),
      );
    }),
    { numRuns: 300 },
  );
});

test("what is under wall proves nothing and spoils nothing", async () => {
  const { episodes } = await read(other.map((line) => line.replaceAll(/"ms":{[^}]*}/g, '"ms":{"pursuer-0":1234}')));
  await replay(env, episodes[0]!.events);
});
