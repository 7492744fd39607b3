/** What a gateway tells a page of the language model it is set to. */
import type { CassetteLabel } from "./cassette.ts";
import type { Price } from "./prices.ts";

/** What was asked so far: dollars are missing where no price is known, or an answer did not tell its tokens. */
export type Spending = {
  readonly requests: number;
  /** Requests that got no answer: the endpoint was busy, out of order or out of reach. */
  readonly failed: number;
  readonly replayed: number;
  /** Tokens, of the answers that told theirs. */
  readonly input: number;
  readonly output: number;
  /** Answers that did not tell their tokens, or only some of them. */
  readonly untold: number;
  readonly dollars: number | undefined;
};

/** The settings, without the key. */
export type PageSettings = {
  readonly url: string;
  readonly model: string;
  readonly hasKey: boolean;
  /** Whether it is the offline teacher. */
  readonly offline: boolean;
  readonly price: Price | null;
  /** Where answers are kept, if they are. */
  readonly cassette: CassetteLabel | null;
  readonly spending: Omit<Spending, "dollars"> & { readonly dollars: number | null };
};
