/** Commons-harvest as a picture: the board, and below it how the apples dwindle and who ate them. */
import { type Picture, type Role, type Shape, type Tone, seatOf } from "../../src/core/index.ts";
import { DIRECTIONS, type Ground, groundOf, waysRound } from "./ground.ts";
import { hueOf } from "./look.ts";
import { shows, type Window, windowFrom } from "./observation.ts";
import { DEAD, EATEN, HARVESTERS, isLive, liveIn, liveNear, sampling, type State, YOUNG } from "./state.ts";
import { type Action, stepOf } from "./step.ts";

/**
 * The panel below the board, by heights from its top: a title, the chart on the left and the tally on the right, rule changes, buttons. The
 * frame stays the same through an episode.
 */
const PANEL = {
  gap: 0.35,
  least: 12,
  widest: 15,
  title: 0.4,
  chart: 0.8,
  chartHeight: 3.2,
  rows: 1.2,
  row: 0.84,
  rowsHigh: 4,
  changes: 4.45,
  buttons: 5.25,
} as const;

/** The bars of a tally are full with so many apples, or with as many as the first one ate if that is more. */
const TALLY = 30;

/** What somebody looks at: everything, or what a window shows to a seat. */
type Sight = { readonly window: Window | null; readonly seat: number | null };

const say = (id: string, x: number, y: number, words: string, size = 0.42, tone: Tone = "text"): Shape => ({
  id,
  kind: "text",
  x,
  y,
  size,
  text: words,
  tone,
});

/** The picture of a state; with a viewer, only what that role may see, and its actions to click. */
export function draw(state: State, viewer?: Role): Picture {
  const ground = groundOf(state.params);
  const seat = viewer === undefined ? null : seatOf(viewer);
  const narrow = seat !== null && state.params.control === "facing";
  const sight: Sight = { seat, window: narrow ? windowFrom(ground, state.at[seat]!, state.facing[seat]!) : null };
  const { top, board, scale } = panelAt(ground);
  const [width, height] = [board, top + scale * (PANEL.buttons - 0.35 + (seat !== null && hasButtons(state) ? 0.8 : 0))];
  return {
    width,
    height,
    shapes: [
      {
        id: "floor",
        kind: "grid",
        x: ground.width / 2,
        y: ground.height / 2,
        w: ground.width,
        h: ground.height,
        tone: "floor",
        numbered: true,
      },
      ...soil(state, ground, sight),
      ...places(state, ground, sight),
      ...veils(ground, sight),
      ...onPanel(ground, [...chart(state, ground, sight), ...tally(state, ground, sight), ...notices(state, ground)]),
      ...pieces(state, ground, sight),
      ...(seat === null ? [] : choices(state, ground, seat)),
    ],
  };
}

const middle = ({ cells }: Ground, cell: number): { readonly x: number; readonly y: number } => ({
  x: cells[cell]![0] + 0.5,
  y: cells[cell]![1] + 0.5,
});

/** The ground of patches: green while apples are left, the more the greener, and hatched as dead without; walls and fences. */
function soil({ apples, closed }: State, ground: Ground, { window }: Sight): Shape[] {
  const square = { kind: "rect", w: 1, h: 1 } as const;
  const shapes: Shape[] = [];
  for (const [cell, wall] of ground.wall.entries())
    if (wall === 1) shapes.push({ id: `wall-${cell}`, ...square, ...middle(ground, cell), tone: "wall" });
  for (const [
    patch,
    {
      spots,
      middle: [mx, my],
    },
  ] of ground.patches.entries()) {
    const seen = spots.filter((spot) => shows(window, ground.cells[ground.spots[spot]!]!));
    const live = seen.filter((spot) => isLive(apples[spot]!)).length;
    const bare = live === 0 && seen.length === spots.length;
    for (const spot of spots) {
      const at = middle(ground, ground.spots[spot]!);
      const known = seen.includes(spot);
      shapes.push({
        id: `soil-${spot}`,
        ...square,
        ...at,
        ...(bare ? { tone: "danger", hatch: true } : { tone: "mark", alpha: known ? 0.1 + (0.3 * live) / spots.length : 0.08 }),
      });
      if (closed.includes(patch)) shapes.push({ id: `fence-${spot}`, ...square, ...at, tone: "wall", alpha: 0.45 });
    }
    if (bare) shapes.push({ id: `bare-${patch}`, kind: "circle", r: 0.9, x: mx + 0.5, y: my + 0.5, tone: "danger", out: true });
  }
  return shapes;
}

