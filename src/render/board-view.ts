/** One board on the stage: it draws a picture into the box of an element, and its shapes glide to their new places. */
import type * as Phaser from "phaser";
import type { Json, Picture, Shape } from "../core/index.ts";
import type { Palette } from "./palette.ts";
import { legible, type Primitive, primitivesOf } from "./primitives.ts";

/** What a board is asked to show. */
export interface Showing {
  readonly picture: Picture;
  /** The pictures before it, the oldest first: the trail of a shape runs through its places in them. */
  readonly past?: readonly Picture[];
  /** The pictures between the one shown before and this one: shapes go through their places in them. */
  readonly between?: readonly Picture[];
  /** How long a move takes, in milliseconds; with 0, shapes jump. */
  readonly tweenMs?: number;
}

/** What clicks on a board do. */
export interface Clicks {
  /** A shape that stands for an action was clicked. */
  onAction(action: Json): void;
  /** Whether a click on a piece does something, by the piece's id. */
  hears(id: string): boolean;
  onPiece(id: string): void;
}

/** Texts below this size, in cells, are left out where they would be smaller than this many device pixels: they would run into each other. */
const SMALL_PRINT = { size: 0.25, least: 6 } as const;

/** Board units left free around the board. */
const MARGIN = 0.15;

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

type Text = Extract<Primitive, { kind: "text" }>;

/**
 * A shape, with the place and the opacity at which it is drawn now. A card that is being turned over was `before`, and `turn` goes from -1 to 1
 * meanwhile: the card is that much of its width wide. A shape that takes a path has gone the share `way` of it.
 */
type Sprite = { shape: Shape; x: number; y: number; alpha: number; turn: number; way: number; before?: Shape };

type Place = { readonly x: number; readonly y: number };

/** The place at a share of a path, each leg of which takes as long. */
function placeOn(path: readonly Place[], share: number): Place {
  const at = Math.max(0, Math.min(1, share)) * (path.length - 1);
  const leg = Math.min(path.length - 2, Math.floor(at));
  const [from, to] = [path[leg]!, path[leg + 1]!];
  return { x: from.x + (to.x - from.x) * (at - leg), y: from.y + (to.y - from.y) * (at - leg) };
}

/** A board. Shapes that keep their id glide to their new place, new ones fade in, and cards turn over. */
export class BoardView {
  readonly slot: HTMLElement;
  private readonly scene: Phaser.Scene;
  private readonly canvas: Phaser.GameObjects.Graphics;
  private readonly sprites = new Map<string, Sprite>();
  private readonly labels: Phaser.GameObjects.Text[] = [];
  private readonly listening = new AbortController();
  private readonly clicks: Clicks;
  private showing: Showing | undefined;
  /** The width of a board unit in device pixels, and the top left corner of the board on the canvas. */
  private cell = 1;
  private left = 0;
  private top = 0;

  constructor(scene: Phaser.Scene, slot: HTMLElement, clicks: Clicks) {
    this.scene = scene;
    this.slot = slot;
    this.clicks = clicks;
    this.canvas = scene.add.graphics();
    const { signal } = this.listening;
    const click = (event: PointerEvent) => {
      const shape = this.pick(event);
      if (shape?.action !== undefined) clicks.onAction(shape.action);
      else if (shape !== undefined) clicks.onPiece(shape.id);
    };
    slot.addEventListener("pointerup", click, { signal });
    slot.addEventListener("pointermove", (event) => (slot.style.cursor = this.pick(event) === undefined ? "" : "pointer"), { signal });
  }

