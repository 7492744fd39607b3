/**
 * Goes between the prey and the middle of the field, so that it stays at the wall.
 *
 * @stage place
 * @when rank=last gap=near where=edge behind=taken
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0.8, "y": 0}, "result": {"prey": 0, "x": 0.8, "y": 0, "goal": [0.6000000000000001, 0]}}
 */
export default function innerSide(observation, legal, { prey, x, y }) {
  const off = Math.sqrt(x * x + y * y);
  const share = off < 0.2 ? 1 : (off - 0.2) / off;
  return { prey, x, y, goal: [x * share, y * share] };
}
