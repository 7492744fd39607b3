/** The student in its current state on a board, and its scores. */
import { agentsOf } from "../../../agents/index.ts";
import { useEffect } from "preact/hooks";
import { worldOf } from "../../worlds.ts";
import { svgOf } from "../../render/svg.ts";
import type { Kind } from "../../distill/recipe.ts";
import { TITLES } from "./plan.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { theme } from "../page/state.ts";
import { short } from "../page/words.ts";

/** The board and the scores beside it. */
export function RehearsalView(props: { readonly rehearsal: Rehearsal; readonly env: string; readonly kinds: readonly Kind[] }) {
  const { rehearsal, kinds } = props;
  const world = worldOf(props.env);
  const { env } = world;
  useEffect(() => rehearsal.start(), [rehearsal]);
  const scene = rehearsal.scene.value;
  const rows = rehearsal.rows.value;
  const most = Math.max(...rows.map(({ value }) => value), 0.001);
  return (
    <section class="panel rehearsal" aria-label="At play">
      <header>
        <h2>At play</h2>
        {kinds.length > 1 && (
          <label>
            <span class="visually-hidden">Student on the board</span>
            <select value={rehearsal.kind.value} onChange={({ currentTarget }) => (rehearsal.kind.value = currentTarget.value as Kind)}>
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {TITLES[kind]}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="small" aria-pressed={rehearsal.held.value} onClick={() => rehearsal.hold(!rehearsal.held.value)}>
          {rehearsal.held.value ? "Play" : "Hold"}
        </button>
      </header>
      {scene === undefined ? (
        <p class="empty">The student plays as soon as it has learned something.</p>
      ) : (
        <figure>
          <div
            class="rehearsal-board"
            data-testid="rehearsal"
            data-step={scene.step}
            data-t={scene.frame.t}
            role="img"
            aria-label={env.summary(scene.frame.state)}
            dangerouslySetInnerHTML={{ __html: svgOf(env.draw(scene.frame.state), theme.value) }}
          />
          <figcaption class="hint numbers">
            {scene.kind.toUpperCase()} at step {scene.step}, seed {scene.seed}, move {scene.frame.t}
          </figcaption>
        </figure>
      )}
      {rehearsal.trouble.value !== undefined && (
        <p class="wrong" role="alert">
          {rehearsal.trouble.value}
        </p>
      )}
      {rows.length > 0 && (
        <table class="search rehearsal-rows">
          <caption>On the same {rows[0]!.of === 1 ? "seed" : `${rows[0]!.of} seeds`}</caption>
          <thead>
            <tr>
              <th scope="col">Agent</th>
              <th scope="col">Return</th>
              <th scope="col">Success</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ agent, step, value, success }) => (
              <tr key={agent} class={step === undefined ? "" : "chosen"}>
                <th scope="row" title={agentsOf(world)[agent]?.title}>
                  {agent}
                  {step !== undefined && <span class="hint"> step {step}</span>}
                </th>
                <td class="bar" style={{ "--share": Math.max(0, value / most) }}>
                  {short(value)}
                </td>
                <td>{Math.round(100 * success)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
