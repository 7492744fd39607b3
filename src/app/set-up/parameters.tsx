/** The parameters of the environment. */
import { messageOf } from "../../core/index.ts";
import { envOf, paramsOf } from "./setup.ts";
import { open, setup } from "../page/state.ts";
import { SchemaForm, type Values } from "./schema-form.tsx";

/** A form of all parameters; what differs from the preset is kept in the address. */
export function Parameters() {
  const now = setup.value;
  const env = envOf(now);
  const preset = paramsOf({ ...now, changes: {} }) as Values;
  return (
    <>
      <SchemaForm
        id="param"
        schema={env.params}
        values={paramsOf(now) as Values}
        onChange={(values) => {
          const changed = Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(preset[name]));
          const next = { ...now, changes: Object.fromEntries(changed) };
          try {
            paramsOf(next);
          } catch (error) {
            return messageOf(error);
          }
          open(next);
          return undefined;
        }}
      />
      {Object.keys(now.changes).length > 0 && (
        <button type="button" onClick={() => open({ ...now, changes: {} })}>
          Back to the preset
        </button>
      )}
    </>
  );
}
