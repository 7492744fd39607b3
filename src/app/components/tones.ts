/** The colour of a role beside the board: that of its piece on it. */
import type { Tone } from "../../core/index.ts";

const TONES: Readonly<Record<string, Tone>> = { pursuer: "pursuer", runner: "runner" };

/** The tone of a role's word; roles without a piece of their own share one. */
export const toneOf = (word: string): Tone => TONES[word] ?? "mark";
