/** The options of making students, chosen before the work begins. */
import { useEffect, useState } from "preact/hooks";
import type { Kind } from "../../distill/recipe.ts";
import { hasGpu } from "../../platform/ort.browser.ts";
import { type Options, optionsSchema, type Plan, planSchema, recipeOf, threadsFor, TITLES, usualOptions } from "./plan.ts";
import { SchemaForm } from "../set-up/schema-form.tsx";

const ABOUT: Readonly<Record<Kind, string>> = {
  ld: "Logic Distillation: the student learns to tell from a function's manual whether the function suits the state.",
  kd: "Imitation: the student learns to answer with the teacher's action. It is the control.",
};

/** The form; `onBegin` gets what was chosen. */
export function DistilOptions({ env, onBegin }: { readonly env: string; readonly onBegin: (plan: Plan) => Promise<void> }) {
  const [kinds, setKinds] = useState<readonly Kind[]>(["ld", "kd"]);
  const [device, setDevice] = useState<Plan["device"]>("auto");
  const [options, setOptions] = useState<Options>(usualOptions(env));
  const [busy, setBusy] = useState(false);
  const [gpu, setGpu] = useState<boolean>();
  useEffect(() => void hasGpu().then(setGpu), []);
  return (
    <form
      class="panel distil-options"
      aria-label="Options"
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        void onBegin(planSchema.parse({ recipe: recipeOf(env, options, threadsFor(kinds.length)), kinds, device }));
      }}
    >
      <fieldset>
        <legend>Students</legend>
        {(["ld", "kd"] as const).map((kind) => (
          <label key={kind} class="kind">
            <input
              type="checkbox"
              checked={kinds.includes(kind)}
              onChange={({ currentTarget }) => setKinds(currentTarget.checked ? [...kinds, kind] : kinds.filter((one) => one !== kind))}
            />
            <span>
              <strong>{TITLES[kind]}</strong>
              <span class="hint">{ABOUT[kind]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="distil-device">Trained on</label>
        <select id="distil-device" value={device} onChange={({ currentTarget }) => setDevice(currentTarget.value as Plan["device"])}>
          <option value="auto">{gpu === undefined ? "Automatic" : gpu ? "Automatic: WebGPU" : "Automatic: WebAssembly"}</option>
          <option value="webgpu">WebGPU</option>
          <option value="wasm">WebAssembly</option>
        </select>
      </div>
      <details>
        <summary>Options</summary>
        <SchemaForm
          id="distil"
          schema={optionsSchema}
          values={options}
          onChange={(values) => {
            const parsed = optionsSchema.safeParse(values);
            if (!parsed.success) return parsed.error.issues[0]!.message;
            setOptions(parsed.data);
            return undefined;
          }}
        />
      </details>
      <div class="row">
        <button type="submit" class="primary" disabled={busy || kinds.length === 0}>
          Begin
        </button>
        <span class="hint">
          As <code>arena distill {env} --quick</code> does it; a few minutes on two cores.
        </span>
      </div>
    </form>
  );
}
