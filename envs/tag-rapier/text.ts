/** Tag in words: the rules, an observation for language models, a summary for people. */
import { CHASERS, distance, type Observation, PREY, type Seen, type State } from "./state.ts";

/** The rules of the game. */
export const rules = `Chasers hunt a prey that is faster than they are, on a square field with walls round it: x from -1 in the west to 1 in the east, y from -1 in the north to 1 in the south.
All are discs that move by the laws of physics. Ten times a second each chooses a thrust: one of eight directions, or none. A body keeps three quarters of its velocity from decision to decision, so it turns and stops with a delay; walls, round obstacles and other bodies stop it.
Whenever a chaser touches the prey within a decision, every chaser scores 10 and the prey loses 10: each chaser that touches counts once a decision, so holding the prey against a wall pays on and on.
The prey is faster, so drive it into a corner together, and go where it will be, not where it is.
The rules can change during the game: notices in the observation say how.`;

/** A number with two decimals at most, and never -0. */
const two = (value: number): number => Math.round(value * 100) / 100 + 0;

/** A vector in words: "0.3 east and 0.12 north". */
function way(dx: number, dy: number, none: string): string {
  const [x, y] = [two(dx), two(dy)];
  const parts = [
    ...(x === 0 ? [] : [`${Math.abs(x)} ${x > 0 ? "east" : "west"}`]),
    ...(y === 0 ? [] : [`${Math.abs(y)} ${y > 0 ? "south" : "north"}`]),
  ];
  return parts.length === 0 ? none : parts.join(" and ");
}

const point = ({ x, y }: { readonly x: number; readonly y: number }): string => `(${two(x)}, ${two(y)})`;

/** How a body moves, in words. */
const motion = ({ vx, vy }: Seen): string => {
  const text = way(vx, vy, "");
  return text === "" ? "at rest" : `moving ${text} a second`;
};

/** An observation as text. */
export function describe(seen: Observation): string {
  const { role, round, game, me } = seen;
  const others = [...seen.prey, ...seen.chasers].filter((one) => one.role !== role);
  const touching = seen.touches.map(([chaser, prey]) => `${CHASERS[chaser]!} touched ${PREY[prey]!}`).join(", ");
  const lines = [
    `Decision ${Math.min(round + 1, game.decisions)} of ${game.decisions}. You are ${role} at ${point(me)}, ${motion(me)}.`,
    ...others.map((one) => {
      const broken = one.broken > 0 ? `, broken down for ${one.broken} more decisions` : "";
      return `${one.role} is ${way(one.x - me.x, one.y - me.y, "at your place")} of you, ${motion(one)}${broken}.`;
    }),
    ...(game.obstacles.length === 0
      ? []
      : [
          `Round obstacles of radius ${game.obstacleRadius}: ${game.obstacles.map((one) => way(one.x - me.x, one.y - me.y, "at your place")).join("; ")}.`,
        ]),
    ...(me.broken > 0 ? [`You have broken down: no thrust for ${me.broken} more decisions.`] : []),
    ...(touching === "" ? [] : [`Just now: ${touching}.`]),
    ...seen.notices.map(({ text }) => `Notice: ${text}`),
  ];
  return lines.join("\n");
}

/** A state in a few sentences. */
export function summary({ params, round, bodies, touches, touched, first, notices }: State): string {
  const count = touched.reduce((sum, one) => sum + one, 0);
  const name = (i: number) => (i < params.chasers ? CHASERS[i]! : PREY[i - params.chasers]!);
  const prey = bodies.slice(params.chasers);
  const nearest = bodies.slice(0, params.chasers).map((one, i) => {
    const gap = Math.min(...prey.map((other) => distance(one, other)));
    return `${CHASERS[i]!} ${two(gap)}`;
  });
  return [
    round === params.decisions ? `All ${params.decisions} decisions are over.` : `Decision ${round + 1} of ${params.decisions}.`,
    `${bodies.map((body, i) => `${name(i)} at ${point(body)}`).join(", ")}.`,
    `Distance to the nearest prey: ${nearest.join(", ")}.`,
    touches.length === 0 ? "Nobody touches." : `${touches.map(([chaser, of]) => `${CHASERS[chaser]!} touches ${PREY[of]!}`).join(", ")}.`,
    count === 0 ? "No touch so far." : `${count} touch${count === 1 ? "" : "es"} so far, the first in decision ${first ?? 0}.`,
    ...notices.map(({ text }) => text),
  ].join("\n");
}
