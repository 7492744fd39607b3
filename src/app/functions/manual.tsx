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

/** The condition of a function that a state meets, or comes nearest to, by its place among its conditions. */
function nearestOf({ when }: FunctionEntry, facts: Facts): { readonly place: number; readonly met: boolean } {
  const shares = when.map((clause) => shareOf(clause, facts));
  const place = shares.indexOf(Math.max(...shares));
  return { place, met: shares[place] === 1 };
}

/** What a function does, and whether a state meets one of its conditions, the notices in force among it. */
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
  const nearest = nearestOf(entry, facts);
  const met = nearest.met && (notice === undefined || inForce.includes(notice));
  return (
    <div class="manual">
      <p>{purpose}</p>
      <p class="use-when">
        Use when {conditionsOf(entry, base.says)[nearest.place]}.{" "}
        <strong class={met ? "met" : "met not"}>{met ? "Holds here" : "Does not hold here"}</strong>
      </p>
    </div>
  );
}

/** The conditions of a function that `ManualNow` leaves out, folded. */
export function OtherConditions(props: { readonly base: FunctionBase; readonly entry: FunctionEntry; readonly facts: Facts }) {
  const { base, entry, facts } = props;
  if (entry.when.length < 2) return null;
  const { place } = nearestOf(entry, facts);
  const others = conditionsOf(entry, base.says).filter((_, i) => i !== place);
  return (
    <details class="inner">
      <summary>{counted(others.length, "other condition")}</summary>
      <ul class="conditions">
        {others.map((condition) => (
          <li key={condition}>{condition}</li>
        ))}
      </ul>
    </details>
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
