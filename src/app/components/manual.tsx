/** A function as people read it: its name, its manual, its code. */
import { worldOf } from "../../worlds.ts";
import type { FunctionBase, FunctionEntry } from "../../../function-base/index.ts";
import { baseAddress } from "../address.ts";
import { noticeTitle } from "../decision.ts";

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
