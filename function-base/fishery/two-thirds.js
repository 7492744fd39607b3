/**
 * Leaves two thirds of what the lake holds, so that it fills up slowly while something is caught.
 *
 * @stage aim
 * @when season=first stock=full
 * @when season=middle stock=good
 * @when season=middle stock=full others=fair sharing=alone
 * @when season=late stock=full others=fair sharing=alone
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 54}}
 */
export default function twoThirds({ pool }, legal, { others, sharers }) {
  return { others, sharers, leave: Math.ceil((2 * pool) / 3) };
}
