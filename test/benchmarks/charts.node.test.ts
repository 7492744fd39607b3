/** Maps of play by situation: what episodes fill in, and the picture that reports have of it. */
import { expect, test } from "vitest";
import { policyOf } from "../../agents/policies.ts";
import { chartsHtml, chartsOf, gatherCharts, readingsOf, type Readings } from "../../benchmarks/charts.ts";
import type { BenchmarkScores } from "../../benchmarks/scores.ts";
import type { Event, Json, Role, Seat } from "../../src/core/index.ts";
import { replay, rollout } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

const world = worldOf("twenty-one");
const ROLE: Role = "gambler-0";

/** The map of an agent's play. */
async function mapOf(agent: string, params: Json): Promise<Readings> {
  const policy = policyOf(world, agent, ROLE);
  const seat = (): Seat => ({ act: (observation, turn) => policy(observation, turn), dispose: () => {} });
  const events: Event[] = [];
  for await (const event of rollout(world.env, { seed: 5, params, cast: { gambler: { agent } }, seat })) events.push(event);
  const readings: Readings = new Map();
  gatherCharts(readings, world, readingsOf(world, await replay(world.env, events), [ROLE]));
  return readings;
}

test("the map of all starts has every cell once, no mistakes of the solver, and those of a naive player where they are", async () => {
  const all = { hands: 550, starts: "table" };
  const charts = chartsOf(
    world,
    new Map([
      ["solver", await mapOf("solver", all)],
      ["greedy", await mapOf("greedy", all)],
    ]),
  )!["starts"]!;
  expect(charts["solver"]).toMatchObject({ mistakes: 0, loss: 0 });
  const { answers, losses, mistakes, loss } = charts["greedy"]!;
  expect(answers).toHaveLength(55);
  expect(answers.flat().every((answer) => answer === 0 || answer === 1)).toBe(true);
  // It draws on every 12 to 16, also against a dealer who is likely to break: 2 to 6.
  const wrong = losses.flatMap((row, r) => row.flatMap((lost, c) => (lost > 0 ? [`${world.charts![0]!.rows.groups[r]} ${c + 1}`] : [])));
  expect([...new Set(wrong)].sort()).toEqual(
    [
      ...["12 4", "12 5", "12 6"],
      ...["13", "14", "15", "16"].flatMap((sum) => [2, 3, 4, 5, 6].map((shown) => `${sum} ${shown}`)),
      ...Array.from({ length: 10 }, (_, i) => `soft 17 ${i + 1}`),
      ...["soft 18 1", "soft 18 9", "soft 18 10"],
    ].sort(),
  );
  expect(mistakes).toBeCloseTo(wrong.length / 550, 4);
  expect(loss).toBeGreaterThan(0.015);
  const benchmark = {
    id: "one",
    env: "twenty-one",
    preset: "starts",
    subject: "gambler",
    charts: { starts: charts },
    subjects: [
      { subject: "solver", agent: "solver" },
      { subject: "greedy", agent: "greedy" },
    ],
  } as unknown as BenchmarkScores;
  const html = chartsHtml(benchmark);
  expect(html.match(/<svg/g)).toHaveLength(2);
  expect(html.match(/<a href="http:\/\/127\.0\.0\.1:5170\/#env=twenty-one&amp;preset=starts&amp;params=/g)).toHaveLength(1100);
  // The best comes first, and a cell says what was done and lost.
  expect(html.indexOf("solver")).toBeLessThan(html.indexOf("greedy"));
  expect(html).toContain("<title>6 10, dealer 6: hit, loses 0.2");
});

test("episodes that begin by chance fill nothing, and a game without maps has none", async () => {
  expect((await mapOf("greedy", { hands: 30 })).size).toBe(0);
  expect(chartsOf(world, new Map([["greedy", new Map()]]))).toBeUndefined();
  expect(chartsOf(worldOf("pursuit"), new Map())).toBeUndefined();
  expect(chartsHtml({ id: "one", env: "pursuit", subjects: [] } as unknown as BenchmarkScores)).toBe("");
});
