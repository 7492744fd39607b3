/** Fishery as a picture: a shoal in a lake, whose fish go to those who caught them, and a line for each fisher. */
import type { Picture, Role, Shape, Tone } from "../../src/core/index.ts";
import { hueOf } from "./look.ts";
import { FISHERS, type Month, needed, type State } from "./state.ts";

const WIDTH = 15;
const HEIGHT = 9.4;

/** The lake: its centre, the radius of a full shoal, and that of the water. */
const LAKE = { x: 4.35, y: 5.05, shoal: 3.75, water: 4.15 } as const;
/** Where the poacher waits. */
const POACHER = { x: 7.85, y: 8.6 } as const;
/** The lines of the fishers: the places of their parts. Bars begin at `bar` and are `length` long. */
const TABLE = { top: 1.75, bottom: 7.7, disc: 9.25, wish: 10.1, bar: 10.55, length: 2.2, caught: 13.2, total: 14.35 } as const;

/** The most fish that are drawn for a full lake; a fish stands for more than one ton in larger lakes. */
const SHOAL = 100;

/** The cosine and the sine of the golden angle: turned by it, fish lie evenly, as the seeds of a sunflower do. */
const [COS, SIN] = [-0.7373688780783197, 0.6754902942615238];

/** Directions of fish from the middle of the lake, by their number, of length 1. */
const directions: readonly (readonly [x: number, y: number])[] = turned(SHOAL + 1);

function turned(count: number): readonly (readonly [number, number])[] {
  const all: (readonly [number, number])[] = [];
  for (let [i, x, y] = [0, 1, 0]; i < count; i++, [x, y] = [x * COS - y * SIN, x * SIN + y * COS]) all.push([x, y]);
  return all;
}

/** Tons that a fish in the picture stands for. */
const unitOf = ({ capacity }: State["params"]): number => Math.ceil(capacity / SHOAL);

const text = (id: string, x: number, y: number, words: string, size = 0.42, tone: Tone = "text"): Shape => ({
  id,
  kind: "text",
  x,
  y,
  size,
  text: words,
  tone,
});

/** The picture of a state; with a viewer, without the wishes of the others. */
export function draw(state: State, viewer?: Role): Picture {
  const shapes: Shape[] = [
    { id: "shore", kind: "rect", x: WIDTH / 2, y: HEIGHT / 2, w: WIDTH, h: HEIGHT, tone: "floor" },
    ...lake(state),
    ...shoal(state),
    ...enoughLabel(state),
    ...table(state, viewer),
    ...chips(state),
  ];
  return { width: WIDTH, height: HEIGHT, shapes };
}

/** The radius of a shoal of so many tons. */
const radiusOf = ({ params }: State, tons: number): number => LAKE.shoal * Math.sqrt(tons / params.capacity);

/** The tons that must be left to fill the lake again. */
const enoughIn = ({ params, rules }: State): number => Math.min(params.capacity, needed(params.capacity, rules.growth));

/** The water, and how far the shoal must reach after a harvest to fill the lake again, and not to collapse. */
function lake(state: State): Shape[] {
  const { params, pool, collapsed } = state;
  const { x, y } = LAKE;
  const ring = (id: string, tons: number, tone: Tone): Shape => ({
    id,
    kind: "circle",
    ring: true,
    r: radiusOf(state, tons),
    x,
    y,
    tone,
    alpha: 0.75,
  });
  return [
    { id: "water", kind: "circle", r: LAKE.water, x, y, tone: collapsed ? "danger" : "line", ...(collapsed ? { alpha: 0.35 } : {}) },
    ring("enough", enoughIn(state), "goal"),
    ring("too-few", params.collapse, "danger"),
    text("stock", x, 0.45, `${pool} of ${params.capacity} tons`, 0.5),
    text("month", 11.9, 0.45, when(state), 0.5),
    ...(collapsed ? [text("collapse", x, y, "collapsed", 0.9)] : []),
  ];
}

