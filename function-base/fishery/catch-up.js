/**
 * Wishes its part of the rest, and half of what it is behind the others in all, or less by half of what it is ahead.
 *
 * @stage wish
 * @when season=middle room=none others=high grabbers=one
 * @example {"observation": {}, "legal": [], "previous": {"others": 0, "sharers": 5, "leave": 50}, "result": 3}
 */
export default function catchUp({ role, game, pool, fishers }, legal, { others, sharers, leave }) {
  const rest = Math.max(0, pool - leave - others);
  let [mine, theirs] = [0, 0];
  for (const one of fishers)
    if (one.role === role) mine = one.caught;
    else theirs += one.caught;
  return Math.max(0, Math.min(rest, Math.floor(rest / sharers - (mine - theirs / (game.fishers - 1)) / 2)));
}
