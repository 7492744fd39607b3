/**
 * Leaves everything in the lake for a month, so that it recovers as fast as it can.
 *
 * @stage aim
 * @when season=middle stock=middling
 * @when season=first stock=scarce
 * @when season=late stock=middling
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 80}}
 */
export default function closedSeason({ pool }, legal, { others, sharers }) {
  return { others, sharers, leave: pool };
}
