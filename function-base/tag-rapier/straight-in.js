/**
 * Goes straight to where the prey is expected.
 *
 * @stage place
 * @when where=edge behind=free
 * @when rank=middle
 * @when where=corner
 * @when rank=first where=edge
 * @when gap=far where=open
 * @when rank=first gap=touching
 * @when gap=touching where=edge
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0}, "result": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}}
 */
export default function straightIn(observation, legal, { prey, x, y }) {
  return { prey, x, y, goal: [x, y] };
}
