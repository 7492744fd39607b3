/** The page to try prompts: what exactly a language model is sent for a state, what comes back, what it costs. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Prompt } from "../../../agents/index.ts";
import { messageOf } from "../../core/index.ts";
import type { requestBody } from "../../platform/chat.ts";
import { type Asks, asksOf, loadSettings, type Outcome, promptFor, rolesToAsk, scenesOf, settings, tryPrompt } from "./prompting.ts";
import { effortOf, plain } from "../page/words.ts";
import { ModelSettingsView } from "./model-settings-view.tsx";

/** The most tokens of an answer; agents have the same default. */
const MAX_TOKENS = 2048;

type BodyOf = typeof requestBody;

/** The page for the states of an environment. */
export function PromptView({ env }: { readonly env: string }) {
  const top = useRef<HTMLElement>(null);
  const scenes = scenesOf(env);
  const [place, setPlace] = useState(0);
  const scene = scenes[place] ?? scenes[0];
  const roles = rolesToAsk(scene);
  const [wanted, setRole] = useState<string>();
  const [asked, setAsks] = useState<Asks>("action");
  const [form, setForm] = useState<"tool" | "json">("tool");
  const role = roles.find((one) => one === wanted) ?? roles[0];
  const asks = role !== undefined && asksOf(scene, role).includes(asked) ? asked : "action";
  const prompt = useMemo(() => (role === undefined ? undefined : promptFor(scene, role, asks)), [scene.state, role, asks]);
  const bodyOf = useBodyOf();
  useEffect(() => {
    const { title } = document;
    document.title = "Prompt - Logic Arena";
    top.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    void loadSettings();
    return () => void (document.title = title);
  }, []);
  return (
    <main class="base prompt-page" ref={top} tabIndex={-1} aria-label="Prompt">
      <header class="base-head">
        <h1>Try a prompt</h1>
        <p class="lead">
          What a language model is sent for {scene.about}, what it answers, and what that costs. Whatever you change here stays here.
        </p>
      </header>
      <ModelSettingsView />
      {scenes.length > 1 && (
        <div class="finder" role="group" aria-label="State">
          <Choice
            label="In"
            value={String(scenes.indexOf(scene))}
            options={scenes.map(({ about }, i) => [String(i), about])}
            onChange={(value) => setPlace(Number(value))}
          />
        </div>
      )}
      {role === undefined ? (
        <p class="empty">No role whose decisions may be shown can act in this state: go to another step on the board.</p>
      ) : (
        <>
          <div class="finder" role="group" aria-label="Question">
            <Choice label="Role" value={role} options={roles.map((one) => [one, one])} onChange={setRole} />
            <Choice
              label="Asks for"
              value={asks}
              options={asksOf(scene, role).map((one) => [one, one === "action" ? "the action" : `a function to ${one}`])}
              onChange={setAsks}
            />
            <Choice
              label="Answered by"
              value={form}
              options={[
                ["tool", "calling a tool"],
                ["json", "JSON of a given form"],
              ]}
              onChange={(value) => setForm(value as "tool" | "json")}
            />
          </div>
          {prompt === undefined ? (
            <p class="empty">The stages before do not lead to {asks} in this state.</p>
          ) : (
            bodyOf !== undefined && <Try key={`${role} ${asks} ${form}`} prompt={prompt} form={form} bodyOf={bodyOf} />
          )}
        </>
      )}
    </main>
  );
}

