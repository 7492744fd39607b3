/**
 * The colours of pictures, by tone and theme.
 *
 * People with any common kind of colour blindness can tell the sides from each other and from the other tones
 * (`test/render/palette.test.ts` measures it); the first sides differ the most. No piece is marked by colour alone: it has a
 * label, and most tones have a form of their own (`primitives.ts`).
 */
import type { Tone } from "../core/index.ts";

/** Whether the page around a picture is light or dark. */
export type Theme = "light" | "dark";

/** The colours of one tone, as `#rrggbb`: its body, its outline, and what is written on it. */
export type Colours = { readonly fill: string; readonly edge: string; readonly ink: string };

/** The colours of every tone. */
export type Palette = Readonly<Record<Tone, Colours>>;

// The sides are blue, orange, green, purple, red, ochre, pink and teal.
const dark: Palette = {
  "side-0": { fill: "#56a8f5", edge: "#b9dcff", ink: "#06192e" },
  "side-1": { fill: "#ff9d3c", edge: "#ffd7a6", ink: "#2b1400" },
  "side-2": { fill: "#bcf9b1", edge: "#e6ffe1", ink: "#0b2606" },
  "side-3": { fill: "#9950ca", edge: "#d4aef0", ink: "#ffffff" },
  "side-4": { fill: "#b76f73", edge: "#e8bfc1", ink: "#1c0506" },
  "side-5": { fill: "#837826", edge: "#cfc583", ink: "#ffffff" },
  "side-6": { fill: "#ffb5ce", edge: "#ffe3ec", ink: "#33000f" },
  "side-7": { fill: "#65fef6", edge: "#d2fffc", ink: "#002b29" },
  floor: { fill: "#151d2b", edge: "#33415a", ink: "#8b9ab0" },
  line: { fill: "#243047", edge: "#243047", ink: "#8b9ab0" },
  wall: { fill: "#56657f", edge: "#35425a", ink: "#f0f4fa" },
  neutral: { fill: "#a09897", edge: "#d8d3d2", ink: "#14110f" },
  danger: { fill: "#e05aa8", edge: "#f08cc4", ink: "#ffe3f3" },
  goal: { fill: "#fcfe2c", edge: "#feffb8", ink: "#2a2a00" },
  goods: { fill: "#b69d70", edge: "#e2d3b4", ink: "#1f1705" },
  hidden: { fill: "#7f90a8", edge: "#a8b6c9", ink: "#0d1420" },
  disabled: { fill: "#6b7a90", edge: "#a9b6c8", ink: "#f4f7fb" },
  mark: { fill: "#38d6a4", edge: "#a4f3da", ink: "#03251a" },
  paper: { fill: "#eef1f6", edge: "#8b9ab0", ink: "#16202e" },
  text: { fill: "#e8eef7", edge: "#e8eef7", ink: "#e8eef7" },
};

const light: Palette = {
  "side-0": { fill: "#1b6fc9", edge: "#0c478a", ink: "#ffffff" },
  "side-1": { fill: "#f08200", edge: "#a85400", ink: "#2b1400" },
  "side-2": { fill: "#254a02", edge: "#132800", ink: "#ffffff" },
  "side-3": { fill: "#553786", edge: "#331b5c", ink: "#ffffff" },
  "side-4": { fill: "#74323d", edge: "#471922", ink: "#ffffff" },
  "side-5": { fill: "#937300", edge: "#5c4700", ink: "#ffffff" },
  "side-6": { fill: "#ff3c90", edge: "#b00853", ink: "#2b0012" },
  "side-7": { fill: "#007062", edge: "#00433a", ink: "#ffffff" },
  floor: { fill: "#fbfcfe", edge: "#c3ccd9", ink: "#5f6d80" },
  line: { fill: "#e1e7ef", edge: "#e1e7ef", ink: "#5f6d80" },
  wall: { fill: "#78879c", edge: "#586679", ink: "#ffffff" },
  neutral: { fill: "#2e2e39", edge: "#15151c", ink: "#ffffff" },
  danger: { fill: "#c2347f", edge: "#a01f66", ink: "#4d0a2e" },
  goal: { fill: "#536103", edge: "#343d00", ink: "#ffffff" },
  goods: { fill: "#845543", edge: "#563325", ink: "#ffffff" },
  hidden: { fill: "#8e9db2", edge: "#f7fafd", ink: "#101826" },
  disabled: { fill: "#8592a5", edge: "#5a6779", ink: "#ffffff" },
  mark: { fill: "#00956c", edge: "#00634a", ink: "#ffffff" },
  paper: { fill: "#ffffff", edge: "#8592a5", ink: "#16202e" },
  text: { fill: "#16202e", edge: "#16202e", ink: "#16202e" },
};

/** The palette of each theme. */
export const palettes: Readonly<Record<Theme, Palette>> = { light, dark };
