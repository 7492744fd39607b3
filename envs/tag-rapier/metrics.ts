/** The measures of tag. */
import type { Episode, Metric } from "../../src/core/index.ts";
import type { State } from "./state.ts";

const lastState = ({ frames }: Episode): State => frames.at(-1)!.state as unknown as State;

const touches: Metric = {
  id: "touches",
  title: "Touches of all chasers together: each chaser and each prey once a decision",
  better: "higher",
  kind: "mean",
  of: (episode) => lastState(episode).touched.reduce((sum, one) => sum + one, 0),
};

const firstTouch: Metric = {
  id: "first_touch",
  title: "Decisions until the first touch (all decisions where there was none)",
  better: "lower",
  kind: "mean",
  of: (episode) => {
    const { first, params } = lastState(episode);
    return first ?? params.decisions;
  },
};

const held: Metric = {
  id: "held",
  title: "Decisions in which a prey was touched, as a share of all",
  better: "higher",
  kind: "mean",
  of: ({ frames }) => {
    const after = frames.slice(1).map(({ state }) => (state as unknown as State).touches.length);
    return after.length === 0 ? null : after.filter((count) => count > 0).length / after.length;
  },
};

/** The measures. */
export const metrics: readonly Metric[] = [touches, firstTouch, held];
