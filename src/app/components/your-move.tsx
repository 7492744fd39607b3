/** The person's turn. */
import { actionFor } from "../keys.ts";
import { answer, asked } from "../state.ts";
import { plain } from "../words.ts";

const ARROWS: Readonly<Record<string, string>> = { north: "↑", south: "↓", west: "←", east: "→", stay: "•" };
const HINTS: readonly (readonly [string, string])[] = [
  ["ArrowUp", "↑"],
  ["ArrowDown", "↓"],
  ["ArrowLeft", "←"],
  ["ArrowRight", "→"],
  [".", "."],
];

/** The legal actions as buttons, while the person is asked. */
export function YourMove() {
  const question = asked.value;
  if (question === undefined) return null;
  return (
    <section class="your-move" aria-label="Your move">
      <p aria-live="assertive">
        Your move, <strong>{question.role}</strong>
      </p>
      <div class="row">
        {question.legal.map((action, i) => {
          const name = plain(action);
          const hint = HINTS.find(([key]) => actionFor(key, question.legal) === action)?.[1] ?? (i < 9 ? String(i + 1) : undefined);
          return (
            <button type="button" key={name} onClick={() => answer(action)} title={hint === undefined ? undefined : `Key: ${hint}`}>
              <span aria-hidden="true">{ARROWS[name] ?? ""}</span> {name}
            </button>
          );
        })}
      </div>
    </section>
  );
}
