const inside = ({ game }, [x, y]) => [Math.max(0, Math.min(game.width - 1, x)), Math.max(0, Math.min(game.height - 1, y))];

/**
 * Follows the prey two steps behind, on your side of it.
 * Use when you are near and two partners press it already.
 *
 * @stage target
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[3,5]}}
 */
export default function shadow(observation, legal, previous) {
  const { prey } = previous;
  const { me } = observation;
  const [dx, dy] = [me[0] - prey[0], me[1] - prey[1]];
  const back = Math.abs(dx) >= Math.abs(dy) ? [2 * Math.sign(dx), 0] : [0, 2 * Math.sign(dy)];
  return { prey, goal: inside(observation, [prey[0] + back[0], prey[1] + back[1]]) };
}