/** The function that makes the request body of a prompt; it is part of the client, which is loaded when this page is first shown. */
function useBodyOf(): BodyOf | undefined {
  const [bodyOf, set] = useState<{ readonly call: BodyOf }>();
  useEffect(() => void import("../../platform/chat.ts").then(({ requestBody }) => set({ call: requestBody })), []);
  return bodyOf?.call;
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}) {
  const { label, value, options, onChange } = props;
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

type Asking = { readonly outcome?: Outcome; readonly failure?: string; readonly abort?: AbortController };

/** The messages, to read and to change, and the answers to them. */
function Try({ prompt, form, bodyOf }: { readonly prompt: Prompt<unknown>; readonly form: "tool" | "json"; readonly bodyOf: BodyOf }) {
  const original = prompt.messages.map(({ content }) => content);
  const [texts, setTexts] = useState<readonly string[]>(original);
  const [{ outcome, failure, abort }, setAsking] = useState<Asking>({});
  const answer = useRef<HTMLElement>(null);
  useEffect(() => {
    setTexts(original);
    setAsking({});
  }, [prompt]);
  const messages = prompt.messages.map((message, i) => ({ ...message, content: texts[i] ?? "" }));
  const body = bodyOf({ model: "", messages, answer: prompt.answer, form, maxTokens: MAX_TOKENS });
  const edited = texts.some((text, i) => text !== original[i]);
  const set = settings.value;
  const able = typeof set === "object";
  const sent = { ...body, model: able ? set.model : body.model };

  async function ask(): Promise<void> {
    const controller = new AbortController();
    setAsking({ abort: controller });
    try {
      setAsking({ outcome: await tryPrompt(body, prompt, form, controller.signal) });
    } catch (error) {
      setAsking(controller.signal.aborted ? {} : { failure: messageOf(error) });
    }
    void loadSettings();
    answer.current?.scrollIntoView({ block: "nearest" });
  }

  return (
    <div class="try">
      <section class="sent" aria-label="What is sent">
        <h2>Sent</h2>
        {prompt.messages.map(({ role }, i) => (
          <label key={i}>
            <span>{role}</span>
            <textarea
              value={texts[i]}
              rows={role === "system" ? 9 : 16}
              spellcheck={false}
              onInput={({ currentTarget }) => setTexts(texts.map((text, at) => (at === i ? currentTarget.value : text)))}
            />
          </label>
        ))}
        <div class="row">
          <button type="button" class="primary" disabled={!able || abort !== undefined} onClick={() => void ask()}>
            Ask
          </button>
          {abort !== undefined && (
            <button type="button" onClick={() => abort.abort()}>
              Cancel
            </button>
          )}
          {edited && (
            <button type="button" onClick={() => setTexts(original)}>
              Undo changes
            </button>
          )}
          {abort !== undefined && <Waiting />}
        </div>
        <details>
          <summary>The request, to the letter</summary>
          <p class="hint">
            POST {able ? `${set.url.replace(/\/$/, "")}/chat/completions` : "/v1/chat/completions"}
            {able && set.hasKey ? "; the server of this page adds the key" : ""}
          </p>
          <pre tabIndex={0}>{JSON.stringify(sent, null, 2)}</pre>
        </details>
      </section>
      <section class="came" ref={answer} aria-label="What came back" aria-live="polite">
        <h2>Came back</h2>
        {failure !== undefined && <p class="event fault">{failure}</p>}
        {outcome === undefined && failure === undefined && <p class="empty">Nothing yet.</p>}
        {outcome !== undefined && <OutcomeView outcome={outcome} />}
      </section>
    </div>
  );
}

/** The seconds that an answer has taken so far. */
function Waiting() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - began) / 1000)), 250);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="hint" role="status">
      Asking ... {seconds} s
    </span>
  );
}

function OutcomeView({ outcome }: { readonly outcome: Outcome }) {
  const { status, seconds, raw, model, value, problem } = outcome;
  const fields = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  return (
    <>
      <p class={problem === undefined ? "verdict good" : "verdict bad"}>
        {problem === undefined ? "Usable" : status === 200 ? "Of no use" : "Failed"}
      </p>
      {problem !== undefined && <p class="event fault">{problem}</p>}
      {problem !== undefined && status === 200 && <p class="hint">An agent tells the model so, and asks again.</p>}
      <dl class="came-back">
        {fields.map(([name, field]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{plain(field)}</dd>
          </div>
        ))}
        {model !== undefined && (
          <div>
            <dt>answered by</dt>
            <dd>{model}</dd>
          </div>
        )}
        <div>
          <dt>took</dt>
          <dd>{effortOf(outcome)}</dd>
        </div>
        <div>
          <dt>status</dt>
          <dd>
            {status}, {seconds.toFixed(seconds < 1 ? 3 : 1)} s
          </dd>
        </div>
      </dl>
      <details>
        <summary>The answer, to the letter</summary>
        <pre tabIndex={0}>{pretty(raw)}</pre>
      </details>
    </>
  );
}

/** JSON with line breaks; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
