/** All mutants: what the conformance kit must find. */
import { dikeMutants } from "./dike.ts";
import type { Mutant } from "./mutant.ts";
import { pipMutants } from "./pip.ts";
import { pursuitMutants } from "./pursuit.ts";
import { tallyChance } from "./tally-chance.ts";
import { tallyDeterminized } from "./tally-determinized.ts";
import { tallyEmergencies } from "./tally-emergencies.ts";
import { tallyReturns } from "./tally-returns.ts";
import { tallySight } from "./tally-sight.ts";

/** Every mutant. */
export const mutants: readonly Mutant[] = [
  ...tallySight,
  ...tallyDeterminized,
  ...tallyChance,
  ...tallyReturns,
  ...tallyEmergencies,
  ...pipMutants,
  ...dikeMutants,
  ...pursuitMutants,
];
