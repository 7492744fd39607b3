/** What tokens of paid models cost. */

/** Dollars for a million tokens. */
export type Price = { readonly input: number; readonly output: number };

/** The day of the price table; prices change, `ARENA_LLM_PRICE` overrides. */
export const PRICED_ON = "2025-08-15";

/** List prices by the beginning of a model's name, without discounts for caching or batches. */
const PRICES: Readonly<Record<string, Price>> = {
  "gpt-5": { input: 1.25, output: 10 },
  "gpt-5-mini": { input: 0.25, output: 2 },
  "gpt-5-nano": { input: 0.05, output: 0.4 },
  "gpt-4.1": { input: 2, output: 8 },
  "gpt-4.1-mini": { input: 0.4, output: 1.6 },
  "gpt-4.1-nano": { input: 0.1, output: 0.4 },
  "gpt-4o": { input: 2.5, output: 10 },
  "gpt-4o-mini": { input: 0.15, output: 0.6 },
  "text-embedding-3-small": { input: 0.02, output: 0 },
  "text-embedding-3-large": { input: 0.13, output: 0 },
  "o4-mini": { input: 1.1, output: 4.4 },
  "expert-scripted": { input: 0, output: 0 },
};

/** The price of a model, by the longest known name that its own begins with (`gpt-4o-2024-08-06`); undefined for an unknown one. */
export function priceOf(model: string): Price | undefined {
  const name = Object.keys(PRICES)
    .filter((known) => model === known || model.startsWith(`${known}-2`) || model.startsWith(`${known}+`))
    .sort((a, b) => b.length - a.length)[0];
  return name === undefined ? undefined : PRICES[name];
}

/** Dollars for so many tokens. */
export const costOf = ({ input, output }: Price, usage: { readonly input: number; readonly output: number }): number =>
  (input * usage.input + output * usage.output) / 1e6;
