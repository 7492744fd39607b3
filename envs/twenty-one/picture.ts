/** `twenty-one` as a picture: a table with the dealer above and the players below, for any renderer. */
import type { Picture, Role, Shape, Tone } from "../../src/core/index.ts";
import { total, worthOf } from "./cards.ts";
import { endText, SEATS } from "./look.ts";
import { isInTurn } from "./observation.ts";
import { deciding, PLAYERS, type Result, type State } from "./state.ts";
import { ACTIONS, type Action } from "./step.ts";
import { cardText, gainText } from "./text.ts";

const WIDTH = 10;
const HEIGHT = 8;
/** Where cards come from: the shoe on the table's right. */
const SHOE = { x: 9, y: 2.3 };
const DEALER_Y = 2.4;
const PLAYERS_Y = 4.95;
/** The size of a card where there is room. */
const CARD = { w: 1.25, h: 1.75 };

/** A hand as it is drawn. */
type Drawn = {
  readonly cards: readonly number[];
  readonly sum: number;
  readonly stake: number;
  readonly gain?: number;
  readonly broken: boolean;
};

const say = (id: string, x: number, y: number, text: string, size: number, tone: Tone = "text", alpha = 1): Shape => ({
  id,
  kind: "text",
  x,
  y,
  size,
  text,
  tone,
  ...(alpha === 1 ? {} : { alpha }),
});

/** Whether a player may choose an action. */
export const mayDouble = ({ params, hands }: Pick<State, "params" | "hands">, seat: number): boolean =>
  params.double && hands[seat]?.cards.length === 2;

/** The picture of a state; with a viewer, that role's actions as buttons. The second card of the dealer is face down for everybody. */
export function draw(state: State, viewer?: Role): Picture {
  const { params, rules, round, dealer, last, gains } = state;
  const over = round >= params.hands;
  // Once the episode is over, the last hand stays on the table, with the dealer's cards turned.
  const hand = over ? round - 1 : round;
  const hands: readonly Drawn[] =
    over && last !== null
      ? last.hands
      : state.hands.map(({ cards, stake }) => {
          const { sum } = worthOf(cards, rules);
          return { cards, sum, stake, broken: sum > rules.target };
        });
  const shapes: Shape[] = [
    { id: "table", kind: "rect", x: WIDTH / 2, y: HEIGHT / 2, w: WIDTH, h: HEIGHT, tone: "floor" },
    { id: "line", kind: "rect", x: WIDTH / 2, y: 3.67, w: WIDTH - 0.6, h: 0.05, tone: "line" },
    say("hand", 1.45, 0.45, params.hands === 1 ? "one hand" : `hand ${hand + 1} of ${params.hands}`, 0.34),
    say("rules", 6.45, 0.45, `nearest to ${rules.target}; the dealer sticks on ${rules.stands}`, 0.32),
  ];
  shapes.push(...shoeOf(state));
  shapes.push(say("dealer", 0.95, DEALER_Y, "dealer", 0.34));
  const open = over && last !== null ? last.dealer.cards : dealer;
  shapes.push(...cardsAt(`hand-${hand}-dealer`, open, 1.75, 8.1, DEALER_Y, over ? -1 : 1));
  if (over && last !== null) shapes.push(say("dealer-sum", 0.95, DEALER_Y + 0.5, String(last.dealer.sum), 0.5));
  const width = WIDTH / hands.length;
  const at = deciding(state);
  hands.forEach((one, seat) => {
    const left = seat * width;
    shapes.push(...handOf(one, seat, hand, left, width, viewer === PLAYERS[seat], seat === at && !over, params.players > 1));
  });
  shapes.push(
    say(
      "gains",
      1.45,
      0.98,
      `${gains.length === 1 ? "in all " : ""}${gains.map(gainText).join(" · ")}`,
      0.34,
      gains.length === 1 ? tone(gains[0]!) : "text",
    ),
  );
  if (!over && last !== null) shapes.push(say("last", WIDTH / 2, 7.72, lastText(last), 0.28, "text", 0.75));
  rules.notices.forEach(({ id }, i) =>
    shapes.push({
      id: `notice-${id}`,
      kind: "rect",
      x: 3.6 + 1.85 * i,
      y: 0.98,
      w: 1.75,
      h: 0.36,
      tone: "goal",
      label: chipText(id, state),
    }),
  );
  if (viewer !== undefined) shapes.push(...buttonsFor(state, viewer));
  return { width: WIDTH, height: HEIGHT, shapes };
}

const tone = (gain: number): Tone => (gain > 0 ? "mark" : gain < 0 ? "danger" : "text");

