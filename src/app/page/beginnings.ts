/** Where a first visitor can begin, by what the first world says of itself. */
import { worldOf, worlds } from "../../worlds.ts";
import { wordOf } from "../../core/index.ts";
import { firstSetup, rolesOf, wordsOf } from "../set-up/setup.ts";

/** A game in which the two students meet a rule change, and one in which a person plays with or against students; both are addresses of this page. */
export function beginnings(env = Object.keys(worlds)[0]!): { readonly env: string; readonly parting: string; readonly playing: string } {
  const { benchmark, plan } = worldOf(env);
  const { learner } = benchmark;
  const address = (fields: Readonly<Record<string, string>>) => `#${new URLSearchParams({ env, ...fields }).toString()}`;
  const sudden = plan.find.settings.map(({ params }) => params as Readonly<Record<string, unknown>>).find(({ emergencies }) => emergencies);
  const roles = rolesOf(firstSetup(env));
  // Against the students where others play in the game, too; else beside them.
  const [other] = wordsOf(roles).filter((word) => word !== learner);
  const mine = other ?? roles.find((role) => wordOf(role) === learner)!;
  return {
    env,
    parting: address({
      ...(sudden === undefined ? {} : { params: JSON.stringify(sudden) }),
      [learner]: "s-llm-ld",
      [`b.${learner}`]: "s-llm-kd-legal",
    }),
    playing: address({ [learner]: "s-llm-ld", [mine]: "human" }),
  };
}
