/** Tally as a picture: two purses, two worths and the last bids as bars. */
import type { Picture, Role, Shape, Tone } from "../../../../src/core/index.ts";
import { ROLES, seatOf, type State } from "./state.ts";

/** The colours of the two bidders. */
export const BIDDERS: readonly Tone[] = ["side-0", "side-1"];

/** The colour of each thing. */
const TONES = { table: "floor", bidders: BIDDERS, bar: "line", notice: "hidden", words: "text" } as const satisfies Record<
  string,
  Tone | readonly Tone[]
>;

const WIDTH = 10;
const HEIGHT = 6;
const BAR = 6;

/** The picture of a state; with a viewer, the other's worth is a closed card. */
export function draw(state: State, viewer?: Role): Picture {
  const { params, round, worths, purses, last, price, notices } = state;
  const text = (id: string, x: number, y: number, words: string, size = 0.4): Shape => ({
    id,
    kind: "text",
    x,
    y,
    size,
    text: words,
    tone: TONES.words,
  });
  const bar = (id: string, y: number, share: number, tone: Tone): Shape => {
    const w = Math.max(0.02, Math.min(1, share) * BAR);
    return { id, kind: "rect", x: 3 + w / 2, y, w, h: 0.3, tone };
  };
  const shapes: Shape[] = [
    { id: "table", kind: "grid", x: WIDTH / 2, y: HEIGHT / 2, w: WIDTH, h: HEIGHT, tone: TONES.table },
    text("round", 2, 0.5, `lot ${Math.min(round + 1, params.rounds)} of ${params.rounds}`),
    text("price", 7, 0.5, `${price} price`),
  ];
  for (const [seat, role] of ROLES.entries()) {
    const top = 1.2 + seat * 2;
    const open = viewer === undefined || seatOf(viewer) === seat;
    shapes.push(
      { id: role, kind: "circle", r: 0.35, x: 0.8, y: top + 0.5, tone: TONES.bidders[seat]!, label: String(seat) },
      text(`${role}-worth`, 2, top + 0.5, open ? String(worths[seat]!) : "?", 0.6),
      bar(`${role}-purse`, top + 0.2, purses[seat]! / params.purse, TONES.bidders[seat]!),
      bar(`${role}-bid`, top + 0.8, (last?.bids[seat] ?? 0) / params.most, TONES.bar),
    );
    if (role === viewer)
      shapes.push({ id: "viewer", kind: "circle", ring: true, r: 0.45, x: 0.8, y: top + 0.5, tone: TONES.bidders[seat]! });
  }
  if (last?.winner != null)
    shapes.push({ id: "hammer", kind: "circle", r: 0.15, x: 1.4, y: 1.7 + last.winner * 2, tone: TONES.words, label: String(last.paid) });
  for (const [i, { id }] of notices.entries())
    shapes.push(
      { id: `notice-${id}-ground`, kind: "rect", x: WIDTH / 2, y: 5.05 + i * 0.45, w: 6, h: 0.4, tone: TONES.notice, alpha: 0.4 },
      text(`notice-${id}`, WIDTH / 2, 5.05 + i * 0.45, id.replaceAll("-", " "), 0.3),
    );
  return { width: WIDTH, height: HEIGHT, shapes };
}
