const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
/** The index of the prey that is nearest. */
const nearest = ({ me, prey }) => prey.reduce((best, one, i) => (far(one, me) < far(prey[best], me) ? i : best), 0);

/**
 * Hunts the nearest prey, and takes it to stay where it is.
 *
 * @stage foresee
 * @when gap=far heading=away
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": null, "result": {"prey": 0, "x": 0, "y": 0}}
 */
export default function whereItIs(observation) {
  const index = nearest(observation);
  const { x, y } = observation.prey[index];
  return { prey: index, x, y };
}
