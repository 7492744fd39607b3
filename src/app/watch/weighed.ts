/** How likely a student by imitation finds each legal action, in a decision that is on show. */
import { answerText, imitated } from "../../../agents/index.ts";
import { castFor, type Json } from "../../core/index.ts";
import { worldOf } from "../../worlds.ts";
import type { Decision } from "./decision.ts";
import { studentIn } from "./moved.ts";
import type { Player } from "./player.ts";

/** An action, and how likely it is: shares of all legal actions sum to 1. */
export type Weighed = { readonly action: Json; readonly share: number };

/** The legal actions, the likeliest first; undefined where no such student decided, or another one than there is here. */
export async function weighedIn(now: Player, decision: Decision): Promise<readonly Weighed[] | undefined> {
  const { role, frame } = decision;
  const student = await studentIn(now, decision, "kd");
  if (student === undefined) return undefined;
  const { env } = now;
  const { notices = true } = (castFor(now.start!.cast, role).params ?? {}) as { readonly notices?: boolean };
  const legal = env.legal(frame.state, role);
  const state = imitated({ world: worldOf(env.id), role }, env.observe(frame.state, role), notices);
  const logs = await student.weigh(state, legal.map(answerText));
  const most = Math.max(...logs);
  const shares = logs.map((log) => Math.exp(log - most));
  const sum = shares.reduce((all, one) => all + one, 0);
  return legal.map((action, i) => ({ action, share: shares[i]! / sum })).sort((a, b) => b.share - a.share);
}
