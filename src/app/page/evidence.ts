/** What the pages know of the evidence that is served beside them. */
import type { Glance } from "../../../benchmarks/evidence/glance.ts";

/** The games whose evidence the build has found; null where it has the page alone. */
declare const EVIDENCE: Readonly<Record<string, Glance | null>>;

/** The numbers of the evidence on each game that has some, by its environment. */
export const glances: Readonly<Record<string, Glance | null>> = EVIDENCE;

/** The page of the evidence on a game. */
export const evidenceAddress = (env: string): string => `evidence/${env}.html`;