/** The number of tons on the outer ring, above the fish. */
function enoughLabel(state: State): Shape[] {
  if (state.collapsed) return [];
  const [x, y, tons] = [LAKE.x, LAKE.y - radiusOf(state, enoughIn(state)), String(enoughIn(state))];
  return [
    { id: "enough-ground", kind: "rect", x, y, w: 0.22 + 0.22 * tons.length, h: 0.42, tone: "line" },
    text("enough-tons", x, y, tons, 0.36),
  ];
}

/** Which month it is, or how the episode ended. */
const when = ({ params, month, collapsed }: State): string =>
  collapsed
    ? `collapse in month ${month}`
    : month < params.months
      ? `month ${month + 1} of ${params.months}`
      : `${params.months} months over`;

/** What was left of a month's fish. */
const leftIn = ({ pool, catches, newcomers, poached }: Month): number =>
  [...catches, ...newcomers, poached].reduce((left, tons) => left - tons, pool);

/** The fish: those in the lake, the young ones fainter, and those that were caught last month, where they went. */
function shoal({ params, history, pool }: State): Shape[] {
  const unit = unitOf(params);
  const count = (tons: number) => Math.ceil(tons / unit);
  let born = count(history[0]?.pool ?? pool);
  let fish = Array.from({ length: born }, (_, i) => i);
  let [old, gone]: [number, readonly number[]] = [fish.length, []];
  for (const [i, month] of history.entries()) {
    old = count(leftIn(month));
    gone = fish.slice(old);
    const now = count(history[i + 1]?.pool ?? pool);
    fish = [...fish.slice(0, old), ...Array.from({ length: Math.max(0, now - old) }, () => born++)];
  }
  const scale = LAKE.shoal / Math.sqrt(count(params.capacity));
  const swims = fish.map((id, i): Shape => {
    const [x, y] = directions[i]!;
    const r = scale * Math.sqrt(i + 0.5);
    return {
      id: `fish-${id}`,
      kind: "circle",
      r: 0.19,
      x: LAKE.x + r * x,
      y: LAKE.y + r * y,
      tone: "goods",
      ...(i < old ? {} : { alpha: 0.55 }),
    };
  });
  const last = history.at(-1);
  const caught = gone.map((id, i): Shape => ({ id: `fish-${id}`, kind: "circle", r: 0.12, ...goal(last!, i * unit), tone: "goods" }));
  return [...caught, ...swims];
}

/** Where a ton went, by its number among those that left the lake in a month. */
function goal({ catches, newcomers }: Month, ton: number): { readonly x: number; readonly y: number } {
  const rows = rowsFor(catches.length + (newcomers.length > 0 ? 1 : 0));
  let before = 0;
  for (const [seat, tons] of catches.entries()) if (ton < (before += tons)) return { x: TABLE.disc, y: rows(seat) };
  for (const tons of newcomers) if (ton < (before += tons)) return { x: TABLE.disc, y: rows(catches.length) };
  return POACHER;
}

/** The height of each line of the table, by its number. */
function rowsFor(count: number): (row: number) => number {
  const height = Math.min(1.1, (TABLE.bottom - TABLE.top) / Math.max(1, count - 1));
  return (row) => TABLE.top + row * height;
}

