/** Other kinds of episodes beside a recipe's preset: party sizes, boards. */
import type { Json } from "../core/index.ts";
import type { Recipe } from "./recipe.ts";

/** Seeds of a split. */
export type Seeds = { readonly split: string; readonly first: number; readonly count: number };

/** Episodes of one kind. */
export type Portion = { readonly params: Readonly<Record<string, Json>>; readonly seeds: Seeds };

/** Shares seeds out among the preset, which comes first, and the variants; no seed is played by two. */
export function portionsOf(variants: Recipe["variants"], { split, first, count }: Seeds): readonly Portion[] {
  const counts = variants.map(({ share }) => Math.max(1, Math.round(share * count)));
  const rest = count - counts.reduce((sum, one) => sum + one, 0);
  let from = first;
  return [{ params: {}, count: rest }, ...variants.map(({ params }, i) => ({ params, count: counts[i]! }))].flatMap((one) => {
    if (one.count < 1) return [];
    const seeds = { split, first: from, count: one.count };
    from += one.count;
    return [{ params: one.params, seeds }];
  });
}
