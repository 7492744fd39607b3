/** The page of one function: manual, code, examples. */
import { type Example, type FunctionBase, type FunctionEntry, ofStage } from "../../../function-base/index.ts";
import { plain, resultText } from "../page/words.ts";
import { FunctionName, Manual, NoticeOf, Source } from "./manual.tsx";

/** Everything about a function. */
export function FunctionView({ base, entry }: { readonly base: FunctionBase; readonly entry: FunctionEntry }) {
  const place = base.stages.findIndex(({ id }) => id === entry.stage);
  return (
    <article class="function-page">
      <header>
        <p class="hint">
          Stage {place + 1} of {base.stages.length}: {entry.stage}. {base.stages[place]?.asks}
        </p>
        <h1>{entry.name}</h1>
        {entry.notice !== undefined && <NoticeOf base={base} notice={entry.notice} />}
        <Manual entry={entry} />
      </header>
      <section class="code">
        <h2>Source</h2>
        <Source entry={entry} />
        <p class="hint">
          {entry.origin.by === "committed" ? "Committed and reviewed." : `Proposed by ${entry.origin.model}, ${entry.origin.date}.`}
        </p>
      </section>
      <div class="beside">
        <section>
          <h2>{entry.examples.length === 1 ? "Example" : "Examples"}</h2>
          <ul class="examples">
            {entry.examples.map((example, i) => (
              <ExampleView key={i} example={example} />
            ))}
          </ul>
        </section>
        <nav aria-label={`Other functions of ${entry.stage}`}>
          <h2>Others of this stage</h2>
          <ul class="names">
            {ofStage([...base.functions, ...base.emergency], entry.stage)
              .filter(({ name }) => name !== entry.name)
              .map(({ name }) => (
                <li key={name}>
                  <FunctionName env={base.env} name={name} />
                </li>
              ))}
          </ul>
        </nav>
      </div>
    </article>
  );
}

/** An example: what a function gave in a situation; fields of the observation that are not shown are those of the base's blank one. */
function ExampleView({ example: { observation, previous, legal, result } }: { readonly example: Example }) {
  const changed = Object.entries(observation);
  return (
    <li>
      <dl>
        <div>
          <dt>Observation</dt>
          <dd>
            {changed.length === 0
              ? "the base's blank observation, unchanged"
              : changed.map(([field, value]) => (
                  <span key={field}>
                    {field} <code>{plain(value)}</code>{" "}
                  </span>
                ))}
          </dd>
        </div>
        {previous !== null && (
          <div>
            <dt>Stage before</dt>
            <dd>{resultText(previous)}</dd>
          </div>
        )}
        <div>
          <dt>Legal</dt>
          <dd>{legal.map(plain).join(", ")}</dd>
        </div>
        <div>
          <dt>Result</dt>
          <dd>
            <strong>{resultText(result, previous)}</strong>
          </dd>
        </div>
      </dl>
    </li>
  );
}
