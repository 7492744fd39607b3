/** Colours that people with any common kind of colour blindness can tell apart, measured. */
import { describe, expect, test } from "vitest";
import type { Tone } from "../../src/core/index.ts";
import { palettes } from "../../src/render/palette.ts";

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** What each kind of sight makes of linear RGB: Machado, Oliveira and Fernandes (2009), at full severity. */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  "usual sight": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: Matrix, [x, y, z]: Triple): Triple => matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;

/** The linear RGB of `#rrggbb`, each from 0 to 1. */
const linear = (hex: string): Triple =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;

/** CIELAB under D65. */
function lab(rgb: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Triple,
  );
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const sin = (degrees: number) => Math.sin((degrees * Math.PI) / 180);
const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
const angle = (b: number, a: number) => ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;

/** The distance of two colours as CIEDE2000 has it: about 1 can just be seen. */
function distance([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const seventh = (c: number) => Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  const g = 1.5 - 0.5 * seventh((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2);
  const [c1, c2] = [Math.hypot(g * a1, b1), Math.hypot(g * a2, b2)];
  const [h1, h2] = [angle(b1, g * a1), angle(b2, g * a2)];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const dh = 2 * Math.sqrt(c1 * c2) * sin(turn / 2);
  const [l, c, h] = [(l1 + l2) / 2, (c1 + c2) / 2, grey ? h1 + h2 : h1 + turn / 2];
  const t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
  const sl = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const sc = (c2 - c1) / (1 + 0.045 * c);
  const sh = dh / (1 + 0.015 * c * t);
  const rotation = -2 * seventh(c) * sin(60 * Math.exp(-((((((h % 360) + 360) % 360) - 275) / 25) ** 2)));
  return Math.sqrt(sl ** 2 + sc ** 2 + sh ** 2 + rotation * sc * sh);
}

/** How bright a colour is, as contrasts take it. */
const luminance = (hex: string): number => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** The contrast of two colours, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [dim, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

const SIDES = Array.from({ length: 8 }, (_, i) => `side-${i}` as Tone);
/** What lies on the ground beside the sides' pieces. */
const THINGS: readonly Tone[] = ["neutral", "danger", "goal", "goods", "mark", "wall", "disabled"];

test("distances are those of the paper on CIEDE2000", () => {
  // Sharma, Wu and Dalal (2005), table 1: pairs 1, 7, 13, 16, 17 and 25.
  expect(distance([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 3);
  expect(distance([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 3);
  expect(distance([50, -0.001, 2.49], [50, 0.0011, -2.49])).toBeCloseTo(4.7461, 3);
  expect(distance([50, 2.5, 0], [50, 0, -2.5])).toBeCloseTo(4.3065, 3);
  expect(distance([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 3);
  expect(distance([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 3);
});

describe.each(Object.entries(palettes))("in the %s theme", (theme, palette) => {
  describe.each(Object.entries(SIGHTS))("with %s", (name, sight) => {
    const seen = (tone: Tone) => lab(times(sight, linear(palette[tone].fill)));

    test("any two sides are apart", () => {
      for (const [i, one] of SIDES.entries())
        for (const [j, other] of SIDES.slice(0, i).entries()) {
          const least = name === "usual sight" ? 20 : i < 5 && j < 5 ? 11 : 10;
          expect(distance(seen(one), seen(other)), `${one} and ${other}`).toBeGreaterThan(least);
        }
    });

    test("every side is apart from things of other kinds", () => {
      for (const side of SIDES)
        for (const thing of THINGS) expect(distance(seen(side), seen(thing)), `${side} and ${thing}`).toBeGreaterThan(7);
    });
  });

  test("what is written on a piece can be read", () => {
    for (const tone of [...SIDES, "neutral", "goal", "goods", "mark"] as const)
      expect(contrast(palette[tone].ink, palette[tone].fill), tone).toBeGreaterThan(3.7);
  });

  test("pieces and curves stand out from the ground and the page", () => {
    const grounds = [palette.floor.fill, ...(theme === "dark" ? ["#121926", "#0e1420"] : ["#ffffff", "#f4f6fa"])];
    for (const tone of [...SIDES, "neutral", "danger", "goal", "goods", "mark"] as const)
      for (const ground of grounds) {
        // The orange of the light theme is older than this rule: an outline makes up for it.
        const least = tone === "side-1" && theme === "light" ? 2.4 : 3;
        expect(contrast(palette[tone].fill, ground), `${tone} on ${ground}`).toBeGreaterThan(least);
      }
  });
});
