/** Where episodes that began alike part (diverge), and how to say so. */
import { type ActionRange, type AnyEnvironment, canonical, type Frame, type Json, type Role } from "../../core/index.ts";
import { actionText, counted, plain } from "../page/words.ts";

/** Looks for the step at which an episode parts from another one; each step is looked at once. */
export class Parting {
  private at: number | undefined;
  private seen = 0;

  /** Index of the first frame that the episodes reach by different actions or in different states; undefined while they agree. */
  find(one: readonly Frame[], other: readonly Frame[]): number | undefined {
    for (; this.at === undefined; this.seen++) {
      const [a, b] = [one[this.seen]?.step, other[this.seen]?.step];
      if (a === undefined || b === undefined) return undefined;
      if (a.digest !== b.digest || canonical(a.actions) !== canonical(b.actions)) this.at = this.seen + 1;
    }
    return this.at;
  }
}

/** The roles that acted differently in the step that led to a frame; one that acted in some episodes alone counts. */
export function differingIn(episodes: readonly (readonly Frame[])[], index: number): readonly Role[] {
  const actions = episodes.map((frames) => frames[index - 1]?.step?.actions ?? {});
  const roles = [...new Set(actions.flatMap((of) => Object.keys(of)))];
  return roles.filter((role) => new Set(actions.map((of) => canonical(of[role] ?? null))).size > 1);
}

/** The number of roles named in one sentence. */
const MOST = 3;

/** What the roles did differently in the step that led to a frame, by the episode's name: "player-1 goes east in A, stays in B". */
export function partingText(
  env: AnyEnvironment,
  episodes: readonly (readonly [name: string, frames: readonly Frame[]])[],
  index: number,
): string {
  const steps = episodes.map(([name, frames]) => ({ name, frame: frames[index - 1], actions: frames[index - 1]?.step?.actions ?? {} }));
  const roles: readonly Role[] = [...new Set(steps.flatMap(({ actions }) => Object.keys(actions)))];
  const told = roles.flatMap((role) => {
    const names = new Map<string, string[]>();
    for (const { name, frame, actions } of steps) {
      const doing = doingText(actions[role], frame === undefined ? undefined : env.range?.(frame.state, role));
      names.set(doing, [...(names.get(doing) ?? []), name]);
    }
    return names.size < 2 ? [] : [`${role} ${[...names].map(([doing, of]) => `${doing} in ${listText(of)}`).join(", ")}`];
  });
  if (told.length === 0) return "equal actions lead to different states";
  const more = told.length - MOST;
  return told.slice(0, MOST).join("; ") + (more > 0 ? `; and ${counted(more, "more role")}` : "");
}

/** "A", "A and B", "A, B and C". */
export const listText = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

function doingText(action: Json | undefined, range: ActionRange | undefined): string {
  if (action === undefined) return "waits";
  if (action === "stay") return "stays";
  return ["north", "east", "south", "west"].includes(action as string) ? `goes ${plain(action)}` : `plays ${actionText(action, range)}`;
}
