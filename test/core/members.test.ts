import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asMember, headerAt, type LogBytes, membersOf, readMembers, replay, type StartEvent, type Torn } from "../../src/core/index.ts";
import { env, linesOf, play } from "./episodes.ts";

/** The member of an episode, as a journal compresses it. */
async function member(lines: readonly string[], name = (JSON.parse(lines[0]!) as StartEvent).episode): Promise<Uint8Array> {
  const stream = new Blob([`${lines.join("\n")}\n`]).stream().pipeThrough(new CompressionStream("gzip"));
  const gzip = new Uint8Array(await new Response(stream).arrayBuffer());
  return asMember(name, lines.length, gzip);
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

const bytesOf = (bytes: Uint8Array): LogBytes => ({ size: bytes.length, read: (from, to) => Promise.resolve(bytes.slice(from, to)) });

const episodes = await Promise.all([6, 7, 8].map(async (seed) => linesOf(await play({ seed }))));
const parts = await Promise.all(episodes.map((lines) => member(lines)));
const whole = joined(parts);
const names = episodes.map(([start]) => (JSON.parse(start!) as StartEvent).episode);

/** Reads a log whole: its episodes, what was damaged, and what is torn. */
async function read(bytes: Uint8Array, wanted?: (episode: string) => boolean) {
  const found: (readonly string[])[] = [];
  const damaged: string[] = [];
  let torn: Torn | undefined;
  const options = {
    where: "log",
    onTorn: (what: Torn) => (torn = what),
    onDamage: ({ message }: Error) => damaged.push(message),
    ...(wanted === undefined ? {} : { wanted }),
  };
  try {
    for await (const { lines } of readMembers(bytesOf(bytes), options)) found.push(lines);
  } catch (error) {
    expect(damaged).toContain((error as Error).message);
  }
  return { found, damaged, torn };
}

describe("a compressed log", () => {
  test("gives its episodes back, with the line of each", async () => {
    const lines: number[] = [];
    for await (const { events, firstLine } of readMembers(bytesOf(whole))) {
      await replay(env, events);
      lines.push(firstLine);
    }
    expect(lines).toEqual([1, 1 + episodes[0]!.length, 1 + episodes[0]!.length + episodes[1]!.length]);
    expect(await read(whole)).toEqual({ found: episodes, damaged: [], torn: undefined });
  });

  test("is plain gzip, a member an episode", async () => {
    for (const [i, part] of parts.entries()) {
      expect(headerAt(part)).toEqual({ episode: names[i], lines: episodes[i]!.length, length: part.length });
      const stream = new Blob([part as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
      expect(await new Response(stream).text()).toBe(`${episodes[i]!.join("\n")}\n`);
    }
  });

  test("is listed without unpacking, also where it is longer than what is read at a time", async () => {
    const many = 800;
    const long = joined(Array.from({ length: many }, (_, i) => parts[i % 3]!));
    let [count, at, reads] = [0, 0, 0];
    const log = bytesOf(long);
    const counted: LogBytes = { size: log.size, read: (from, to) => (reads++, log.read(from, to)) };
    for await (const one of membersOf(counted)) {
      if (!("episode" in one)) throw new Error("a gap");
      expect(one.from).toBe(at);
      expect(one.bytes).toEqual(parts[count % 3]);
      at += one.length;
      count++;
    }
    expect([count, at]).toEqual([many, long.length]);
    expect(long.length).toBeGreaterThan(2 ** 20);
    expect(reads).toBeLessThan(5);
  });

  test("passes over episodes that nobody wants, damaged ones too", async () => {
    const copy = whole.slice();
    copy[parts[0]!.length + 200]! ^= 1;
    expect(await read(copy, (name) => name !== names[1])).toEqual({ found: [episodes[0], episodes[2]], damaged: [], torn: undefined });
  });

  test("cut off anywhere keeps the whole episodes before", async () => {
    for (let size = 0; size < whole.length; size += 7) {
      const { found, damaged, torn } = await read(whole.slice(0, size));
      const kept = [0, 1, 2].filter((i) => joined(parts.slice(0, i + 1)).length <= size);
      expect(found).toEqual(kept.map((i) => episodes[i]));
      expect(damaged).toEqual([]);
      const ends = joined(parts.slice(0, kept.length)).length;
      expect(torn?.line).toBe(ends === size ? undefined : 1 + kept.reduce((sum, i) => sum + episodes[i]!.length, 0));
    }
  });

  test("with zeros behind it, or zeros alone, is torn there", async () => {
    expect((await read(joined([whole, new Uint8Array(5)]))).found).toEqual(episodes);
    expect(await read(new Uint8Array(20))).toMatchObject({ found: [], damaged: [], torn: { line: 1 } });
  });

  test("damaged in a byte loses the episode that has it, and tells where", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const copy = whole.slice();
        copy[at]! ^= bits;
        const hit = [0, 1, 2].find((i) => at < joined(parts.slice(0, i + 1)).length)!;
        const { found, damaged, torn } = await read(copy);
        expect(found).toEqual(episodes.filter((_, i) => i !== hit));
        expect(damaged.length + (torn === undefined ? 0 : 1)).toBeGreaterThan(0);
        const first = 1 + episodes.slice(0, hit).reduce((sum, { length }) => sum + length, 0);
        for (const message of damaged) expect(message).toMatch(/^log line \d+: .+, expected it as it was written$/);
        expect(damaged[0] ?? `log line ${torn!.line}:`).toContain(`log line ${first}:`);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("is damaged where a member holds another episode than its header says", async () => {
    const { found, damaged } = await read(joined([await member(episodes[0]!, names[1]), parts[2]!]));
    expect(found).toEqual([episodes[2]]);
    expect(damaged).toEqual([
      expect.stringMatching(/^log line 1: another episode than "[^"]+" of \d+ lines, as its header says, expected/),
    ]);
  });
});
