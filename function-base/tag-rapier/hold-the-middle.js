/**
 * Stays half way between the prey and the middle of the field, to cut it off wherever it turns.
 *
 * @stage place
 * @when rank=last gap=touching where=open
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0.8, "y": 0.4}, "result": {"prey": 0, "x": 0.8, "y": 0.4, "goal": [0.4, 0.2]}}
 */
export default function holdTheMiddle(observation, legal, { prey, x, y }) {
  return { prey, x, y, goal: [x / 2, y / 2] };
}
