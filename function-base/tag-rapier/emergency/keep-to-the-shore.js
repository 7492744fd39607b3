/**
 * Goes to the nearest border of the field, away from the water in its middle.
 *
 * @stage place
 * @notice flood
 * @answers the middle of the field is flooded
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0}, "result": {"prey": 0, "x": 0, "y": 0, "goal": [-0.9, 0]}}
 */
export default function keepToTheShore({ me }, legal, { prey, x, y }) {
  const goal = Math.abs(me.x) > Math.abs(me.y) ? [me.x > 0 ? 0.9 : -0.9, me.y] : [me.x, me.y > 0 ? 0.9 : -0.9];
  return { prey, x, y, goal };
}
