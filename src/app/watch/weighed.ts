/** How likely a student by imitation finds each legal action, in a decision that is on show. */
import { actionText, answerText } from "../../../agents/index.ts";
import { castFor, type Json, wordOf } from "../../core/index.ts";
import { studentHere } from "../../workers/spawn.browser.ts";
import { worldOf } from "../../worlds.ts";
import { type Decision, inferOf } from "./decision.ts";
import type { Player } from "./player.ts";

/** An action, and how likely it is: shares of all legal actions sum to 1. */
export type Weighed = { readonly action: Json; readonly share: number };

/** The legal actions, the likeliest first; undefined where no such student decided, or another one than there is here. */
export async function weighedIn(now: Player, decision: Decision): Promise<readonly Weighed[] | undefined> {
  const { role, frame } = decision;
  const trace = inferOf(now, decision);
  if (trace === undefined) return undefined;
  const { model, notices } = (castFor(now.start!.cast, role).params ?? {}) as { readonly model?: string; readonly notices?: boolean };
  const student = await studentHere(model === undefined || model === "" ? trace.student : model);
  if (student.kind !== "kd" || student.digest !== trace.digest) return undefined;
  const { env } = now;
  const { base: whole } = worldOf(env.id);
  const base = whole.words.includes(wordOf(role)) ? whole : undefined;
  const observation = env.observe(frame.state, role);
  const legal = env.legal(frame.state, role);
  const state = actionText(env, base, notices === false ? { ...observation, notices: [] } : observation);
  const logs = await student.weigh(state, legal.map(answerText));
  const most = Math.max(...logs);
  const shares = logs.map((log) => Math.exp(log - most));
  const sum = shares.reduce((all, one) => all + one, 0);
  return legal.map((action, i) => ({ action, share: shares[i]! / sum })).sort((a, b) => b.share - a.share);
}
