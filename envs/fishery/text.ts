/** Fishery in words: the rules, an observation for language models, a summary for people. */
import { FISHERS, type Month, type Observation, type State } from "./state.ts";

/** The rules of the game. */
export const rules = `Fishers share a lake. Every month all of them see how many tons of fish the lake holds, and each names a wish: a whole number of tons.
They wish at once, and nobody learns what the others wished. If the lake holds enough, everybody gets the wish; otherwise fish is shared out until the lake is empty. Catches are made public.
What is left then grows back: it doubles, up to what the lake holds at most. But with too few tons left (fewer than 5, by default) the lake collapses, and the game is over.
Each fisher scores the tons that it catches. A lake of 100 tons can give 50 a month for ever; who takes more for itself takes it from the months to come, for all.
The rules can change during the game: notices in the observation say how.`;

const tons = (count: number): string => `${count} ton${count === 1 ? "" : "s"}`;

/** What becomes of the fish that is left. */
const growthRule = (growth: number, { capacity, collapse }: State["params"] | Observation["game"]): string =>
  `What is left after the harvest ${growth === 2 ? "doubles" : `grows by a factor of ${growth}`}, up to ${capacity}; with fewer than ${collapse} left the lake collapses.`;

/** All that was caught in a month. */
const harvestOf = ({ catches, newcomers }: Month): number => [...catches, ...newcomers].reduce((sum, one) => sum + one, 0);

/** What happened in a month beside the catches of those who have a seat. */
function besides({ newcomers, poached }: Month): string {
  const parts = [
    ...(newcomers.length === 0 ? [] : [`newcomers ${newcomers.join(" and ")}`]),
    ...(poached === 0 ? [] : [`poached ${poached}`]),
  ];
  return parts.length === 0 ? "" : `, ${parts.join(", ")}`;
}

/** An observation as text. */
export function describe({ role, round, game, pool, growth, fishers, wish, history, notices }: Observation): string {
  const name = (other: string) => (other === role ? "you" : other);
  const last = history.at(-1);
  const lines = [
    `Month ${Math.min(round + 1, game.months)} of ${game.months}. You are ${role}, one of ${fishers.length} fishers. The lake holds ${tons(pool)}.`,
    growthRule(growth, game),
  ];
  if (last === undefined) lines.push("Nobody has fished yet.");
  else {
    lines.push(
      `Last month the lake held ${last.pool}. Caught: ${fishers.map((one) => `${name(one.role)} ${one.last ?? 0}`).join(", ")}${besides(last)}; ${harvestOf(last)} together. You had wished ${wish ?? 0}.`,
      `Caught so far: ${fishers.map(({ role: other, caught }) => `${name(other)} ${caught}`).join(", ")}.`,
    );
    if (fishers.some(({ fines }) => fines > 0))
      lines.push(`Fines so far: ${fishers.map(({ role: other, fines }) => `${name(other)} ${fines}`).join(", ")}.`);
  }
  if (game.allocation === "proportional") lines.push("Where wishes exceed the lake, it is shared out in proportion to them.");
  for (const { text } of notices) lines.push(`Notice: ${text}`);
  return lines.join("\n");
}

/** A state in a few sentences. */
export function summary({ params, rules: { growth }, month, pool, collapsed, caught, fines, wishes, history, notices }: State): string {
  const last = history.at(-1);
  const head = collapsed
    ? `The lake collapsed in month ${month}: ${tons(pool)} left.`
    : month === params.months
      ? `All ${params.months} months are over. The lake holds ${tons(pool)}.`
      : `Month ${month + 1} of ${params.months}. The lake holds ${pool} of ${params.capacity} tons.`;
  const of = (seat: number) => {
    const now = last === undefined ? "" : `wished ${wishes?.[seat] ?? 0}, caught ${last.catches[seat]!}, `;
    const fine = fines[seat]! > 0 ? `, ${tons(fines[seat]!)} in fines` : "";
    return `${FISHERS[seat]!}: ${now}${caught[seat]!} in all${fine}.`;
  };
  const lines = [head];
  if (!collapsed) lines.push(growthRule(growth, params));
  if (last !== undefined) lines.push(`In the last month the lake held ${last.pool}, and ${harvestOf(last)} were caught${besides(last)}.`);
  return [...lines, ...caught.map((_, seat) => of(seat)), ...notices.map(({ text }) => text)].join("\n");
}
