/** Commons-harvest in words: the rules, an observation for language models, a summary for people. */
import { type Cell, groundOf } from "./ground.ts";
import { type Game, type Observation, shows } from "./observation.ts";
import { DEAD, HARVESTERS, isLive, liveIn, type State } from "./state.ts";

/** The rules of the game. */
export const rules = `Harvesters walk on a grid and eat apples; x grows to the right, y down. Apples grow in patches of up to 13 places. Each apple eaten scores 1.
In a turn the harvesters move one by one, in an order drawn anew each turn: up, down, left, right, or they stay. Cells are exclusive: a move into a taken cell leaves the mover where it is. Being on an apple eats it.
An eaten apple regrows by chance, and the more live apples there are within distance 2 of its place, the more likely: beside none it never does. A patch that is eaten bare is dead for good.
So who takes an apple takes it from all: while patches are left full enough they give apples for ever; greedy harvesters share less in the end than patient ones. Once no apple is left the game is over.
Where zapping is on, a harvester can send another away for some turns.
The rules can change during the game: notices in the observation say how.`;

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Where one cell lies from another: "2 left and 5 up". */
export function bearing(from: Cell, to: Cell): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const parts = [
    ...(dx === 0 ? [] : [`${Math.abs(dx)} ${dx > 0 ? "right" : "left"}`]),
    ...(dy === 0 ? [] : [`${Math.abs(dy)} ${dy > 0 ? "down" : "up"}`]),
  ];
  return parts.length === 0 ? "here" : parts.join(" and ");
}

const steps = (from: Cell, to: Cell): number => Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1]);

/** The most apples that are told one by one. */
const TOLD = 4;

const regrowthRule = ({ regrowth }: Game, drought: number): string => {
  const [one, two, more] = regrowth.map((chance) => Number((chance * drought).toPrecision(4)));
  return `A bare place regrows with chance ${one!}, ${two!}, ${more!} a turn beside 1, 2, 3 or more live apples, beside none never.`;
};

/** The patches as far as they are in sight: where they lie, and how many apples they bear. */
function patchesIn({ game, me, window, apples, closed }: Observation, from: Cell): string[] {
  const ground = groundOf(game);
  return ground.patches.flatMap(({ middle, spots }, i) => {
    const seen = spots.filter((spot) => shows(window, ground.cells[ground.spots[spot]!]!));
    if (seen.length === 0) return [];
    const own = new Set(seen.map((spot) => ground.spots[spot]!));
    const live = apples.filter(([x, y]) => own.has(y * ground.width + x)).length;
    const inside = me !== null && own.has(me[1] * ground.width + me[0]);
    const where = inside ? "you are in it" : bearing(from, middle);
    const part = seen.length < spots.length ? ` in sight` : "";
    return [
      `patch ${i} (${where}) ${live} of ${seen.length}${part}${live === 0 && part === "" ? ", dead" : ""}${closed.includes(i) ? ", closed" : ""}`,
    ];
  });
}

/** An observation as text. */
export function describe(seen: Observation): string {
  const { role, round, game, me, facing, away, cooldown, apples, harvesters, notices, drought, stock } = seen;
  const own = harvesters.find((one) => one.role === role);
  const lines = [
    `Turn ${Math.min(round + 1, game.turns)} of ${game.turns}. You are ${role}, one of ${harvesters.length}, and ate ${plural(own?.eaten ?? 0, "apple")}.`,
  ];
  if (me === null) lines.push(`You are away for ${plural(away, "more turn")}.`);
  else {
    lines.push(`You are at (${me.join(",")})${facing === null ? "" : `, facing ${facing}`}.`);
    const patches = patchesIn(seen, me);
    if (patches.length > 0) lines.push(`Apples: ${patches.join("; ")}.`);
    const near = [...apples].sort((a, b) => steps(a, me) - steps(b, me)).slice(0, TOLD);
    if (near.length > 0) {
      const beside = (cell: Cell) =>
        apples.filter(
          (other) => other !== cell && (other[0] - cell[0]) * (other[0] - cell[0]) + (other[1] - cell[1]) * (other[1] - cell[1]) <= 4,
        ).length;
      lines.push(`Nearest: ${near.map((cell) => `${bearing(me, cell)} (${beside(cell)} live beside it)`).join("; ")}.`);
    } else lines.push("No apple is in sight.");
  }
  const others = harvesters
    .filter((one) => one.role !== role)
    .flatMap((one) => {
      const ate = one.eaten === null ? "" : `, ate ${one.eaten}`;
      if (one.at !== null)
        return [
          `${one.role} ${me === null ? `(${one.at.join(",")})` : bearing(me, one.at)}${one.facing === null ? "" : ` facing ${one.facing}`}${ate}`,
        ];
      return one.away === null ? [] : [`${one.role} away for ${plural(one.away, "turn")}${ate}`];
    });
  lines.push(others.length === 0 ? "Nobody else is in sight." : `Others: ${others.join("; ")}.`);
  if (stock !== null) lines.push(`${plural(apples.length, "apple")} left of ${stock[0]!}.`);
  lines.push(regrowthRule(game, drought));
  if (game.zap) lines.push(cooldown > 0 ? `You cannot zap for ${plural(cooldown, "turn")}.` : "You can zap.");
  for (const { text } of notices) lines.push(`Notice: ${text}`);
  return lines.join("\n");
}

/** A state in a few sentences, and the board in letters: digits are harvesters, o apples, . bare places, x dead ones, # walls, = closed cells. */
export function summary(state: State): string {
  const { params, turn, apples, at, away, eaten, closed, notices } = state;
  const ground = groundOf(params);
  const letters = ground.cells.map((_, cell) => {
    const seat = at.indexOf(cell);
    if (seat >= 0) return String(seat);
    if (ground.wall[cell] === 1) return "#";
    const spot = ground.spotAt[cell]!;
    if (spot < 0) return " ";
    if (closed.includes(ground.patchOf[spot]!)) return isLive(apples[spot]!) ? "O" : "=";
    return isLive(apples[spot]!) ? "o" : apples[spot] === DEAD ? "x" : ".";
  });
  const live = liveIn(apples);
  const head =
    live === 0
      ? `No apple is left after turn ${turn}.`
      : state.over || turn >= params.turns
        ? `Over after turn ${turn}: ${plural(live, "apple")} left.`
        : `Turn ${turn + 1} of ${params.turns}: ${plural(live, "apple")} of ${apples.length}.`;
  const who = eaten.map(
    (count, seat) => `${HARVESTERS[seat]!} ate ${count}${away[seat]! > 0 ? ` (away for ${plural(away[seat]!, "turn")})` : ""}`,
  );
  const rows = Array.from({ length: ground.height }, (_, y) =>
    letters
      .slice(y * ground.width, (y + 1) * ground.width)
      .join(" ")
      .trimEnd(),
  );
  return [head, `${who.join(", ")}.`, regrowthRule(params, state.drought), ...notices.map(({ text }) => text), ...rows].join("\n");
}
