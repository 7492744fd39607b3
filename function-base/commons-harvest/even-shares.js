const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** Patches that bear apples as far as is known. */
const alive = (patches) => {
  const some = patches.filter(({ apples, places, seen }) => apples.length > 0 || seen < places);
  return some.length > 0 ? some : patches;
};

/**
 * Deals the patches that bear apples out among all harvesters, the nearest pairs first and every patch as often as another, and keeps to its own.
 *
 * @stage patch
 * @when season=first elsewhere=poorer
 * @when season=first here=full
 * @when season=late here=half
 * @when season=late here=good
 * @when season=late here=thin
 * @when season=late here=last
 * @when season=first here=half
 * @when season=late here=full
 * @when season=first here=thin
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":0}}
 */
export default function evenShares({ role, harvesters }, legal, previous, tools) {
  const patches = alive(tools.patches());
  const here = harvesters.filter(({ at }) => at !== null);
  const room = Math.ceil(here.length / patches.length);
  const pairs = here.flatMap(({ role: who, at }) => patches.map(({ patch, middle }) => ({ who, patch, steps: far(at, middle) })));
  pairs.sort((a, b) => a.steps - b.steps);
  const [dealt, taken] = [new Map(), new Map()];
  for (const { who, patch } of pairs) {
    if (dealt.has(who) || (taken.get(patch) ?? 0) >= room) continue;
    dealt.set(who, patch);
    taken.set(patch, (taken.get(patch) ?? 0) + 1);
  }
  return { patch: dealt.get(role) ?? patches[0].patch };
}