/** Apples, the young ones small; bare places as rings, the larger the likelier they bear again; dead ones crossed out. */
function places({ apples }: State, ground: Ground, { window }: Sight): Shape[] {
  return apples.flatMap((apple, spot): Shape[] => {
    const cell = ground.spots[spot]!;
    const at = middle(ground, cell);
    if (apple !== DEAD && !shows(window, ground.cells[cell]!)) return [];
    if (apple === DEAD) return [{ id: `dead-${spot}`, kind: "circle", r: 0.22, ...at, tone: "danger", out: true }];
    if (apple === EATEN) {
      const hidden = ground.near[spot]!.some((other) => !shows(window, ground.cells[ground.spots[other]!]!));
      const near = hidden ? 0 : Math.min(3, liveNear(ground, apples, spot));
      return near === 0
        ? []
        : [{ id: `bud-${spot}`, kind: "circle", r: 0.06 + 0.03 * near, ...at, tone: "goods", alpha: 0.25 + 0.15 * near }];
    }
    return [
      {
        id: `apple-${spot}`,
        kind: "circle",
        r: apple === YOUNG ? 0.22 : 0.34,
        ...at,
        tone: "goods",
        ...(apple === YOUNG ? { halo: true } : {}),
      },
    ];
  });
}

/** Veils over what lies out of the window: above and below it, left and right of it. */
function veils({ width, height }: Ground, { window }: Sight): Shape[] {
  if (window === null) return [];
  const { x, y, w, h } = window;
  const veil = (id: string, left: number, top: number, right: number, bottom: number): Shape[] =>
    right <= left || bottom <= top
      ? []
      : [
          {
            id: `veil-${id}`,
            kind: "rect",
            x: (left + right) / 2,
            y: (top + bottom) / 2,
            w: right - left,
            h: bottom - top,
            tone: "hidden",
            alpha: 0.6,
          },
        ];
  return w === 0
    ? veil("all", 0, 0, width, height)
    : [
        ...veil("above", 0, 0, width, y),
        ...veil("below", 0, y + h, width, height),
        ...veil("left", 0, y, x, y + h),
        ...veil("right", x + w, y, width, y + h),
      ];
}

/** Where the panel begins, by how much it is larger than a unit, and its width and that of each half in its own units. */
function panelAt({ width, height }: Ground) {
  const board = Math.max(width, PANEL.least);
  const scale = Math.max(1, board / PANEL.widest);
  const full = board / scale;
  return { top: height + PANEL.gap, board, scale, full, half: full / 2 - 0.35 };
}

/** Shapes of the panel, from its own units to those of the board. */
function onPanel(ground: Ground, shapes: readonly Shape[]): readonly Shape[] {
  const { top, scale } = panelAt(ground);
  return shapes.map((shape) => {
    const at = { x: scale * shape.x, y: top + scale * shape.y };
    if (shape.kind === "circle") return { ...shape, ...at, r: scale * shape.r };
    if (shape.kind === "text") return { ...shape, ...at, size: scale * shape.size };
    if (shape.kind === "arrow") return { ...shape, ...at, to: { x: scale * shape.to.x, y: top + scale * shape.to.y } };
    return { ...shape, ...at, w: scale * shape.w, h: scale * shape.h };
  });
}

