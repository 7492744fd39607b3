/** Where the line-ups of a comparison part: the mark under the slider, and the sentence that tells of it. */
import { type Comparison, LETTERS } from "./comparison.ts";
import { listText, partingText } from "./parting.ts";
import { comparison } from "../page/state.ts";

/** The first step that is not the same in all line-ups. */
export function PartingView() {
  const now = comparison.value;
  if (now === undefined) return null;
  const index = now.parting.value;
  const share = index === undefined ? 0 : index / Math.max(1, now.last);
  return (
    <div class="parting" data-testid="parting" data-at={index}>
      <div class="parting-track">
        {index !== undefined && <i class="parting-tick" style={{ "--share": share }} />}
        {index !== undefined && (
          <button
            type="button"
            class="parting-mark"
            style={{ "--share": share }}
            aria-label={`Go to step ${index}, where the line-ups part`}
            aria-current={now.cursor.value === index ? "step" : undefined}
            title={`Where the line-ups part (D)`}
            onClick={() => now.toParting()}
          >
            ≠ {index}
          </button>
        )}
      </div>
      <div class="parting-said">
        <p role="status">
          {index === undefined
            ? alike(now)
            : `${until(index)}: ${partingText(now.players[0]!.env, named(now), index)}.${later(now, index)}`}
        </p>
        {index !== undefined && (
          <button type="button" title="The next step in which a role acts differently (N)" onClick={() => void now.toNextDifference()}>
            Next difference
          </button>
        )}
      </div>
    </div>
  );
}

const named = ({ players }: Comparison) => players.map(({ frames }, i) => [LETTERS[i]!, frames] as const);

const until = (index: number): string => (index === 1 ? "They part in the first step" : `The same until step ${index}`);

const alike = ({ last, over }: Comparison): string =>
  over
    ? "The same from the first step to the last: on this seed the line-ups play alike."
    : last < 1
      ? ""
      : `The same up to step ${last} so far.`;

/** What is to be said of the line-ups that part from the first one later, or not yet. */
function later({ partings: { value: partings }, over }: Comparison, index: number): string {
  const alone = partings.flatMap((at, i) => (i > 0 && at === undefined ? [LETTERS[i]!] : []));
  const others = partings.flatMap((at, i) => (at !== undefined && at > index ? [`${LETTERS[i]!} parts from A at step ${at}`] : []));
  const equal = alone.length === 0 ? [] : [`${listText(alone)} ${over ? "plays as A to the end" : "plays as A so far"}`];
  return [...others, ...equal].map((text) => ` ${text}.`).join("");
}
