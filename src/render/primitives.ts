/** What each shape looks like: shapes become a few filled and stroked forms, which every renderer draws alike. */
import type { Picture, Shape } from "../core/index.ts";
import type { Palette } from "./palette.ts";

/** A form in board units. Rectangles are given by their top left corner, circles and texts by their centre. */
export type Primitive = { readonly alpha: number } & (
  | ({
      readonly kind: "rect";
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly round: number;
    } & Paint)
  | ({ readonly kind: "circle"; readonly x: number; readonly y: number; readonly r: number } & Paint)
  | { readonly kind: "lines"; readonly segments: readonly Segment[]; readonly stroke: string; readonly line: number }
  | { readonly kind: "text"; readonly x: number; readonly y: number; readonly text: string; readonly size: number; readonly fill: string }
);

/** From one point to another: x1, y1, x2, y2. */
export type Segment = readonly [number, number, number, number];

type Paint = { readonly fill?: string; readonly stroke?: string; readonly line?: number };

/** The forms that make up a shape, the lowest first. */
export function primitivesOf(shape: Shape, palette: Palette): readonly Primitive[] {
  switch (shape.kind) {
    case "grid":
      return grid(shape, palette);
    case "rect":
      return rect(shape, palette);
    case "circle":
      return circle(shape, palette);
    case "card":
      return card(shape, palette);
    case "arrow":
      return arrow(shape, palette);
    case "text":
      return [
        {
          kind: "text",
          x: shape.x,
          y: shape.y,
          text: shape.text,
          size: shape.size,
          fill: palette[shape.tone].fill,
          alpha: shape.alpha ?? 1,
        },
      ];
    default:
      return shape satisfies never;
  }
}

/** The shapes of a picture, with marks that lie on a piece turned into rings around it, so that its label stays legible. */
export function legible({ shapes }: Picture): readonly Shape[] {
  return shapes.map((shape) => {
    if (shape.kind !== "circle" || shape.action === undefined) return shape;
    const piece = shapes.find((one) => one.kind === "circle" && one.label !== undefined && one.x === shape.x && one.y === shape.y);
    return piece === undefined ? shape : { ...shape, r: 0.44, ring: true };
  });
}

type Kind<K extends Shape["kind"]> = Extract<Shape, { kind: K }>;

/** The size of a number at the edge of a grid, and how far its centre lies from the corner of its cell. */
const NUMBER = { size: 0.22, inset: 0.13 } as const;

function grid({ x, y, w, h, tone, alpha = 1, numbered }: Kind<"grid">, palette: Palette): Primitive[] {
  const [left, top] = [x - w / 2, y - h / 2];
  const segments: Segment[] = [];
  for (let column = 1; column < w; column++) segments.push([left + column, top, left + column, top + h]);
  for (let row = 1; row < h; row++) segments.push([left, top + row, left + w, top + row]);
  const frame = { kind: "rect", x: left, y: top, w, h, round: 0.12, alpha } as const;
  return [
    { ...frame, fill: palette[tone].fill },
    { kind: "lines", segments, stroke: palette.line.fill, line: 0.03, alpha },
    { ...frame, stroke: palette[tone].edge, line: 0.05 },
    ...(numbered === true ? numbers(left, top, w, h).map((text) => ({ ...text, fill: palette[tone].ink, alpha })) : []),
  ];
}

/** The numbers of the columns, in the cells at the top, and of the rows, in those at the left; the first cell has one for both. */
function numbers(left: number, top: number, w: number, h: number) {
  const at = (column: number, row: number) => ({
    kind: "text" as const,
    text: String(Math.max(column, row)),
    size: NUMBER.size,
    x: left + column + NUMBER.inset,
    y: top + row + NUMBER.inset,
  });
  return [...Array.from({ length: w }, (_, column) => at(column, 0)), ...Array.from({ length: h - 1 }, (_, row) => at(0, row + 1))];
}

function rect({ id, x, y, w, h, tone, alpha = 1, hatch, label }: Kind<"rect">, palette: Palette): Primitive[] {
  const { fill, edge, ink } = palette[tone];
  const [left, top] = [x - w / 2, y - h / 2];
  const box = { kind: "rect", x: left, y: top, w, h, round: 0 } as const;
  const forms: Primitive[] = [];
  if (hatch === true)
    forms.push(
      { ...box, fill, alpha: alpha * 0.22 },
      { kind: "lines", segments: diagonals(left, top, w, h, 0.25), stroke: fill, line: 0.05, alpha: alpha * 0.85 },
    );
  else if (tone === "hidden")
    forms.push(
      { ...box, fill, alpha },
      { kind: "lines", segments: mist(id, left, top, w, h), stroke: edge, line: 0.05, alpha: alpha * 0.8 },
    );
  else if (tone === "wall") {
    const block = { kind: "rect", x: left + 0.06, w: w - 0.12, round: 0.14, alpha } as const;
    forms.push({ ...block, y: top + 0.06, h: h - 0.12, fill: edge }, { ...block, y: top + 0.06, h: h - 0.24, fill });
  } else forms.push({ ...box, fill, alpha, round: tone === "mark" ? 0.3 * h : 0 });
  if (label !== undefined) forms.push({ kind: "text", x, y, text: label, size: Math.min(0.4, 0.8 * h), fill: ink, alpha });
  return forms;
}