/** How the number of live apples went, from the first turn to now, in a frame as wide as all turns. */
function chart(state: State, ground: Ground, { window }: Sight): Shape[] {
  const { params, turn, apples, stock, over } = state;
  const { full, half } = panelAt(ground);
  const when = over
    ? `over after turn ${turn}`
    : turn >= params.turns
      ? `${params.turns} turns over`
      : `turn ${turn + 1} of ${params.turns}`;
  const shapes: Shape[] = [say("turn", full - half / 2 - 0.1, PANEL.title, when, 0.55)];
  if (window !== null) return shapes;
  const live = liveIn(apples);
  const bottom = PANEL.chart + PANEL.chartHeight;
  const [x, y] = [half / 2 + 0.1, bottom - PANEL.chartHeight / 2];
  const bar = (half - 0.2) / (Math.floor(params.turns / sampling(params)) + 1);
  shapes.push(
    say(
      "left",
      x,
      PANEL.title,
      live === 0 ? "no apple left" : `${live} of ${apples.length} apples left`,
      0.5,
      live === 0 ? "danger" : "text",
    ),
    { id: "chart", kind: "rect", x, y, w: half, h: PANEL.chartHeight + 0.2, tone: "line" },
  );
  for (const [i, count] of stock.entries()) {
    const h = (PANEL.chartHeight * count) / apples.length;
    if (count > 0)
      shapes.push({ id: `stock-${i}`, kind: "rect", x: 0.2 + (i + 0.5) * bar, y: bottom - h / 2, w: 0.86 * bar, h, tone: "goods" });
  }
  // From the collapse on there is nothing to come.
  const [from, to] = [0.2 + (Math.floor(turn / sampling(params)) + 1) * bar, half];
  if (live === 0 && to - from > 0.01)
    shapes.push({ id: "lost", kind: "rect", x: (from + to) / 2, y, w: to - from, h: PANEL.chartHeight, tone: "danger", hatch: true });
  return shapes;
}

/** Who ate how much: a disc, a bar and a number for each harvester that the viewer knows of; apples go there from where they were eaten. */
function tally({ eaten, away, ate, at }: State, ground: Ground, { window, seat: me }: Sight): Shape[] {
  const { full, half } = panelAt(ground);
  const known = (seat: number) => window === null || seat === me;
  const most = Math.max(TALLY, ...eaten.filter((_, seat) => known(seat)));
  const columns = Math.ceil(eaten.length / PANEL.rowsHigh);
  const [rows, width] = [Math.ceil(eaten.length / columns), half / columns];
  const [from, long] = [0.9, width - 1.85];
  return eaten.flatMap((count, seat): Shape[] => {
    const left = full - half - 0.1 + width * Math.floor(seat / rows);
    const y = PANEL.rows + PANEL.row * (seat % rows);
    const tone = known(seat) && away[seat]! > 0 ? "disabled" : hueOf(seat);
    const number = say(`tally-${seat}-count`, left + width - 0.45, y, known(seat) ? String(count) : "?", 0.55);
    const bar = (id: string, w: number, tone: Tone): Shape[] =>
      w === 0 ? [] : [{ id: `tally-${seat}-${id}`, kind: "rect", x: left + from + w / 2, y, w, h: 0.46, tone }];
    const end = (long * count) / most;
    return [
      { id: `tally-${seat}`, kind: "circle", r: 0.36, x: left + 0.4, y, tone, label: String(seat) },
      ...bar("ground", long, "line"),
      ...(known(seat) ? bar("bar", end, hueOf(seat)) : []),
      number,
      // What it ate last turn comes to the end of its bar.
      ...(known(seat) && ate[seat] === 1 && at[seat]! >= 0
        ? [
            {
              id: `bite-${seat}-${count}`,
              kind: "circle",
              r: 0.26,
              x: left + from + end,
              y,
              from: middle(ground, at[seat]!),
              tone: "goods",
            } as const,
          ]
        : []),
    ];
  });
}

