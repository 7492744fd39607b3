const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
/** The index of the prey that is nearest. */
const nearest = ({ me, prey }) => prey.reduce((best, one, i) => (far(one, me) < far(prey[best], me) ? i : best), 0);
/** A coordinate within the field, where a disc of that radius can be. */
const inside = (value, radius) => Math.max(radius - 1, Math.min(1 - radius, value));

/**
 * Hunts the nearest prey, and takes it to move on for a whole second, as far as the walls allow.
 *
 * @stage foresee
 * @when gap=far heading=across
 * @when gap=far heading=still
 * @when gap=far heading=towards
 * @example {"observation": {"prey": [{"role": "prey-0", "x": 0, "y": 0, "vx": 0.5, "vy": 0, "touches": 0, "broken": 0}]}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": null, "result": {"prey": 0, "x": 0.5, "y": 0}}
 */
export default function inASecond(observation) {
  const index = nearest(observation);
  const { x, y, vx, vy } = observation.prey[index];
  const { preyRadius } = observation.game;
  return { prey: index, x: inside(x + vx, preyRadius), y: inside(y + vy, preyRadius) };
}
