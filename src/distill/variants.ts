/** Other kinds of episodes beside a recipe's preset: party sizes, boards, partners. */
import type { Json } from "../core/index.ts";
import type { Recipe } from "./recipe.ts";

/** Seeds of a split. */
export type Seeds = { readonly split: string; readonly first: number; readonly count: number };

/** Episodes of one kind: parameters that differ from the preset's, and a cast if one seat alone learns. */
export type Portion = { readonly params: Readonly<Record<string, Json>>; readonly cast?: string; readonly seeds: Seeds };

/** Shares seeds out among the preset, which comes first, and the variants; no seed is played by two. */
export function portionsOf(variants: Recipe["variants"], { split, first, count }: Seeds): readonly Portion[] {
  const rest = 1 - variants.reduce((sum, { share }) => sum + share, 0);
  let [passed, from] = [0, first];
  const kinds: Recipe["variants"] = [{ params: {}, share: rest }, ...variants];
  return kinds.flatMap(({ params, cast, share }): readonly Portion[] => {
    passed += share;
    const seeds = { split, first: from, count: first + Math.round(passed * count) - from };
    from += seeds.count;
    // With few episodes, a small share may have none.
    return seeds.count < 1 ? [] : [{ params, ...(cast === undefined ? {} : { cast }), seeds }];
  });
}
