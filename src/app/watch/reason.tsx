/** A whole decision in one line: the functions that were selected, and what each gave. */
import { byName, type FunctionBase, type FunctionEntry } from "../../../function-base/index.ts";
import type { AnyEnvironment } from "../../core/index.ts";
import { FunctionName } from "../functions/manual.tsx";
import { resultText } from "../page/words.ts";
import type { Call } from "./decision.ts";

/** The line; stages from `marked` on stand out, as those do in which two decisions differ. */
export function Reason(props: {
  readonly env: AnyEnvironment;
  readonly base: FunctionBase;
  readonly calls: readonly Call[];
  readonly entryOf: (name: string) => FunctionEntry | undefined;
  readonly marked?: number;
}) {
  const { env, base, calls, entryOf, marked = Infinity } = props;
  return (
    <p class="reason" data-testid="reason">
      {calls.map(({ stage, name, result }, i) => (
        <span key={`${i} ${stage}`} class={i >= marked ? "differs" : undefined} title={entryOf(name)?.purpose}>
          {i > 0 && <span aria-hidden="true"> › </span>}
          <FunctionName env={env.id} name={name} known={byName(base).has(name)} />{" "}
          <strong>{result === undefined ? "failed" : resultText(result, calls[i - 1]?.result)}</strong>
        </span>
      ))}
    </p>
  );
}
