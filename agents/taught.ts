/** An agent that is being taught: a teacher labels every turn with an action, and now and then another agent acts in its place. */
import { z } from "zod";
import { type AgentSpec, type Json, rng, type Seat } from "../src/core/index.ts";
import type { AgentKind } from "./agent.ts";
import { baseDigest } from "./functions/seat.ts";

const paramsSchema = z.strictObject({
  teacher: z.string().default("expert").describe("Who says what to do"),
  teacherParams: z.json().default({}).describe("Its parameters"),
  behaviour: z.string().default("functions-random").describe("Who acts now and then"),
  behaviourParams: z.json().default({}).describe("Its parameters"),
  share: z.number().min(0).max(1).default(0.25).describe("Share of turns in which it acts"),
});

/**
 * The agent that data for students comes from; `resolve` makes the two agents of it.
 *
 * Its log holds what the teacher would do in every state, and states that the teacher alone would never come to: with a student as
 * `behaviour` those are the student's own (DAgger, Ross et al. 2011).
 */
export const taught = (
  resolve: (spec: AgentSpec, ...context: Parameters<AgentKind["create"]>[1][]) => Seat | Promise<Seat>,
  asksModel: (spec: AgentSpec) => boolean,
): AgentKind => ({
  id: "taught",
  title: "Being taught",
  about: "A teacher says what to do, another agent acts now and then: data for students comes from it.",
  group: "tests",
  params: paramsSchema,
  asksModel: (params) => specsOf(params).some(asksModel),
  inputs: baseDigest,
  create(params, context) {
    const { share } = params as z.output<typeof paramsSchema>;
    // Agents that cannot be are refused at once, and not in the first turn.
    const seats = specsOf(params).map((spec) => {
      const seat = Promise.resolve(resolve(spec, context));
      seat.catch(() => {}); // it is reported below, unless the next one cannot be
      return seat;
    });
    return Promise.all(seats).then(([says, acts]) => ({
      async act(observation, turn, emit) {
        const action = await says!.act(observation, turn, emit);
        emit({ type: "label", action });
        if (acts === undefined || rng(turn.key).uniform() >= share) return action;
        return acts.act(observation, turn, () => {});
      },
      dispose() {
        says!.dispose();
        acts?.dispose();
      },
    }));
  },
});

/** The specs of the teacher and of the agent that acts now and then. */
function specsOf(params: Json): readonly AgentSpec[] {
  const { teacher, teacherParams, behaviour, behaviourParams, share } = params as z.output<typeof paramsSchema>;
  const says = { agent: teacher, params: teacherParams };
  return share === 0 ? [says] : [says, { agent: behaviour, params: behaviourParams }];
}
