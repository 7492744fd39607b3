/** All mutants: what the conformance kit must find. */
import { dikeMutants, pipMutants } from "./games.ts";
import type { Mutant } from "./mutant.ts";
import { pursuitMutants } from "./pursuit.ts";
import { tallyRulesMutants } from "./tally-rules.ts";
import { tallySight } from "./tally-sight.ts";

/** Every mutant. */
export const mutants: readonly Mutant[] = [...tallySight, ...tallyRulesMutants, ...pipMutants, ...dikeMutants, ...pursuitMutants];
