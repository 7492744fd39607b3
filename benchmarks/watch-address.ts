/** Addresses of the watch page: an episode of a benchmark, as a link that opens it. */
import type { AgentSpec, Cast, Json, Role } from "../src/core/index.ts";

/** Where `npm start` serves the watch page. */
export const WATCH_PAGE = "http://127.0.0.1:5170/";

/** The game of an episode: its rules, the word or role of the subject's seats, and who sits in the others. */
export type Game = {
  readonly env: string;
  readonly preset: string;
  /** Parameters that differ from the preset's. */
  readonly params: Readonly<Record<string, Json>>;
  readonly subject: string;
  readonly cast: Cast;
};

/** What is shown of it: the subject, another one beside it on the same seed, whose view, and at which step; beside another one, `parting` is where they part. */
export type Shown = {
  readonly subject: AgentSpec;
  readonly beside?: AgentSpec | undefined;
  readonly seed: number;
  readonly view?: Role;
  readonly t?: number | "parting";
};

/** The fragment of the watch page's address for an episode, without `#`. */
export function watchAddress({ env, preset, params, subject: word, cast }: Game, { subject, beside, seed, view, t }: Shown): string {
  const said = ({ agent, params: set }: AgentSpec) => (set === undefined ? agent : `${agent}${JSON.stringify(set)}`);
  const fields = new URLSearchParams({ env, preset });
  if (Object.keys(params).length > 0) fields.set("params", JSON.stringify(params));
  fields.set(word, said(subject));
  for (const [role, spec] of Object.entries(cast)) fields.set(role, said(spec));
  if (beside !== undefined) fields.set(`b.${word}`, said(beside));
  fields.set("seed", String(seed));
  if (view !== undefined) fields.set("view", view);
  if (t !== undefined) fields.set("t", String(t));
  return fields.toString();
}
