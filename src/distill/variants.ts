/** Other kinds of episodes beside a recipe's preset: party sizes, boards. */
import type { Json } from "../core/index.ts";
import type { Recipe } from "./recipe.ts";

/** Seeds of a split. */
export type Seeds = { readonly split: string; readonly first: number; readonly count: number };

/** Episodes of one kind. */
export type Portion = { readonly params: Readonly<Record<string, Json>>; readonly seeds: Seeds };

/** Shares seeds out among the preset, which comes first, and the variants; no seed is played by two. */
export function portionsOf(variants: Recipe["variants"], { split, first, count }: Seeds): readonly Portion[] {
  const rest = 1 - variants.reduce((sum, { share }) => sum + share, 0);
  let [passed, from] = [0, first];
  return [{ params: {}, share: rest }, ...variants].flatMap(({ params, share }) => {
    passed += share;
    const seeds = { split, first: from, count: first + Math.round(passed * count) - from };
    from += seeds.count;
    // With few episodes, a small share may have none.
    return seeds.count < 1 ? [] : [{ params, seeds }];
  });
}
