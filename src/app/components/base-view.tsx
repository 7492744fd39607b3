/** The function base, to browse: by stage, searchable, each function with its manual, its examples and its source. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type FunctionBase, type FunctionEntry, ofStage, useWhen } from "../../../function-base/index.ts";
import { browsed, closeBrowser } from "../browse.ts";
import { baseOf } from "../decisions.ts";
import { players } from "../state.ts";

/** The view, over the page. */
export function BaseView() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = browsed.value !== undefined;
  const env = players.value[0]?.env;
  const base = env === undefined ? undefined : baseOf(env);
  useEffect(() => {
    if (open && base !== undefined) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open, base]);
  return (
    <dialog ref={dialog} class="base" aria-labelledby="base-title" onClose={() => dialog.current?.open === true || closeBrowser()}>
      {open && base !== undefined && <Base base={base} title={env!.title} name={browsed.value!} />}
    </dialog>
  );
}

function Base({ base, title, name }: { readonly base: FunctionBase; readonly title: string; readonly name: string }) {
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name: one, manual }: FunctionEntry) => words.every((word) => `${one} ${manual}`.toLowerCase().includes(word));
  const shown = [...base.functions, ...base.emergency].filter(fits).length;
  return (
    <>
      <header>
        <h2 id="base-title">Functions of {title.toLowerCase()}</h2>
        <button type="button" onClick={closeBrowser}>
          Close
        </button>
      </header>
      <p class="hint">
        A decision goes through {base.stages.length} stages; in each, one function is selected and run. The last one's result is the move.
      </p>
      <label class="visually-hidden" for="base-search">
        Search functions
      </label>
      <input
        id="base-search"
        type="search"
        placeholder="Search names and manuals"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        // A search field takes Escape for itself, to empty it.
        onKeyDown={({ key }) => key === "Escape" && closeBrowser()}
      />
      <p class="visually-hidden" role="status">
        {shown} functions
      </p>
      {base.stages.map(({ id, asks }) => (
        <section key={id}>
          <h3>{asks}</h3>
          <ul>
            {[...ofStage(base.functions, id), ...ofStage(base.emergency, id)].filter(fits).map((entry) => (
              <Entry key={entry.name} entry={entry} open={entry.name === name} />
            ))}
          </ul>
        </section>
      ))}
      {shown === 0 && <p class="empty">No function speaks of that.</p>}
    </>
  );
}

function Entry({ entry, open }: { readonly entry: FunctionEntry; readonly open: boolean }) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // The dialog opens after its content is made.
    const frame = open ? requestAnimationFrame(() => item.current?.scrollIntoView({ block: "start" })) : undefined;
    return () => frame !== undefined && cancelAnimationFrame(frame);
  }, [open]);
  return (
    <li ref={item} class={open ? "entry open" : "entry"}>
      <details open={open}>
        <summary>
          <strong>{entry.name}</strong>
          {entry.notice !== undefined && <span class="joined">answers {entry.notice}</span>}
          <span class="when">{useWhen(entry.manual)}</span>
        </summary>
        <p class="manual">{entry.manual}</p>
        <pre class="source">{entry.source}</pre>
      </details>
    </li>
  );
}