/** The harvesters, with a nose where they face. */
function pieces({ params, at, facing }: State, ground: Ground, { window, seat: me }: Sight): Shape[] {
  return at.flatMap((cell, seat): Shape[] => {
    if (cell < 0 || !(seat === me || shows(window, ground.cells[cell]!))) return [];
    const here = middle(ground, cell);
    const [dx, dy] = DIRECTIONS[facing[seat]!]!;
    return [
      { id: HARVESTERS[seat]!, kind: "circle", r: 0.4, ...here, tone: hueOf(seat), label: String(seat), trail: true },
      ...(params.control === "facing"
        ? [{ id: `nose-${seat}`, kind: "circle", r: 0.12, x: here.x + 0.42 * dx, y: here.y + 0.42 * dy, tone: "text" } as const]
        : []),
      ...(seat === me ? [{ id: "viewer", kind: "circle", ring: true, r: 0.48, ...here, tone: "mark" } as const] : []),
    ];
  });
}

/** The rule changes in force, in a few words each. */
const changesIn = ({ drought, closed, apples }: State): readonly string[] => [
  ...(drought < 1 ? [`drought: x ${drought}`] : []),
  ...closed.map((patch) => `fence: patch ${patch}`),
  ...(apples.includes(DEAD) ? ["blight"] : []),
];

/** A sign for each rule change in force. */
function notices(state: State, ground: Ground): Shape[] {
  const { full } = panelAt(ground);
  const w = full / 3;
  return changesIn(state).flatMap((text, i): Shape[] => {
    const [x, y] = [w * (i + 0.5), PANEL.changes];
    return [
      { id: `change-${i}-ground`, kind: "rect", x, y, w: w - 0.2, h: 0.6, tone: "danger", alpha: 0.3 },
      say(`change-${i}`, x, y, text, 0.42),
    ];
  });
}

/** What stands on the buttons of actions that lead to no cell, where their names are too long. */
const SIGNS: Readonly<Partial<Record<Action, string>>> = { "turn-left": "\u21b6 turn", "turn-right": "turn \u21b7" };

/** Whether a viewer has a row of buttons. */
const hasButtons = ({ params }: State): boolean => params.zap || params.control === "facing";

/** The actions of a viewer that lead to no cell. */
function otherActions({ params, at, cooling }: State, seat: number): readonly Action[] {
  if (at[seat]! < 0) return [];
  const zap: readonly Action[] = params.zap && (params.control === "facing" || cooling[seat] === 0) ? ["zap"] : [];
  return params.control === "facing" ? ["turn-left", "turn-right", ...zap] : zap;
}

/** What the viewer may do, to click: cells to step to, and buttons for the rest. */
function choices(state: State, ground: Ground, seat: number): Shape[] {
  const { at, facing, over, params, turn, closed } = state;
  const cell = at[seat]!;
  if (over || cell < 0 || turn >= params.turns) return [];
  const ways = waysRound(ground, closed);
  const compass = params.control === "compass";
  const moves: readonly Action[] = compass ? ["up", "right", "down", "left"] : ["forward", "step-right", "backward", "step-left"];
  const { full } = panelAt(ground);
  const w = full / 3;
  const buttons = otherActions(state, seat).map((action, i): Shape => {
    const [id, label] = [`move-${action}`, SIGNS[action] ?? action];
    return { id, kind: "rect", x: w * (i + 0.5), y: PANEL.buttons, w: w - 0.15, h: 0.62, tone: "mark", label, action };
  });
  const stay: Action = compass ? "stay" : "noop";
  return [
    { id: `move-${stay}`, kind: "circle", r: 0.2, ...middle(ground, cell), tone: "mark", alpha: 0.7, action: stay },
    ...moves.flatMap((move): Shape[] => {
      const to = ways[4 * cell + stepOf(move, facing[seat]!)]!;
      return to < 0
        ? []
        : [{ id: `move-${move}`, kind: "circle", r: 0.17, ...middle(ground, to), tone: "mark", alpha: 0.75, action: move }];
    }),
    ...onPanel(ground, buttons),
  ];
}
