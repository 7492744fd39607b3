/** Why a move was made: stage by stage, the functions to choose from, the one selected, and what it gave. */
import type { AnyEnvironment } from "../../core/index.ts";
import { browse } from "../browse.ts";
import { baseOf, type Call, entryOf } from "../decisions.ts";
import { plain } from "../words.ts";

/** A decision by functions, in full. */
export function DecisionView({ env, calls }: { readonly env: AnyEnvironment; readonly calls: readonly Call[] }) {
  return (
    <ol class="stages">
      {calls.map((call) => (
        <StageView key={call.stage} env={env} call={call} />
      ))}
    </ol>
  );
}

function StageView({ env, call }: { readonly env: AnyEnvironment; readonly call: Call }) {
  const base = baseOf(env);
  const stage = base?.stages.find(({ id }) => id === call.stage);
  const entry = base === undefined ? undefined : entryOf(base, call.name);
  return (
    <li class="stage-card">
      <h4>{stage?.asks ?? call.stage}</h4>
      <p class="selected">
        <button type="button" class="link" onClick={() => browse(call.name)}>
          {call.name}
        </button>
        <span class="gave">{call.result === undefined ? "failed" : resultText(call)}</span>
      </p>
      {entry !== undefined && <p class="manual">{entry.manual}</p>}
      {call.hits === undefined ? <p class="hint">Chosen among all functions of the stage.</p> : <Hits call={call} />}
      {entry !== undefined && (
        <details class="inner">
          <summary>Its source</summary>
          <pre class="source">{entry.source}</pre>
        </details>
      )}
    </li>
  );
}

/** What a stage came to, in words: cells as people write them. */
function resultText({ result }: Call): string {
  if (result === null || typeof result !== "object" || Array.isArray(result)) return plain(result!);
  return Object.entries(result)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? `(${value.join(",")})` : plain(value)}`)
    .join(", ");
}

/** The candidates with their scores, or with the selector's probabilities where there are some. */
function Hits({ call: { hits, name: selected, probabilities } }: { readonly call: Call }) {
  const worth = (name: string, score: number) => probabilities?.[name] ?? score;
  const most = Math.max(1e-9, ...hits!.map(({ name, score }) => worth(name, score)));
  return (
    <table class="search hits">
      <caption>
        {probabilities === undefined ? "Retrieved, with the retriever's scores" : "Retrieved, with the selector's probabilities"}
      </caption>
      <tbody>
        {hits!.map(({ name, score, joined }) => (
          <tr key={name} class={name === selected ? "chosen" : ""}>
            <th scope="row">
              {name}
              {joined === true && (
                <span class="joined" title="Joined because of a notice">
                  {" "}
                  joined
                </span>
              )}
            </th>
            <td class="bar" style={{ "--share": Math.max(0, worth(name, score)) / most }}>
              {worth(name, score).toFixed(probabilities === undefined ? 1 : 2)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
