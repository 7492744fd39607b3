/** Which language model the page's server asks, and the form to choose another. */
import { useState } from "preact/hooks";
import { messageOf } from "../../core/index.ts";
import type { CassetteMode } from "../../platform/cassette.ts";
import type { PageSettings } from "../../platform/page-settings.ts";
import { IS_STATIC } from "../../platform/static.browser.ts";
import { PRICED_ON } from "../../platform/prices.ts";
import { loadSettings, settings } from "./prompting.ts";
import { counted, dollarText } from "../page/words.ts";

/** The language model in use, with the requests, tokens and dollars it took so far. */
export function ModelSettingsView() {
  const set = settings.value;
  const [said, say] = useState<Said>();
  if (set === undefined) return <p class="hint">Looking for a language model ...</p>;
  if (typeof set === "string") return <p class="event fault">{set}</p>;
  const { url, model, hasKey, offline, spending, cassette } = set;
  return (
    <section class="model-settings" aria-label="Language model">
      <p>
        Asks <strong>{model}</strong> {offline ? "(the offline teacher)" : `at ${new URL(url).host}${hasKey ? ", with a key" : ""}`}.{" "}
        <span class="hint">
          {spending.requests + spending.replayed === 0
            ? "No requests so far."
            : `So far ${counted(spending.requests, "request")}${spending.failed === 0 ? "" : ` (${spending.failed} without an answer)`}, ${spending.input} + ${spending.output} tokens${spending.untold === 0 ? "" : ` (${counted(spending.untold, "answer")} did not tell theirs)`}, ${dollarText(spending.dollars, spending.untold > 0)}${spending.replayed === 0 ? "" : `; ${counted(spending.replayed, "answer")} from the cassette`}.`}
        </span>
      </p>
      {cassette !== null && (
        <p class="hint">
          {CASSETTES[cassette.mode]} <code>{cassette.name}</code>.
        </p>
      )}
      <details>
        <summary>Use another model</summary>
        <Form key={`${url} ${model}`} set={set} said={said} say={say} />
      </details>
    </section>
  );
}

/** What happens to answers in each mode, as a sentence that ends with the name of the cassette. */
const CASSETTES: Readonly<Record<CassetteMode, string>> = {
  auto: "Answers are kept; the same question gets the same answer again, from",
  record: "Every question is asked anew; answers are kept in",
  replay: "The model is not asked. Every answer is one that was recorded, from",
  off: "No answer is kept in, or taken from,",
};

/** How a change of settings went. */
type Said = { readonly text: string; readonly bad: boolean };

function Form({ set, said, say }: { readonly set: PageSettings; readonly said: Said | undefined; readonly say: (said: Said) => void }) {
  const [url, setUrl] = useState(set.offline ? "https://api.openai.com/v1" : set.url);
  const [model, setModel] = useState(set.offline ? "" : set.model);
  const [key, setKey] = useState("");
  const [price, setPrice] = useState("");

  async function use(wanted: object | null): Promise<void> {
    try {
      await loadSettings(wanted);
      say({
        text: IS_STATIC ? "In use, until this tab is closed or loaded again." : "In use, until the server of this page stops.",
        bad: false,
      });
    } catch (error) {
      say({ text: messageOf(error), bad: true });
    }
  }

  async function submit(): Promise<void> {
    const [input, output] = price.split(",").map(Number);
    const prices = price.trim() === "" ? {} : { price: { input, output: output ?? null } };
    await use({ url: url.trim(), model: model.trim(), ...(key.trim() === "" ? {} : { key: key.trim() }), ...prices });
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label>
        <span>Base URL</span>
        <input type="url" required value={url} onInput={({ currentTarget }) => setUrl(currentTarget.value)} />
      </label>
      <label>
        <span>Model</span>
        <input required value={model} placeholder="gpt-5-mini" onInput={({ currentTarget }) => setModel(currentTarget.value)} />
      </label>
      <label>
        <span>Key</span>
        <input
          type="password"
          autocomplete="off"
          value={key}
          placeholder={set.hasKey ? "as set" : "none"}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      <label>
        <span>Dollars a million tokens in, out</span>
        <input
          value={price}
          placeholder={set.price === null || set.offline ? "1.25,10" : `${set.price.input},${set.price.output}`}
          onInput={({ currentTarget }) => setPrice(currentTarget.value)}
        />
      </label>
      <div class="row">
        <button type="submit" class="primary">
          Use it
        </button>
        <button type="button" onClick={() => void use(null)}>
          As at the start
        </button>
      </div>
      {said !== undefined && (
        <p class={said.bad ? "event fault" : "hint"} role="status">
          {said.text}
        </p>
      )}
      <p class="hint">
        {IS_STATIC
          ? "The key stays in the memory of this tab, which sends it to this endpoint alone; no log or file gets it. The endpoint must allow requests from pages (CORS). "
          : "The key goes to the server of this page, which keeps it in memory and adds it to requests; no page, log or file gets it. "}
        Without a price, the price table of {PRICED_ON} is used. Agents on the board ask this model too
        {IS_STATIC ? "." : "; for benchmarks, set ARENA_LLM_URL, ARENA_LLM_MODEL and ARENA_LLM_KEY."}
      </p>
    </form>
  );
}
