/** What the pages know of the evidence that is served beside them. */
import type { Glance } from "../../../benchmarks/evidence/glance.ts";

/** The games whose evidence the build has found. */
declare const EVIDENCE: Readonly<Record<string, Glance>>;

/** The numbers of the evidence on each game that has some, by its environment. */
export const glances: Readonly<Record<string, Glance>> = EVIDENCE;

/** The page of the evidence on a game. */
export const evidenceAddress = (env: string): string => `evidence/${env}.html`;
