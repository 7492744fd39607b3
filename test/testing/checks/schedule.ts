/** Checks of emergencies: nothing shows of them before they come, they come in their round, and are announced as long as they hold. */
import { canonical, type Json, type Role } from "../../../src/core/index.ts";
import { difference, differences, equal, excerpt, leavesOf } from "../compare.ts";
import type { Drop, Moment, Walk } from "../explore.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";
import { knownTo } from "./sight.ts";

/** All that anybody sees of a state. */
function shown(kit: Kit, state: Json): readonly (readonly [string, Json])[] {
  const { env } = kit;
  const roles = env.roles(state);
  return [
    ["roles()", roles],
    ["turn()", env.turn(state)],
    ["clock()", env.clock(state)],
    ["returns()", env.returns(state)],
    ["outcome()", env.outcome(state)],
    ["summary()", env.summary(state)],
    ["draw()", env.draw(state)],
    ...roles.flatMap((role) => knownTo(kit, state, role).map(([name, value]) => [`${name} for ${role}`, value] as const)),
  ];
}

/** Whether a path leads to a notice or to the schedule, which only tell of a rule and are not a rule themselves. */
const isTold = (path: string): boolean => /(^|\.)(notices|emergencies)(\.|$)/.test(path);

/** The checks of emergencies. */
export function scheduleChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  const noticesOf = (state: Json, role: Role) => new Map(env.observe(state, role).notices.map(({ id, text }) => [id, text]));

  /** Compares two walks moment by moment before the round `before`: all that anybody sees where `closely` says so, else the observations. */
  const compare = (
    a: Walk,
    b: Walk,
    before: number,
    closely: (moment: Moment, i: number) => boolean,
    tell: (what: string, where: string) => never,
  ) => {
    for (const [i, moment] of a.moments.entries()) {
      if (moment.round >= before) return;
      const other = b.moments[i];
      if (other === undefined) return b.fault === undefined ? tell(`the end of the one and none of the other`, moment.where) : undefined;
      if (closely(moment, i)) {
        const others = shown(kit, other.state);
        for (const [k, [name, value]] of shown(kit, moment.state).entries()) {
          const [, found] = others[k] ?? ["", null];
          if (canonical(value) !== canonical(found)) tell(`${name}: ${difference(value, found)}`, moment.where);
        }
      } else {
        for (const role of env.turn(moment.state)) {
          const [seen, found] = [env.observe(moment.state, role), env.observe(other.state, role)];
          if (canonical(seen) !== canonical(found)) tell(`observe() for ${role}: ${difference(seen, found)}`, moment.where);
        }
      }
    }
  };

  return [
    kit.check("an emergency to come shows nowhere", () => {
      for (const { walk, other, until } of kit.explored().apart) {
        if (walk.refused !== undefined) continue;
        const near = walk.moments.findIndex(({ round }) => round >= until);
        compare(
          walk,
          other,
          until,
          (_, i) => i === 0 || i === near - 1 || i % 8 === 0,
          (what, where) =>
            kit.fail(where, `the schedule shows before round ${until}, with and without it in ${what}`, "nothing of emergencies to come"),
        );
      }
    }),

    kit.check("an emergency comes in its round, as if it were dropped in by hand", () => {
      for (const { scheduled, byHand } of kit.explored().twins) {
        if (scheduled.refused !== undefined) continue;
        compare(
          scheduled,
          byHand,
          Infinity,
          (_, i) => byHand.moments[i]!.drops.length > 0,
          (what, where) => kit.fail(where, `by the schedule and by hand differ in ${what}`, "the same emergency in the same round"),
        );
      }
    }),

    kit.check("an emergency announces itself to every seat, and its notice stays as long as its rule", () => {
      const { twins, between } = kit.explored();
      for (const { moments } of [...twins.map(({ byHand }) => byHand), ...between]) follow(kit, moments, noticesOf);
    }),

    kit.check("an emergency changes the rules, and nothing is announced without one", () => {
      const { plain, twins, between } = kit.explored();
      for (const { moments } of plain)
        for (const { state, where } of moments.slice(0, 2))
          for (const role of env.roles(state)) {
            const [notice] = env.observe(state, role).notices;
            if (notice !== undefined) kit.fail(where, `notice "${notice.id}" for ${role} without an emergency`, "none");
          }
      const drops = [...twins.map(({ byHand }) => byHand), ...between].flatMap(({ moments }) => moments.flatMap((moment) => moment.drops));
      for (const [id, { apply }] of Object.entries(env.emergencies)) {
        const own = drops.filter(({ emergency }) => emergency === id);
        for (const { before, after, params } of own)
          kit.same(`emergency ${id}`, apply(before, params), after, "apply() gave", "the same twice");
        if (own.length > 0 && own.every(({ before, after }) => differences(before, after).every(isTold)))
          kit.fail(`emergency ${id}`, `apply() changed nothing but notices in ${own.length} states`, "a rule that changes");
      }
    }),
  ];
}

