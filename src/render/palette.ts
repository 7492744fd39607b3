/**
 * The colours of pictures, by tone and theme.
 *
 * Pursuers are blue, runners orange, restricted cells magenta, marks green: hues that the common kinds of colour
 * blindness keep apart. No piece is told by colour alone: each tone has a form of its own (`primitives.ts`).
 */
import type { Tone } from "../core/index.ts";

/** A light or a dark surrounding. */
export type Theme = "light" | "dark";

/** The colours of one tone, as `#rrggbb`: its body, its outline, and what is written on it. */
export type Colours = { readonly fill: string; readonly edge: string; readonly ink: string };

/** The colours of every tone. */
export type Palette = Readonly<Record<Tone, Colours>>;

const dark: Palette = {
  floor: { fill: "#151d2b", edge: "#33415a", ink: "#8b9ab0" },
  line: { fill: "#243047", edge: "#243047", ink: "#8b9ab0" },
  wall: { fill: "#56657f", edge: "#35425a", ink: "#f0f4fa" },
  pursuer: { fill: "#56a8f5", edge: "#b9dcff", ink: "#06192e" },
  runner: { fill: "#ff9d3c", edge: "#ffd7a6", ink: "#2b1400" },
  captured: { fill: "#ff9d3c", edge: "#b9a58f", ink: "#e8d9c6" },
  restricted: { fill: "#e05aa8", edge: "#f08cc4", ink: "#ffe3f3" },
  fog: { fill: "#7f90a8", edge: "#a8b6c9", ink: "#0d1420" },
  broken: { fill: "#6b7a90", edge: "#a9b6c8", ink: "#f4f7fb" },
  mark: { fill: "#38d6a4", edge: "#a4f3da", ink: "#03251a" },
  text: { fill: "#e8eef7", edge: "#e8eef7", ink: "#e8eef7" },
};

const light: Palette = {
  floor: { fill: "#fbfcfe", edge: "#c3ccd9", ink: "#5f6d80" },
  line: { fill: "#e1e7ef", edge: "#e1e7ef", ink: "#5f6d80" },
  wall: { fill: "#78879c", edge: "#586679", ink: "#ffffff" },
  pursuer: { fill: "#1b6fc9", edge: "#0c478a", ink: "#ffffff" },
  runner: { fill: "#f08200", edge: "#a85400", ink: "#2b1400" },
  captured: { fill: "#f08200", edge: "#7d6a55", ink: "#4a3822" },
  restricted: { fill: "#c2347f", edge: "#a01f66", ink: "#4d0a2e" },
  fog: { fill: "#8e9db2", edge: "#f7fafd", ink: "#101826" },
  broken: { fill: "#8592a5", edge: "#5a6779", ink: "#ffffff" },
  mark: { fill: "#00956c", edge: "#00634a", ink: "#ffffff" },
  text: { fill: "#16202e", edge: "#16202e", ink: "#16202e" },
};

/** The palette of each theme. */
export const palettes: Readonly<Record<Theme, Palette>> = { light, dark };
