/**
 * Goes to the north-west corner, where the referee gathers the chasers.
 *
 * @stage place
 * @notice whistle
 * @answers the referee whistles all chasers to a corner
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0}, "result": {"prey": 0, "x": 0, "y": 0, "goal": [-0.9, -0.9]}}
 */
export default function takeTheWhistle(observation, legal, { prey, x, y }) {
  return { prey, x, y, goal: [-0.9, -0.9] };
}