/** A line for each fisher: wish, catch and all that was caught. The newcomers share one. */
function table({ params, rules, caught, fines, wishes, history }: State, viewer?: Role): Shape[] {
  const last = history.at(-1);
  const rows = rowsFor(caught.length + (rules.newcomers > 0 ? 1 : 0));
  // Bars are as long as three sustainable wishes of a full lake; longer ones are cut off.
  const most = Math.max(1, (1.5 * params.capacity) / caught.length);
  const bar = (id: string, tons: number, y: number, h: number, tone: Tone, alpha = 1): Shape[] => {
    const w = TABLE.length * Math.min(1, tons / most);
    return w === 0 ? [] : [{ id, kind: "rect", x: TABLE.bar + w / 2, y, w, h, tone, alpha }];
  };
  const head = TABLE.top - 0.65;
  const shapes: Shape[] = [
    text("head-wish", TABLE.wish, head, "wish", 0.32),
    text("head-caught", TABLE.caught, head, "catch", 0.32),
    text("head-total", TABLE.total, head, "in all", 0.32),
  ];
  for (const [seat, total] of caught.entries()) {
    const [role, y] = [FISHERS[seat]!, rows(seat)];
    const known = viewer === undefined || viewer === role;
    shapes.push(
      ...bar(`${role}-ground`, most, y, 0.42, "line"),
      ...(known ? bar(`${role}-wish`, wishes?.[seat] ?? 0, y, 0.42, "neutral", 0.35) : []),
      ...bar(`${role}-catch`, last?.catches[seat] ?? 0, y, 0.42, hueOf(seat)),
      { id: role, kind: "circle", r: 0.38, x: TABLE.disc, y, tone: hueOf(seat), label: String(seat) },
      text(`${role}-total`, TABLE.total, y, String(total - fines[seat]!), 0.46),
    );
    if (last !== undefined)
      shapes.push(
        text(`${role}-wished`, TABLE.wish, y, known ? String(wishes?.[seat] ?? 0) : "?", 0.42),
        text(`${role}-caught`, TABLE.caught, y, String(last.catches[seat]!), 0.46),
      );
    if (role === viewer) shapes.push({ id: "viewer", kind: "circle", ring: true, r: 0.48, x: TABLE.disc, y, tone: "mark" });
  }
  if (rules.newcomers > 0) {
    const y = rows(caught.length);
    const tons = last?.newcomers.reduce((sum, one) => sum + one, 0) ?? 0;
    shapes.push(
      ...bar("newcomers-ground", most, y, 0.42, "line"),
      ...bar("newcomers-catch", tons, y, 0.42, "neutral"),
      {
        id: "newcomers",
        kind: "circle",
        r: 0.38,
        x: TABLE.disc,
        y,
        tone: "neutral",
        label: rules.newcomers === 1 ? "+" : `+${rules.newcomers}`,
      },
      text("newcomers-caught", TABLE.caught, y, String(tons), 0.46),
    );
  }
  if (rules.quota !== null) {
    const x = TABLE.bar + TABLE.length * Math.min(1, rules.quota.tons / most);
    const [top, end] = [TABLE.top - 0.4, rows(caught.length - 1) + 0.4];
    shapes.push({ id: "quota", kind: "rect", x, y: (top + end) / 2, w: 0.08, h: end - top, tone: "danger" });
  }
  return shapes;
}

/** A sign for each rule change in force. */
function chips({ rules, params, history }: State): Shape[] {
  const words = [
    ...(rules.growth === params.growth ? [] : [`grows by ${rules.growth}`]),
    ...(rules.poacher === 0 ? [] : [`poacher ${rules.poacher}`]),
    ...(rules.newcomers === 0 ? [] : [`newcomers ${rules.newcomers}`]),
    ...(rules.quota === null ? [] : [`quota ${rules.quota.tons}`]),
  ];
  const shapes = words.flatMap((word, i): Shape[] => {
    const [x, y] = [10.45 + 2.95 * (i % 2), 8.4 + 0.6 * Math.floor(i / 2)];
    return [
      { id: `change-${i}-ground`, kind: "rect", x, y, w: 2.8, h: 0.5, tone: "danger", alpha: 0.3 },
      text(`change-${i}`, x, y, word, 0.34),
    ];
  });
  if (rules.poacher > 0)
    shapes.push(
      { id: "poacher", kind: "circle", r: 0.4, ...POACHER, tone: "danger", label: "P" },
      text("poached", POACHER.x, POACHER.y - 0.65, `-${history.at(-1)?.poached ?? 0}`, 0.42),
    );
  return shapes;
}
