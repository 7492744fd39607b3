/** All that can be known about the step on show. */
import type { FunctionComponent } from "preact";
import { digest } from "../../core/index.ts";
import type { Player } from "./player.ts";
import { player, tab, told } from "../page/state.ts";
import { eventText } from "../page/words.ts";
import { LogView } from "./log-view.tsx";
import { ReturnsPlot } from "./returns-plot.tsx";
import { RulesView } from "./rules-view.tsx";
import { SeesView } from "./sees-view.tsx";
import { StepView } from "./step-view.tsx";

const TABS: readonly { readonly id: string; readonly title: string; readonly View: FunctionComponent }[] = [
  { id: "step", title: "Step", View: StepView },
  { id: "sees", title: "Observation", View: SeesView },
  { id: "log", title: "Log", View: LogView },
  { id: "rules", title: "Rules", View: RulesView },
];

/** What is said of a step as it comes into sight, to those who listen: who did what. */
function toldOf({ env, before: { value: before } }: Player): string {
  return before?.step === undefined
    ? "The start."
    : `Step ${before.t + 1}: ${eventText(before.step, told.value, (role) => env.range?.(before.state, role))}.`;
}

/** The panel beside the board. */
export function Inspector() {
  const now = player.value;
  const { View } = TABS.find(({ id }) => id === tab.value)!;
  const turn = (by: number) => {
    const at = TABS.findIndex(({ id }) => id === tab.value);
    tab.value = TABS[(at + by + TABS.length) % TABS.length]!.id;
    document.getElementById(`tab-${tab.value}`)?.focus();
  };
  const frame = now?.frame.value;
  return (
    <section class="panel inspector" aria-label="The step on show">
      <div
        class="tabs"
        role="tablist"
        onKeyDown={({ key }) => {
          if (key === "ArrowRight") turn(1);
          if (key === "ArrowLeft") turn(-1);
        }}
      >
        {TABS.map(({ id, title }) => (
          <button
            type="button"
            role="tab"
            key={id}
            id={`tab-${id}`}
            aria-selected={tab.value === id}
            aria-controls="tab-panel"
            tabIndex={tab.value === id ? 0 : -1}
            onClick={() => (tab.value = id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab.value}`} tabIndex={0}>
        {frame !== undefined && (
          <>
            <View />
            <p class="digest">
              <span>State digest</span>
              <code data-testid="digest" title="SHA-256 over the state, 128 bits">
                {digest(frame.state)}
              </code>
            </p>
          </>
        )}
      </div>
      {now !== undefined && (
        <p class="visually-hidden" aria-live="polite" data-testid="told">
          {now.playing.value ? "" : toldOf(now)}
        </p>
      )}
      {now !== undefined && <ReturnsPlot now={now} playback={now} all={[now]} />}
    </section>
  );
}
