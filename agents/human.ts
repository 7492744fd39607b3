/** A person at the page: the seat asks, the person answers when they like. */
import { ArenaError } from "../src/core/index.ts";
import { type AgentKind, noParams } from "./agent.ts";

/** The agent `human`. */
export const human: AgentKind = {
  id: "human",
  title: "You",
  about: "A person at the watch page, by click, touch or keyboard; no deadline.",
  group: "people",
  params: noParams,
  inPage: true,
  create(_params, { ports, role }) {
    const ask = ports.human;
    if (ask === undefined)
      throw new ArenaError(
        "BadAgent",
        "agent human",
        `cast as "${role}" where no person can be asked`,
        "expected the watch page: run npm start",
      );
    return {
      act: (observation, { role: asked, t, legal, range }) =>
        ask(observation, { role: asked, t, legal, ...(range === undefined ? {} : { range }) }),
      dispose: () => {},
    };
  },
};
