/**
 * The measures of commons-harvest: how long apples last, how many patches live, how evenly they are shared, and when they are eaten.
 *
 * Equality and sustainability are those of Perolat et al. (2017), "A multi-agent reinforcement learning model of common-pool resource
 * appropriation".
 */
import { type Episode, equalityOf, type Metric } from "../../src/core/index.ts";
import { groundOf } from "./ground.ts";
import { barePatches } from "./look.ts";
import { liveIn, type State } from "./state.ts";

const lastState = ({ frames }: Episode): State => frames.at(-1)!.state as unknown as State;

const survivalTime: Metric = {
  id: "survival_time",
  title: "Turns until no apple was left (all turns where some were to the end)",
  better: "higher",
  kind: "mean",
  of: (episode) => {
    const { apples, turn, params } = lastState(episode);
    return liveIn(apples) === 0 ? turn : params.turns;
  },
};

const patchesLeft: Metric = {
  id: "patches_left",
  title: "Patches that bear apples at the end, as a share of all",
  better: "higher",
  kind: "mean",
  of: (episode) => {
    const state = lastState(episode);
    return 1 - barePatches(state).length / groundOf(state.params).patches.length;
  },
};

const equality: Metric = {
  id: "equality",
  title: "1 - the Gini coefficient of the apples eaten: 1 where all ate as many, or none",
  better: "higher",
  kind: "mean",
  of: (episode) => equalityOf(lastState(episode).eaten),
};

const sustainability: Metric = {
  id: "sustainability",
  title: "The mean turn in which an apple was eaten: the later, the longer the harvest lasts",
  better: "higher",
  kind: "mean",
  of: ({ frames }) => {
    let [turns, apples] = [0, 0];
    for (const { t, step } of frames)
      for (const reward of Object.values(step?.rewards ?? {})) {
        turns += reward * (t + 1);
        apples += reward;
      }
    return apples === 0 ? null : turns / apples;
  },
};

/** The measures. The success rate is the share of episodes in which apples lasted for nine tenths of the turns. */
export const metrics: readonly Metric[] = [survivalTime, patchesLeft, equality, sustainability];