/** A change of rules in two or three words. */
function chipText(notice: string, { rules }: State): string {
  switch (notice) {
    case "target-change":
      return `up to ${rules.target}`;
    case "dealer-stands-on":
      return `dealer ${rules.stands}`;
    case "rich-shoe":
      return "many tens";
    case "poor-shoe":
      return "few tens";
    default:
      return "tens are 1";
  }
}

/** The shoe that cards come from, and how many of it nobody has seen. */
function shoeOf({ params, shoe }: State): readonly Shape[] {
  const back = (i: number): Shape => ({
    id: `shoe-${i}`,
    kind: "card",
    x: SHOE.x + 0.09 * i,
    y: SHOE.y - 0.07 * i,
    w: 0.95,
    h: 1.35,
    tone: "paper",
  });
  const count = params.decks > 0 ? [say("shoe-count", SHOE.x, SHOE.y + 0.98, `${total(shoe.unseen)} cards`, 0.28)] : [];
  return [back(2), back(1), back(0), ...count];
}

/** Cards side by side between two borders, smaller where there are many; the one of index `closed` shows its back. */
function cardsAt(id: string, cards: readonly number[], left: number, right: number, y: number, closed = -1): readonly Shape[] {
  const step = Math.min(CARD.w + 0.15, (right - left) / cards.length);
  const w = Math.min(CARD.w, 0.88 * step);
  const first = (left + right) / 2 - ((cards.length - 1) * step) / 2;
  return cards.map((card, i): Shape => {
    const label = i === closed ? {} : { label: cardText(card) };
    return { id: `${id}-${i}`, kind: "card", x: first + i * step, y, w, h: (w * CARD.h) / CARD.w, tone: "paper", from: SHOE, ...label };
  });
}

/** A player's cards, with what they count, the stake, and how the hand ended. */
function handOf(
  { cards, sum, stake, gain, broken }: Drawn,
  seat: number,
  hand: number,
  left: number,
  width: number,
  mine: boolean,
  now: boolean,
  several: boolean,
): readonly Shape[] {
  const role = PLAYERS[seat]!;
  const hue = SEATS[seat]!;
  const middle = left + width / 2;
  const pad = several ? 0.2 : 1.75;
  const y = PLAYERS_Y;
  const text = several ? middle - 0.55 : 0.95;
  const row = several ? y + 1.3 : y + 0.1;
  const shapes: Shape[] = [
    ...cardsAt(`hand-${hand}-${role}`, cards, left + pad, left + width - (several ? 0.2 : 1.9), y),
    {
      id: `${role}-seat`,
      kind: "circle",
      x: text,
      y: several ? row : y - 0.55,
      r: 0.3,
      tone: hue,
      label: String(seat),
      ...(now ? { halo: true } : {}),
    },
    say(`${role}-sum`, several ? middle + 0.2 : text, several ? row : y + 0.15, String(sum), 0.6, broken ? "danger" : "text"),
    {
      id: `${role}-stake`,
      kind: "circle",
      x: several ? middle + 0.95 : left + width - 0.95,
      y: several ? row : y - 0.3,
      r: 0.28,
      tone: "goods",
      label: String(stake),
    },
  ];
  if (mine) shapes.push({ id: "viewer", kind: "circle", x: text, y: several ? row : y - 0.55, r: 0.42, ring: true, tone: "mark" });
  if (gain !== undefined)
    shapes.push(
      say(
        `${role}-end`,
        several ? middle : left + width - 0.95,
        several ? row + 0.65 : y + 0.45,
        `${endText(gain, broken)} ${gainText(gain)}`,
        0.4,
        tone(gain),
      ),
    );
  return shapes;
}

/** The last hand in a line. */
function lastText({ dealer, hands }: Result): string {
  const players = hands.map(({ sum, gain, broken }) => `${sum} ${endText(gain, broken)} ${gainText(gain)}`);
  return `last hand: dealer ${dealer.sum}, ${players.join(", ")}`;
}

/** What the viewer may do now, as buttons. */
function buttonsFor(state: State, viewer: Role): readonly Shape[] {
  if (!isInTurn(state, viewer)) return [];
  const seat = PLAYERS.indexOf(viewer);
  const actions: readonly Action[] = mayDouble(state, seat) ? ACTIONS : ACTIONS.slice(0, 2);
  return actions.map((action, i) => ({
    id: `action-${action}`,
    kind: "rect",
    x: WIDTH / 2 + 1.9 * (i - (actions.length - 1) / 2),
    y: 6.95,
    w: 1.75,
    h: 0.66,
    tone: "mark",
    label: action,
    action,
  }));
}