/** For how many moments, up to the end of a walk, all may be as it was before an emergency while its notice is still there. */
const STALE = 4;

/** A notice that an emergency brought for a role, in the moment of a number; `unseen` until that role has had a turn with it. */
type Followed = {
  readonly drop: Drop;
  readonly id: string;
  readonly role: Role;
  readonly when: string;
  readonly from: number;
  unseen: boolean;
};

function follow(kit: Kit, moments: readonly Moment[], noticesOf: (state: Json, role: Role) => ReadonlyMap<string, string>): void {
  const { env } = kit;
  let followed: Followed[] = [];
  for (const [from, { drops, state, where }] of moments.entries()) {
    for (const drop of drops) {
      for (const role of env.roles(drop.after)) {
        const after = noticesOf(drop.after, role);
        const seats = env.roles(drop.before);
        // A role that enters with the emergency sees earlier notices for the first time.
        const before = new Map((seats.includes(role) ? [role] : seats).flatMap((one) => [...noticesOf(drop.before, one)]));
        const fresh = [...after].filter(([id, text]) => before.get(id) !== text).map(([id]) => id);
        const again = followed.some((one) => one.drop.emergency === drop.emergency && after.has(one.id));
        if (fresh.length === 0 && !again) kit.fail(where, `no new notice of ${drop.emergency} for ${role}`, "one for every role, at once");
        followed = followed.filter((one) => !(one.role === role && fresh.includes(one.id) && one.drop.emergency === drop.emergency));
        for (const id of fresh)
          if (!followed.some((one) => one.role === role && one.id === id))
            followed.push({ drop, id, role, when: where, from, unseen: true });
      }
    }
    const roles = env.roles(state);
    const turn = env.turn(state);
    const seen = new Map(roles.map((role) => [role, noticesOf(state, role)]));
    followed = followed.filter((one) => {
      if (!roles.includes(one.role)) return false;
      if (seen.get(one.role)!.has(one.id)) {
        if (turn.includes(one.role)) one.unseen = false;
        return true;
      }
      if (one.unseen)
        kit.fail(where, `notice "${one.id}" of ${one.drop.emergency} (${one.when}) went before ${one.role} had a turn`, "it to be seen");
      const rule = restored(one.drop, state);
      if (rule !== undefined)
        kit.fail(where, `notice "${one.id}" went though its rule holds (${rule})`, `it to stay as long as ${one.drop.emergency} does`);
      return false;
    });
  }
  for (const { drop, id, role, when, from } of followed) {
    // Seen from the end, so that nearly always one state is looked at.
    let stale = 0;
    for (let i = moments.length - 1; i >= from && isUndone(drop, moments[i]!.state); i--) stale++;
    if (stale >= STALE)
      kit.fail(
        moments.at(-1)!.where,
        `notice "${id}" of ${drop.emergency} (${when}) is there for ${role}, though all that it changed is as before since ${stale} moments`,
        "it to go with its rule, or a state that says that the rule holds",
      );
  }
}

/** The paths that an emergency changed beside its notice. */
const changedBy = ({ before, after }: Drop): readonly string[] => differences(before, after).filter((path) => !isTold(path));

/** Whether all that an emergency changed is as it was before it. */
function isUndone(drop: Drop, state: Json): boolean {
  const changed = changedBy(drop);
  if (changed.length === 0) return false;
  const [was, now] = [leavesOf(drop.before), leavesOf(state)];
  return changed.every((path) => equal(was.get(path), now.get(path)));
}

/** A change by an emergency that still holds, as text; undefined if any part of the change is as it was before. */
function restored(drop: Drop, state: Json): string | undefined {
  const [was, now] = [leavesOf(drop.before), leavesOf(state)];
  const changed = changedBy(drop);
  if (changed.some((path) => equal(was.get(path), now.get(path)))) return undefined;
  const [path] = changed;
  return path === undefined
    ? "it changed nothing else"
    : `"${path}" is ${excerpt(now.get(path))}, and was ${excerpt(was.get(path))} before`;
}
