/** What a student by functions reads of manuals: the parts that it learned to read. */
import { expect, test } from "vitest";
import { resolveAgent, type Ports } from "../../agents/index.ts";
import { byName, reading, type Reads } from "../../function-base/index.ts";
import { episodeKeys, type Json, parseParams } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

const world = worldOf("fishery");
const { env, base } = world;
const role = "fisher-0";

/** The manuals that a student judges in each stage of its first decision. */
async function judgedBy(reads: Reads, params: Json): Promise<readonly (readonly string[])[]> {
  const judged: (readonly string[])[] = [];
  const student: Ports["student"] = () =>
    Promise.resolve({
      ...{ name: "s", kind: "ld", env: env.id, envs: [env.id], reads, digest: "", parameters: 1, backend: "cpu", retrieves: false },
      rank: () => Promise.reject(new Error("not asked")),
      judge: (_state, manuals) => {
        judged.push(manuals);
        return Promise.resolve(manuals.map(() => 0));
      },
      weigh: () => Promise.reject(new Error("not asked")),
      complete: () => Promise.reject(new Error("not asked")),
    });
  const { kind, params: checked } = resolveAgent({ agent: "s-llm-ld", params }, world, role);
  const seat = await kind.create(checked, { world, role, ports: { student } });
  const state = env.init(parseParams(env, {}), episodeKeys(1).init);
  const turn = { role, t: 0, legal: env.legal(state, role), key: episodeKeys(1).act(0, role), deadlineMs: Infinity };
  await seat.act(env.observe(state, role), turn, () => {});
  seat.dispose();
  return judged;
}

test("a student that learned to read purposes reads these alone, of every function of the stage", async () => {
  const judged = await judgedBy("purpose", {});
  expect(judged.map((manuals) => manuals.length)).toEqual(
    base.stages.map(({ id }) => base.functions.filter(({ stage }) => stage === id).length),
  );
  expect(judged.flat().filter((text) => /season|grabbers|standing/.test(text))).toEqual([]);
  const both = await judgedBy("both", {});
  expect(both.map((manuals) => manuals.length)).toEqual([5, 5, 5]);
  expect(both.flat().some((text) => text.includes("season last"))).toBe(true);
});

test("a student that learned names alone reads nothing else of any function", async () => {
  const judged = await judgedBy("names", {});
  expect(judged).toEqual(base.stages.map(({ id }) => base.functions.filter(({ stage }) => stage === id).map(({ name }) => name)));
  expect(byName(reading(base, "names")).get("within-the-quota")).toMatchObject({ notice: "quota", when: [], manual: "within-the-quota" });
});

test("the candidates of either can be others", async () => {
  expect((await judgedBy("purpose", { retriever: "words", k: 3 })).map((manuals) => manuals.length)).toEqual([3, 3, 3]);
  expect((await judgedBy("both", { retriever: "all" }))[0]!.length).toBeGreaterThan(5);
});

test("it is refused where another part is asked for than it learned to read", async () => {
  await expect(judgedBy("purpose", { reads: "conditions" })).rejects.toThrow(
    /learned to read the purpose of manuals, not the conditions, expected reads "purpose", or a student that was trained with "reads": "conditions" in its recipe/,
  );
  await expect(judgedBy("both", { reads: "purpose" })).rejects.toThrow(/learned to read both parts of manuals, not the purpose/);
  expect(await judgedBy("both", { reads: "both" })).toHaveLength(3);
});
