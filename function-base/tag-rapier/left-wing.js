/** A coordinate within the field, where a disc of that radius can be. */
const inside = (value, radius) => Math.max(radius - 1, Math.min(1 - radius, value));

/**
 * Goes past the expected place on its left side, as seen from you, to close in from there.
 *
 * @stage place
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0}, "result": {"prey": 0, "x": 0, "y": 0, "goal": [0, -0.3]}}
 */
export default function leftWing(observation, legal, { prey, x, y }) {
  const { me } = observation;
  const [dx, dy] = [x - me.x, y - me.y];
  const gap = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
  const wing = Math.min(0.3, gap);
  return { prey, x, y, goal: [inside(x + (wing * dy) / gap, 0.075), inside(y - (wing * dx) / gap, 0.075)] };
}
