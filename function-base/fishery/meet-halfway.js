/**
 * Wishes half-way between an equal part of all that may be taken and its part of the rest, when what is expected is gone.
 *
 * @stage wish
 * @when season=first
 * @when season=middle room=none grabbers=some
 * @when season=middle room=none others=fair
 * @when season=middle room=none others=modest
 * @when season=middle room=none grabbers=none
 * @when season=middle room=ample
 * @when season=middle room=none others=greedy
 * @when season=late room=none
 * @when season=middle room=tight others=modest
 * @when season=middle room=none grabbers=most
 * @when season=late room=ample
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3, "leave": 50}, "result": 4}
 */
export default function meetHalfway({ game, pool }, legal, { others, sharers, leave }) {
  const spare = pool - leave;
  return Math.floor((spare / game.fishers + Math.max(0, spare - others) / sharers) / 2);
}
