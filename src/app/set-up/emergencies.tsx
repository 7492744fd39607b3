/** Rule changes to drop into the running episode. */
import { useState } from "preact/hooks";
import type { Emergency } from "../../core/index.ts";
import { dropEmergency, myRoles, player } from "../page/state.ts";
import { SchemaForm, type Values } from "./schema-form.tsx";

/** The emergencies of the environment, each with its parameters. */
export function Emergencies() {
  const now = player.value;
  if (now === undefined) return null;
  const back = now.recorded || now.end !== undefined || now.cursor.value < now.frames.length - 1;
  const over = now.atEnd.value;
  return (
    <details>
      <summary>
        Emergencies
        {now.queued.value.length > 0 && <b class="count">{now.queued.value.length} before the next step</b>}
      </summary>
      <p class="hint">
        {over
          ? "The episode is over here: go back to a step before its end."
          : back
            ? `Dropping one here branches the episode at step ${now.cursor.value}.`
            : "Dropped in before the next step, announced to every agent, and kept in the log."}
      </p>
      <ul class="emergencies">
        {Object.entries(now.env.emergencies).map(([id, emergency]) => (
          <Drop key={id} id={id} emergency={emergency} disabled={over || (myRoles.value.length > 0 && back)} />
        ))}
      </ul>
    </details>
  );
}

function Drop({ id, emergency, disabled }: { readonly id: string; readonly emergency: Emergency; readonly disabled: boolean }) {
  const [values, setValues] = useState<Values>({});
  const fields = Object.keys((emergency.params as { shape?: object }).shape ?? {}).length;
  return (
    <li>
      <div class="drop">
        <div>
          <strong>{emergency.title}</strong>
          <p class="hint">{emergency.about}</p>
        </div>
        <button type="button" disabled={disabled} onClick={() => void dropEmergency({ emergency: id, params: values })}>
          Drop in
        </button>
      </div>
      {fields > 0 && (
        <details class="inner">
          <summary>Its parameters</summary>
          <SchemaForm
            id={`drop-${id}`}
            schema={emergency.params}
            values={values}
            onChange={(next) => {
              const parsed = emergency.params.safeParse(next);
              if (!parsed.success) return parsed.error.issues[0]!.message;
              setValues(next);
              return undefined;
            }}
          />
        </details>
      )}
    </li>
  );
}
