/** How often students decide as their teacher does, on decisions that they never saw. */
import type { Agreement, Share } from "../../distill/agreement.ts";

/** The shares of equal answers, by what is asked. */
export function AgreementView({ agreement: { selection, stages, retrieval, moves } }: { readonly agreement: Agreement }) {
  return (
    <section class="panel agreement" aria-label="Agreement with the teacher">
      <h2>Agreement with the teacher</h2>
      <p class="hint">On decisions of games that no student learned from.</p>
      <dl>
        {selection.of > 0 && (
          <>
            <Line name="By functions: the teacher's function, where it is retrieved" share={selection} strong />
            {Object.entries(stages).map(([stage, share]) => (
              <Line key={stage} name={`in stage ${stage}`} share={share} />
            ))}
            <Line name="retrieved at all" share={retrieval} />
          </>
        )}
        {moves.of > 0 && <Line name="By imitation: the teacher's action" share={moves} strong />}
      </dl>
    </section>
  );
}

function Line({ name, share, strong = false }: { readonly name: string; readonly share: Share; readonly strong?: boolean }) {
  return (
    <div class={strong ? "strong" : ""}>
      <dt>{name}</dt>
      <dd>
        {((100 * share.right) / Math.max(1, share.of)).toFixed(1)} % <span class="hint">of {share.of}</span>
      </dd>
    </div>
  );
}
