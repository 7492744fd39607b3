/** What tokens of paid models cost. */
import type { Exchange, Usage } from "../core/index.ts";

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

/** What answers cost: one price for every model, where it was set, or the table of a day. */
export type Prices = { readonly set: Price } | { readonly on: string; readonly table: Readonly<Record<string, Price>> };

/** The prices of today, with the price that is set. */
export const pricesNow = (set?: Price): Prices => (set === undefined ? { on: PRICED_ON, table: PRICES } : { set });

/**
 * The price of an answer, by the first of the model's names that is known: a name is known by the longest entry that it begins
 * with (`gpt-4o-2024-08-06`). Undefined where none is.
 */
export function priceIn(prices: Prices, ...names: readonly string[]): Price | undefined {
  if ("set" in prices) return prices.set;
  for (const model of names) {
    const known = Object.keys(prices.table)
      .filter((name) => model === name || model.startsWith(`${name}-2`) || model.startsWith(`${name}+`))
      .sort((a, b) => b.length - a.length)[0];
    if (known !== undefined) return prices.table[known];
  }
  return undefined;
}

/** The price of a model in the table. */
export const priceOf = (model: string): Price | undefined => priceIn(pricesNow(), model);

/** Dollars for so many tokens; undefined where tokens that cost something were not told. */
export function costOf({ input, output }: Price, usage: Usage): number | undefined {
  const [asked, answered] = [input === 0 ? 0 : usage.input, output === 0 ? 0 : usage.output];
  return asked === null || answered === null ? undefined : (input * asked + output * answered) / 1e6;
}

/** Dollars for an exchange, whose attempts may have been answered by several models; undefined where it is not known. */
export function costOfExchange(
  prices: Prices,
  { model, usage, by }: Pick<Exchange, "model" | "usage" | "by">,
  asked: string,
): number | undefined {
  const costs = Object.entries(by ?? { [model]: usage }).map(([name, one]) => costIn(prices, one, name, asked));
  return costs.reduce<number | undefined>((sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost), 0);
}

/** Dollars for an answer, by the first of its model's names that has a price; undefined where none has, or it did not tell its tokens. */
export function costIn(prices: Prices, usage: Usage, ...names: readonly string[]): number | undefined {
  const price = priceIn(prices, ...names);
  return price === undefined ? undefined : costOf(price, usage);
}
