/** What is wrong, and the ways out. */
import { openFirst, restart } from "./state.ts";

/** An error of the arena or in the address; `again` offers to play the same episode once more. */
export function Problem({ text, again = false }: { readonly text: string; readonly again?: boolean }) {
  return (
    <section class="problem" role="alert">
      <h1>{again ? "The episode cannot go on" : "This address cannot be shown"}</h1>
      <p>{text}</p>
      <div class="row">
        {again && (
          <button type="button" class="primary" onClick={restart}>
            Play it again
          </button>
        )}
        <button type="button" class={again ? "" : "primary"} onClick={openFirst}>
          Open the default game
        </button>
      </div>
    </section>
  );
}
