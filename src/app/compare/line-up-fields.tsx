/** The line-ups of a comparison, to choose their agents. */
import { wordOf } from "../../core/index.ts";
import { addLineUp, recast, removeLineUp, watchAlone } from "./comparison-commands.ts";
import { LETTERS } from "./comparison.ts";
import { tonesOf } from "../page/hues.ts";
import { rolesOf, wordsOf } from "../set-up/setup.ts";
import { rivals, setup } from "../page/state.ts";
import { AgentOptions, AgentParams } from "../set-up/agent-choice.tsx";
import { Dots } from "../page/dot.tsx";

/** A group of fields for each line-up. */
export function LineUpFields() {
  const roles = rolesOf(setup.value);
  const casts = [setup.value.cast, ...rivals.value];
  return (
    <>
      {casts.map((cast, i) => {
        const letter = LETTERS[i]!;
        const apart = roles.filter((role) => cast[role] !== undefined);
        return (
          <fieldset class="line-up-fields" key={letter}>
            <legend>
              <span class="letter">{letter}</span> Line-up {letter}
            </legend>
            {wordsOf(roles).map((word) => {
              const role = roles.find((one) => wordOf(one) === word)!;
              const id = `agent-${letter}-${word}`;
              return (
                <div class="field" key={word}>
                  <label for={id}>
                    <Dots tones={tonesOf(setup.value.env, roles, word)} /> <span class="visually-hidden">Line-up {letter},</span> {word}
                  </label>
                  <select
                    id={id}
                    value={cast[word]!.agent}
                    onChange={({ currentTarget }) => recast(i, word, { agent: currentTarget.value })}
                  >
                    <AgentOptions role={role} people={false} />
                  </select>
                  <AgentParams word={`${letter}-${word}`} spec={cast[word]!} onChange={(spec) => recast(i, word, spec)} />
                </div>
              );
            })}
            {apart.length > 0 && <p class="hint">Single seats: {apart.map((role) => `${role} ${cast[role]!.agent}`).join(", ")}</p>}
            <div class="row">
              <button type="button" class="small" aria-label={`Watch alone: line-up ${letter}`} onClick={() => watchAlone(i)}>
                Watch alone
              </button>
              <button type="button" class="small" aria-label={`Remove line-up ${letter}`} onClick={() => removeLineUp(i)}>
                Remove
              </button>
            </div>
          </fieldset>
        );
      })}
      {casts.length < LETTERS.length && (
        <button type="button" onClick={addLineUp}>
          Add line-up {LETTERS[casts.length]}
        </button>
      )}
    </>
  );
}
