/** Retrieval by words gives what the library gives that it is built on. */
import MiniSearch from "minisearch";
import { expect, test } from "vitest";
import { byWords, situationsOf } from "../../function-base/index.ts";
import { queryText } from "../../function-base/retrieve.ts";
import { worldOf } from "../../src/worlds.ts";

test("scores are those of a search through whole manuals, the best first, in every stage", () => {
  const { env, base } = worldOf("pursuit");
  const retrieve = byWords(base);
  let compared = 0;
  for (const stage of base.stages) {
    const entries = [...base.functions, ...base.emergency].filter((one) => one.stage === stage.id);
    const index = new MiniSearch({ fields: ["manual"], idField: "name" });
    index.addAll(entries.map(({ name, manual }) => ({ name, manual })));
    for (const { observation, previous } of situationsOf(base, env, {}, 7, 150).filter((one) => one.stage === stage.id)) {
      // Words that come twice, and words that nobody has, are among them.
      const facts = { ...base.facts(observation, previous, stage.id), near: "near free free", new: `q${compared}` };
      const query = { observation, facts, stage, previous, joined: [] };
      const theirs = new Map(index.search(queryText(query)).map(({ id, score }) => [id as string, Math.round(score * 1e4) / 1e4]));
      const ordinary = base.functions.filter((one) => one.stage === stage.id);
      const expected = ordinary.map(({ name }) => ({ name, score: theirs.get(name) ?? 0 })).sort((a, b) => b.score - a.score);
      expect(retrieve(query, Infinity)).toEqual(expected);
      expect(retrieve(query, 3)).toEqual(expected.slice(0, 3));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(30);
});