/** A card: its label where it lies face up, else the pattern of its back. */
function card({ x, y, w, h, tone, alpha = 1, label }: Kind<"card">, palette: Palette): Primitive[] {
  const { fill, edge, ink } = palette[tone];
  const [left, top] = [x - w / 2, y - h / 2];
  const frame = { kind: "rect", x: left, y: top, w, h, round: 0.12 * w, alpha } as const;
  const outline = { ...frame, stroke: edge, line: 0.03 } as const;
  if (label !== undefined)
    return [{ ...frame, fill }, outline, { kind: "text", x, y, text: label, size: Math.min(0.42 * h, 0.62 * w), fill: ink, alpha }];
  const inset = 0.12 * w;
  const back = { kind: "rect", x: left + inset, y: top + inset, w: w - 2 * inset, h: h - 2 * inset, round: 0.06 * w, alpha } as const;
  const lines = diagonals(back.x, back.y, back.w, back.h, 0.16);
  return [
    { ...frame, fill },
    outline,
    { ...back, fill: palette.hidden.fill },
    { kind: "lines", segments: lines, stroke: palette.hidden.edge, line: 0.025, alpha: alpha * 0.7 },
  ];
}

function circle({ x, y, r, tone, alpha = 1, ring, halo, out, label, action }: Kind<"circle">, palette: Palette): Primitive[] {
  const { fill, edge, ink } = palette[tone];
  const disc = { kind: "circle", x, y, r, alpha } as const;
  if (ring === true) return [{ ...disc, stroke: fill, line: 0.07 }];
  if (out === true) {
    const reach = r * 0.5;
    const cross: Segment[] = [
      [x - reach, y - reach, x + reach, y + reach],
      [x - reach, y + reach, x + reach, y - reach],
    ];
    return [
      { ...disc, fill, alpha: alpha * 0.28 },
      { ...disc, stroke: fill, line: 0.05 },
      { kind: "lines", segments: cross, stroke: palette.text.fill, line: 0.08, alpha },
    ];
  }
  const forms: Primitive[] = [{ ...disc, fill }];
  if (halo === true) forms.push({ ...disc, r: r + 0.1, stroke: fill, line: 0.045, alpha: alpha * 0.75 });
  if (tone === "disabled") forms.push({ kind: "lines", segments: chords(x, y, r), stroke: edge, line: 0.04, alpha: alpha * 0.6 });
  if (tone !== "mark" || action !== undefined) forms.push({ ...disc, r: r - 0.02, stroke: edge, line: 0.04 });
  if (label !== undefined) forms.push({ kind: "text", x, y, text: label, size: r * 1.1, fill: ink, alpha });
  return forms;
}

/** A line with a head, from the rim of one piece to that of another place; nothing where both are the same. */
function arrow({ x, y, to, tone, alpha = 1 }: Kind<"arrow">, palette: Palette): Primitive[] {
  const length = Math.hypot(to.x - x, to.y - y);
  if (length < 1) return [];
  const [dx, dy] = [(to.x - x) / length, (to.y - y) / length];
  const [fromX, fromY, tipX, tipY] = [x + 0.45 * dx, y + 0.45 * dy, to.x - 0.45 * dx, to.y - 0.45 * dy];
  const side = (turn: number): Segment => [tipX, tipY, tipX - 0.22 * (dx - turn * dy), tipY - 0.22 * (dy + turn * dx)];
  return [
    {
      kind: "lines",
      segments: [[fromX, fromY, tipX, tipY], side(0.7), side(-0.7)],
      stroke: palette[tone].fill,
      line: 0.06,
      alpha: alpha * 0.8,
    },
  ];
}

/** Rising diagonals that fill a rectangle; those of neighbouring cells meet. */
function diagonals(left: number, top: number, w: number, h: number, gap: number): Segment[] {
  const segments: Segment[] = [];
  for (let c = gap; c < w + h; c += gap)
    segments.push([left + Math.max(0, c - h), top + Math.min(c, h), left + Math.min(c, w), top + Math.max(0, c - w)]);
  return segments;
}

/** Three horizontal strokes across a disc. */
function chords(x: number, y: number, r: number): Segment[] {
  return [-0.5, 0, 0.5].map((share): Segment => {
    const half = r * Math.sqrt(1 - share * share);
    return [x - half, y + r * share, x + half, y + r * share];
  });
}

/** Streaks of mist within a cell; where they lie in it depends on the shape's id alone, so that they never jump. */
function mist(id: string, left: number, top: number, w: number, h: number): Segment[] {
  let hash = 7;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 9973;
  return [0.25, 0.5, 0.75].map((level, i): Segment => {
    const from = ((hash >> (i * 3)) % 8) / 16;
    const length = 0.25 + ((hash >> (i * 2 + 1)) % 8) / 32;
    const y = top + level * h;
    return [left + from * w, y, left + (from + length) * w, y];
  });
}
