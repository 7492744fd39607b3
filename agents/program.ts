/** An agent of one's own in another language: a program that answers lines of JSON. `docs/python.md` says how to write one. */
import { ArenaError, type Json, messageOf, type Seat } from "../src/core/index.ts";
import { z } from "zod";
import type { AgentKind } from "./agent.ts";
import type { Program } from "./ports.ts";

/** Grows when a program for an earlier version would fail; programs are told it first. */
const PROTOCOL = 1;

/** Programs that a seat may lose before its agent is given up for the rest of the episode. */
const MAX_LOSSES = 3;

const paramsSchema = z.strictObject({
  command: z.array(z.string().min(1)).min(1).describe('The program and its arguments, as ["python3", "agent.py"]'),
});

const answerSchema = z.object({ action: z.json(), note: z.string().optional() });

/** The agent `program`. */
export const program: AgentKind = {
  id: "program",
  title: "A program",
  about: "Asks a program of yours, in Python for instance, by lines of JSON.",
  group: "scripted",
  params: paramsSchema,
  inNode: true,
  create(params, { world: { env }, role, ports }) {
    const { command } = params as z.output<typeof paramsSchema>;
    const start = ports.program;
    const where = `agent program (${command.join(" ")})`;
    if (start === undefined)
      throw new ArenaError(
        "BadAgent",
        where,
        `cast as "${role}" where no program can be started`,
        "expected Node: arena bench --runtime node",
      );
    let running: Program | undefined;
    let losses = 0;
    let last: unknown;
    return {
      async act(observation, { t, legal, range, key, deadlineMs }, emit) {
        if (losses >= MAX_LOSSES) throw last;
        if (running === undefined) {
          running = await start(command);
          running.tell(JSON.stringify({ ask: "sit", protocol: PROTOCOL, env: env.id, version: env.version, rules: env.rules, role }));
        }
        const text = env.describe(observation);
        const question = { ask: "act", t, observation, text, legal, ...(range === undefined ? {} : { range }), key, deadlineMs };
        let line: string;
        try {
          line = await running.ask(JSON.stringify(question));
        } catch (error) {
          losses++;
          last = error;
          running = undefined;
          throw error;
        }
        const { action, note } = answerIn(line, where);
        if (note !== undefined) emit({ type: "note", text: note });
        return action;
      },
      dispose() {
        running?.close();
        running = undefined;
      },
    } satisfies Seat;
  },
};

function answerIn(line: string, where: string): { readonly action: Json; readonly note?: string | undefined } {
  const bad = (why: string) =>
    new ArenaError(
      "BadAnswer",
      where,
      `${line.slice(0, 120)} (${why})`,
      'expected a line as {"action": ...}, and all else on standard error',
    );
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw bad(messageOf(error));
  }
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success) throw bad("no action in it");
  return parsed.data;
}
