/** A picture as SVG: for reports, golden files and anywhere without a canvas. */
import type { Picture } from "../core/index.ts";
import { palettes, type Theme } from "./palette.ts";
import { legible, type Primitive, primitivesOf } from "./primitives.ts";

/** The width of a board unit in pixels. */
const CELL = 32;

/** Board units left free around the board, so that its outline is not clipped. */
const MARGIN = 0.1;

/** A picture as an SVG document, the same text for the same picture; with a title it has an accessible name. */
export function svgOf(picture: Picture, theme: Theme = "light", title?: string): string {
  const palette = palettes[theme];
  const width = picture.width + 2 * MARGIN;
  const height = picture.height + 2 * MARGIN;
  const size = `width="${number(width * CELL)}" height="${number(height * CELL)}"`;
  const view = `viewBox="${number(-MARGIN)} ${number(-MARGIN)} ${number(width)} ${number(height)}"`;
  const name = title === undefined ? 'role="img"' : `role="img" aria-label="${escape(title)}"`;
  const lines = legible(picture).map((shape) => {
    const forms = primitivesOf(shape, palette).map(element).join("");
    return `  <g id="${escape(shape.id)}">${forms}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${view} ${name}>`,
    ...(title === undefined ? [] : [`  <title>${escape(title)}</title>`]),
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

function element(form: Primitive): string {
  const opacity = form.alpha === 1 ? "" : ` opacity="${number(form.alpha)}"`;
  switch (form.kind) {
    case "rect": {
      const round = form.round === 0 ? "" : ` rx="${number(form.round)}"`;
      return `<rect x="${number(form.x)}" y="${number(form.y)}" width="${number(form.w)}" height="${number(form.h)}"${round}${paint(form)}${opacity}/>`;
    }
    case "circle":
      return `<circle cx="${number(form.x)}" cy="${number(form.y)}" r="${number(form.r)}"${paint(form)}${opacity}/>`;
    case "lines": {
      const path = form.segments.map(([x1, y1, x2, y2]) => `M${number(x1)} ${number(y1)}L${number(x2)} ${number(y2)}`).join("");
      return `<path d="${path}"${paint(form)}${opacity}/>`;
    }
    case "text":
      return (
        `<text x="${number(form.x)}" y="${number(form.y)}" font-family="system-ui, sans-serif" font-weight="600" font-size="${number(form.size)}"` +
        ` text-anchor="middle" dominant-baseline="central" fill="${form.fill}"${opacity}>${escape(form.text)}</text>`
      );
    default:
      return form satisfies never;
  }
}

const paint = ({ fill, stroke, line }: { readonly fill?: string; readonly stroke?: string; readonly line?: number }): string =>
  ` fill="${fill ?? "none"}"${stroke === undefined ? "" : ` stroke="${stroke}" stroke-width="${number(line ?? 0)}"`}`;

/** A number with at most three decimals. */
const number = (value: number): string => String(Math.round(value * 1000) / 1000 + 0);

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