  /** Shows a picture from now on. */
  show(showing: Showing): void {
    const picture = { ...showing.picture, shapes: legible(showing.picture) };
    const { tweenMs = 0 } = showing;
    const resized = picture.width !== this.showing?.picture.width || picture.height !== this.showing.picture.height;
    this.showing = { ...showing, picture };
    this.scene.tweens.killTweensOf([...this.sprites.values()]);
    const fresh = this.sprites.size === 0 || resized || tweenMs <= 0;
    const seen = new Set(picture.shapes.map(({ id }) => id));
    for (const id of this.sprites.keys()) if (!seen.has(id)) this.sprites.delete(id);
    for (const shape of picture.shapes) {
      const alpha = shape.alpha ?? 1;
      const known = this.sprites.get(shape.id);
      const sprite: Sprite = known ?? { shape, ...(shape.from ?? { x: shape.x, y: shape.y }), alpha: fresh ? alpha : 0, turn: 1, way: 1 };
      const turns = !fresh && shape.kind === "card" && (sprite.shape.label === undefined) !== (shape.label === undefined);
      if (turns) Object.assign(sprite, { before: sprite.shape, turn: -1 });
      sprite.shape = shape;
      this.sprites.set(shape.id, sprite);
      const between = (showing.between ?? []).flatMap(({ shapes }) => shapes.find(({ id }) => id === shape.id) ?? []);
      if (fresh) Object.assign(sprite, { x: shape.x, y: shape.y, alpha, turn: 1, way: 1 });
      else if (known !== undefined && between.length > 0) this.glide(sprite, [...between, shape], alpha, tweenMs);
      else if (sprite.x !== shape.x || sprite.y !== shape.y || sprite.alpha !== alpha || sprite.turn !== 1)
        this.scene.tweens.add({ targets: sprite, x: shape.x, y: shape.y, alpha, turn: 1, duration: tweenMs, ease: "Sine.easeInOut" });
    }
  }

  /** Moves a sprite along places, at the pace at which they were recorded. */
  private glide(sprite: Sprite, through: readonly Place[], alpha: number, duration: number): void {
    const path = [{ x: sprite.x, y: sprite.y }, ...through];
    const onUpdate = () => Object.assign(sprite, placeOn(path, sprite.way));
    this.scene.tweens.add({ targets: Object.assign(sprite, { way: 0 }), way: 1, alpha, duration, ease: "Linear", onUpdate });
  }

  /** Takes the board off the stage. */
  remove(): void {
    this.listening.abort();
    this.scene.tweens.killTweensOf([...this.sprites.values()]);
    this.canvas.destroy();
    for (const label of this.labels) label.destroy();
  }

  /** Draws the board where its element lies, relative to the element that holds the canvas (`host`). */
  redraw(host: DOMRect, palette: Palette): void {
    this.place(host);
    const { canvas, showing } = this;
    canvas.clear();
    // Texts are drawn above all forms, so those that a piece or a block covers are left out.
    let texts: Text[] = [];
    const draw = (form: Primitive) => {
      if (form.kind !== "text") this.stroke(form);
      else if (form.size >= SMALL_PRINT.size || form.size * this.cell >= SMALL_PRINT.least) texts.push(form);
      if (form.kind === "circle" && form.fill !== undefined && form.r > 0.25)
        texts = texts.filter(({ x, y }) => Math.max(Math.abs(x - form.x), Math.abs(y - form.y)) > form.r);
      if (form.kind === "rect" && form.fill !== undefined)
        texts = texts.filter(({ x, y }) => x < form.x || x > form.x + form.w || y < form.y || y > form.y + form.h);
    };
    for (const { id } of showing?.picture.shapes ?? []) {
      const sprite = this.sprites.get(id)!;
      if (sprite.shape.trail === true) this.trail(sprite, showing?.past ?? [], palette);
      const { x, y, alpha, turn, before } = sprite;
      const shape = turn < 0 && before !== undefined ? before : sprite.shape;
      const turned = shape.kind === "card" && Math.abs(turn) < 1 ? { ...shape, w: Math.max(0.05, Math.abs(turn)) * shape.w } : shape;
      primitivesOf({ ...turned, x, y, alpha }, palette).forEach(draw);
    }
    texts.forEach((text, i) => this.write(i, text));
    for (const unused of this.labels.splice(texts.length)) unused.destroy();
  }

  /** Fits the board to its element, with a whole number of device pixels per cell so that neighbouring cells meet without seams. */
  private place(host: DOMRect): void {
    const dpr = window.devicePixelRatio;
    const box = this.slot.getBoundingClientRect();
    const [width, height] = [box.width * dpr, box.height * dpr];
    const columns = this.showing?.picture.width ?? 1;
    const rows = this.showing?.picture.height ?? 1;
    this.cell = Math.max(1, Math.floor(Math.min(width / (columns + 2 * MARGIN), height / (rows + 2 * MARGIN))));
    this.left = Math.floor((box.left - host.left) * dpr + (width - this.cell * columns) / 2);
    this.top = Math.floor((box.top - host.top) * dpr + (height - this.cell * rows) / 2);
  }

