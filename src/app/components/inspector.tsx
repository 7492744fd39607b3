/** All that can be known about the step on show. */
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { digest } from "../../core/index.ts";
import { player } from "../state.ts";
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

const chosen = signal("step");

/** The panel beside the board. */
export function Inspector() {
  const now = player.value;
  const { View } = TABS.find(({ id }) => id === chosen.value)!;
  const turn = (by: number) => {
    const at = TABS.findIndex(({ id }) => id === chosen.value);
    chosen.value = TABS[(at + by + TABS.length) % TABS.length]!.id;
    document.getElementById(`tab-${chosen.value}`)?.focus();
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
            aria-selected={chosen.value === id}
            aria-controls="tab-panel"
            tabIndex={chosen.value === id ? 0 : -1}
            onClick={() => (chosen.value = id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen.value}`} tabIndex={0}>
        {frame !== undefined && <View />}
      </div>
      {now !== undefined && <ReturnsPlot now={now} playback={now} all={[now]} />}
      <p class="digest">
        <span>State digest</span>
        <code data-testid="digest" title="SHA-256 over the state, 128 bits">
          {frame === undefined ? "" : digest(frame.state)}
        </code>
      </p>
    </section>
  );
}
