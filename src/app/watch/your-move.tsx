/** The person's turn. */
import { signal } from "@preact/signals";
import type { Json } from "../../core/index.ts";
import { actionFor } from "../page/keys.ts";
import { answer, asked, player } from "../page/state.ts";
import { plain } from "../page/words.ts";
import { NumberMove } from "./number-move.tsx";
import { Rules } from "./rules-view.tsx";

const ARROWS: Readonly<Record<string, string>> = {
  north: "↑",
  south: "↓",
  west: "←",
  east: "→",
  "north-east": "↗",
  "north-west": "↖",
  "south-east": "↘",
  "south-west": "↙",
  stay: "•",
  none: "•",
};
const HINTS: readonly (readonly [string, string])[] = [
  ["ArrowUp", "↑"],
  ["ArrowDown", "↓"],
  ["ArrowLeft", "←"],
  ["ArrowRight", "→"],
  [".", "."],
];

/** Whether the rules stand beside the move; they stay from move to move. */
const rulesOpen = signal(false);

/** The controls of the move, while the person is asked: a number to set, or the legal actions as buttons. */
export function YourMove() {
  const question = asked.value;
  if (question === undefined) return null;
  return (
    <section class="your-move" aria-label="Your move">
      <p aria-live="assertive">
        Your move, <strong>{question.role}</strong>
      </p>
      {question.range !== undefined ? (
        <NumberMove
          key={`${question.t} ${question.role}`}
          role={question.role}
          range={question.range}
          last={player.value?.frames.findLast(({ step }) => step?.actions[question.role] !== undefined)?.step?.actions[question.role]}
          onPlay={answer}
        />
      ) : (
        <Actions legal={question.legal} />
      )}
      <details class="inner" open={rulesOpen.value} onToggle={({ currentTarget }) => (rulesOpen.value = currentTarget.open)}>
        <summary>The rules</summary>
        <Rules />
      </details>
    </section>
  );
}

/** A button for each action. */
function Actions({ legal }: { readonly legal: readonly Json[] }) {
  return (
    <div class="row">
      {legal.map((action, i) => {
        const name = plain(action);
        const hint = HINTS.find(([key]) => actionFor(key, legal) === action)?.[1] ?? (i < 9 ? String(i + 1) : undefined);
        return (
          <button type="button" key={name} onClick={() => answer(action)} title={hint === undefined ? undefined : `Key: ${hint}`}>
            <span aria-hidden="true">{ARROWS[name] ?? ""}</span> {name}
          </button>
        );
      })}
    </div>
  );
}