  private stroke(form: Exclude<Primitive, { kind: "text" }>): void {
    const { canvas, cell } = this;
    const [x, y] = [(value: number) => this.left + value * cell, (value: number) => this.top + value * cell];
    const fill = "fill" in form ? form.fill : undefined;
    if (fill !== undefined) canvas.fillStyle(colour(fill), form.alpha);
    if (form.stroke !== undefined) canvas.lineStyle(Math.max(1, (form.line ?? 0) * cell), colour(form.stroke), form.alpha);
    switch (form.kind) {
      case "rect": {
        const box = [x(form.x), y(form.y), form.w * cell, form.h * cell] as const;
        const round = form.round * cell;
        if (fill !== undefined)
          if (round > 0) canvas.fillRoundedRect(...box, round);
          else canvas.fillRect(...box);
        if (form.stroke !== undefined) canvas.strokeRoundedRect(...box, round);
        break;
      }
      case "circle":
        if (fill !== undefined) canvas.fillCircle(x(form.x), y(form.y), form.r * cell);
        if (form.stroke !== undefined) canvas.strokeCircle(x(form.x), y(form.y), form.r * cell);
        break;
      case "lines":
        for (const [x1, y1, x2, y2] of form.segments) canvas.lineBetween(x(x1), y(y1), x(x2), y(y2));
        break;
      default:
        form satisfies never;
    }
  }

  /** Writes a text with the label object of that index, which is created on first use and reused. */
  private write(index: number, { x, y, text, size, fill, alpha }: Text): void {
    const label = (this.labels[index] ??= this.scene.add.text(0, 0, "", { fontFamily: FONT, fontStyle: "600" }).setOrigin(0.5));
    const px = Math.max(6, Math.round(size * this.cell));
    if (label.text !== text) label.setText(text);
    if (label.style.fontSize !== `${px}px`) label.setFontSize(px);
    if (label.style.color !== fill) label.setColor(fill);
    label.setPosition(Math.round(this.left + x * this.cell), Math.round(this.top + y * this.cell)).setAlpha(alpha);
  }

  /** Draws the trail of a shape, fainter and thinner with age. */
  private trail({ shape, x, y }: Sprite, past: readonly Picture[], palette: Palette): void {
    const places: { x: number; y: number }[] = [];
    for (const { shapes } of past) {
      const then = shapes.find(({ id }) => id === shape.id);
      if (then === undefined) places.length = 0;
      else if (places.at(-1)?.x !== then.x || places.at(-1)?.y !== then.y) places.push(then);
    }
    places.push({ x, y });
    const stroke = palette[shape.tone].fill;
    for (let i = 1; i < places.length; i++) {
      const [from, to] = [places[i - 1]!, places[i]!];
      const age = i / places.length;
      this.stroke({ kind: "lines", segments: [[from.x, from.y, to.x, to.y]], stroke, line: 0.05 + 0.12 * age, alpha: 0.08 + 0.3 * age });
    }
  }

  /**
   * The shape nearest to a pointer, within a little more than half a cell, as fingers are wider than marks: one that stands for an action if there is one, else
   * a piece that hears clicks.
   */
  private pick({ clientX, clientY }: PointerEvent): Shape | undefined {
    const dpr = window.devicePixelRatio;
    const box = this.slot.getBoundingClientRect();
    const { width = 1, height = 1, shapes = [] } = this.showing?.picture ?? {};
    const x = ((clientX - box.left - box.width / 2) * dpr) / this.cell + width / 2;
    const y = ((clientY - box.top - box.height / 2) * dpr) / this.cell + height / 2;
    const distance = (shape: Shape) => Math.max(Math.abs(shape.x - x), Math.abs(shape.y - y));
    const nearest = (some: readonly Shape[]): Shape | undefined =>
      some.filter((shape) => distance(shape) <= 0.55).sort((a, b) => distance(a) - distance(b))[0];
    return nearest(shapes.filter(({ action }) => action !== undefined)) ?? nearest(shapes.filter(({ id }) => this.clicks.hears(id)));
  }
}

const colour = (hex: string): number => Number.parseInt(hex.slice(1), 16);
