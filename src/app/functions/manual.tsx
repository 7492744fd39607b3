/** A function as people read it: its name, its manual, its code. */
import { worldOf } from "../../worlds.ts";
import { type Clause, conditionsOf, type Facts, type FunctionBase, type FunctionEntry, shareOf } from "../../../function-base/index.ts";
import { baseAddress } from "../page/address.ts";
import { noticeTitle } from "../watch/decision.ts";
import { counted } from "../page/words.ts";

/** The name of a function, as a link to its page in the base; if the base does not have the function, the name alone. */
export function FunctionName({ env, name, known = true }: { readonly env: string; readonly name: string; readonly known?: boolean }) {
  return known ? (
    <a class="function-name" href={baseAddress(env, name)}>
      {name}
    </a>
  ) : (
    <span class="function-name" title="This version of the function base has no function of this name">
      {name}
    </span>
  );
}

/** What a function does, and when to use it. */
export function Manual({ entry: { purpose, conditions } }: { readonly entry: FunctionEntry }) {
  return (
    <div class="manual">
      <p>{purpose}</p>
      <p class="use-when">{conditions}</p>
    </div>
  );
}

/** What a function does, and which of its conditions a state meets, the notices in force among it; the others are folded. */
export function ManualNow({
  base,
  entry,
  facts,
  inForce,
}: {
  readonly base: FunctionBase;
  readonly entry: FunctionEntry;
  readonly facts: Facts;
  readonly inForce: readonly string[];
}) {
  const { purpose, when, notice } = entry;
  if (when.length === 0) return <Manual entry={entry} />;
  const shares = when.map((clause) => shareOf(clause, facts));
  const nearest = shares.indexOf(Math.max(...shares));
  const met = shares[nearest] === 1 && (notice === undefined || inForce.includes(notice));
  const all = conditionsOf(entry, base.says);
  const others = all.filter((_, i) => i !== nearest);
  return (
    <div class="manual">
      <p>{purpose}</p>
      <p class="use-when">
        Use when {all[nearest]}. <strong class={met ? "met" : "met not"}>{met ? "Holds here" : "Does not hold here"}</strong>
      </p>
      {others.length > 0 && (
        <details class="inner">
          <summary>{counted(others.length, "other condition")}</summary>
          <ul class="conditions">
            {others.map((condition) => (
              <li key={condition}>{condition}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Facts and their words in a state; those that a clause names stand out. */
export function FactsList({
  facts,
  label,
  clause = {},
}: {
  readonly facts: Facts;
  readonly label: string;
  readonly clause?: Clause | undefined;
}) {
  return (
    <ul class="facts" aria-label={label}>
      {Object.entries(facts).map(([fact, word]) => (
        <li key={fact} class={clause[fact] === undefined ? "" : "decides"}>
          {fact} <strong>{word}</strong>
        </li>
      ))}
    </ul>
  );
}

/** The code of a function. */
export function Source({ entry }: { readonly entry: FunctionEntry }) {
  return (
    <pre class="source" tabIndex={0} aria-label={`Source of ${entry.name}`}>
      <code>{entry.source.trim()}</code>
    </pre>
  );
}

/** The notice that a function answers. */
export function NoticeOf({ base, notice }: { readonly base: FunctionBase; readonly notice: string }) {
  const { env } = worldOf(base.env);
  const ours = env.emergencies[notice] !== undefined;
  return (
    <p class={ours ? "answers-notice" : "answers-notice distractor"}>
      {ours ? `Joins with the notice: ${noticeTitle(env, notice)}` : `Distractor: no rule announces "${notice}"`}
    </p>
  );
}
