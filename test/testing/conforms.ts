/**
 * The conformance kit: what every environment must satisfy, as checks that any test runner can run.
 *
 *     for (const { name, run } of conformance(subjectOf(myWorld))) test(name, run);
 *
 * The kit plays walks through every preset in every way of play, with emergencies at every kind of moment, once, and all checks share them.
 *
 * @module logic-arena/testing
 */
import { actionChecks } from "./checks/actions.ts";
import { alikeChecks } from "./checks/alike.ts";
import { chanceChecks } from "./checks/chance.ts";
import { contractChecks } from "./checks/contract.ts";
import { determinizedChecks } from "./checks/determinized.ts";
import { episodeChecks } from "./checks/episodes.ts";
import { pictureChecks } from "./checks/pictures.ts";
import { returnChecks } from "./checks/returns.ts";
import { scheduleChecks } from "./checks/schedule.ts";
import { sightChecks } from "./checks/sight.ts";
import { stateChecks } from "./checks/states.ts";
import { Kit } from "./kit.ts";
import type { Check, ConformanceOptions, Subject } from "./subject.ts";

export { subjectOf } from "./worlds.ts";
export type { Check, ConformanceOptions, Decide, Player, PlayerTurn, StagesHook, Subject } from "./subject.ts";

/** The checks of an environment. */
export function conformance(subject: Subject, options: ConformanceOptions = {}): readonly Check[] {
  const kit = new Kit(subject, options);
  const of = [
    contractChecks,
    stateChecks,
    actionChecks,
    sightChecks,
    determinizedChecks,
    scheduleChecks,
    chanceChecks,
    returnChecks,
    alikeChecks,
    pictureChecks,
    episodeChecks,
  ];
  return of.flatMap((checks) => checks(kit));
}
