/**
 * Boards on a canvas: one Phaser game for the page's life, which draws pictures and holds no game logic.
 *
 * The canvas lies behind the elements that boards are shown in. Nothing is loaded, nothing makes a sound,
 * and the loop sleeps while nothing moves.
 */
import * as Phaser from "phaser";
import { BoardView, type Clicks, type Showing } from "./board-view.ts";
import { palettes, type Theme } from "./palette.ts";

/** A board on the stage. */
export interface StageBoard {
  show(showing: Showing): void;
  remove(): void;
}

/** A canvas that shows boards. */
export interface Stage {
  /** Adds a board that fills the box of an element, which lies within the box of the stage. */
  board(slot: HTMLElement, clicks: Clicks): StageBoard;
  theme(theme: Theme): void;
}

/** Frames drawn after the last change before the loop sleeps. */
const LINGER = 3;

/** Makes the page's one stage inside an element, whose box it fills and follows. */
export function createStage(parent: HTMLElement, theme: Theme): Promise<Stage> {
  return new Promise((resolve) => {
    const scene: StageScene = new StageScene(parent, theme, () => resolve(scene.stage));
    new Phaser.Game({
      type: Phaser.AUTO,
      parent,
      transparent: true,
      banner: false,
      audio: { noAudio: true },
      // The page has its own event listeners: Phaser's would swallow scrolling by touch.
      input: { keyboard: false, mouse: false, touch: false, gamepad: false, windowEvents: false },
      autoFocus: false,
      antialias: true,
      scale: { mode: Phaser.Scale.NONE, width: 16, height: 16 },
      scene,
    });
  });
}

class StageScene extends Phaser.Scene {
  readonly stage: Stage = {
    board: (slot, clicks) => this.addBoard(slot, clicks),
    theme: (theme) => {
      this.palette = palettes[theme];
      this.wake();
    },
  };
  private readonly views = new Set<BoardView>();
  private readonly boxes = new ResizeObserver(() => this.fit());
  private palette: (typeof palettes)[Theme];
  private linger = LINGER;
  private readonly parent: HTMLElement;
  private readonly ready: () => void;

  constructor(parent: HTMLElement, theme: Theme, ready: () => void) {
    super("stage");
    this.parent = parent;
    this.palette = palettes[theme];
    this.ready = ready;
  }

  create(): void {
    this.game.canvas.setAttribute("aria-hidden", "true"); // the page has the same in words
    this.boxes.observe(this.parent);
    this.fit();
    this.ready();
  }

  override update(): void {
    if (this.tweens.getTweens().length > 0) this.linger = LINGER;
    if (this.linger <= 0) {
      this.game.loop.sleep();
      return;
    }
    this.linger--;
    const host = this.parent.getBoundingClientRect();
    for (const view of this.views) view.redraw(host, this.palette);
  }

  private addBoard(slot: HTMLElement, clicks: Clicks): StageBoard {
    const view = new BoardView(this, slot, clicks);
    this.views.add(view);
    this.boxes.observe(slot);
    return {
      show: (showing) => {
        view.show(showing);
        this.wake();
      },
      remove: () => {
        this.boxes.unobserve(slot);
        this.views.delete(view);
        view.remove();
        this.wake();
      },
    };
  }

  private wake(): void {
    this.linger = LINGER;
    this.game.loop.wake(true);
  }

  /** Fits the canvas to its element; a canvas of a new size is blank, so it is drawn at once. */
  private fit(): void {
    const dpr = window.devicePixelRatio;
    const width = Math.max(1, Math.floor(this.parent.clientWidth * dpr));
    const height = Math.max(1, Math.floor(this.parent.clientHeight * dpr));
    this.wake();
    if (width === this.scale.width && height === this.scale.height) return;
    this.scale.resize(width, height);
    const { canvas } = this.game;
    canvas.style.width = `${width / dpr}px`;
    canvas.style.height = `${height / dpr}px`;
    if (this.views.size > 0) this.game.loop.tick();
  }
}
