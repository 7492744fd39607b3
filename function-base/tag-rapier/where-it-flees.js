const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
/** The index of the prey that is nearest. */
const nearest = ({ me, prey }) => prey.reduce((best, one, i) => (far(one, me) < far(prey[best], me) ? i : best), 0);
/** A coordinate within the field, where a disc of that radius can be. */
const inside = (value, radius) => Math.max(radius - 1, Math.min(1 - radius, value));

/**
 * Hunts the nearest prey, and expects it to flee from the middle of the chasers, along a wall where it meets one.
 *
 * @stage foresee
 * @when gap=near heading=away where=open
 * @example {"observation": {"chasers": [{"role": "chaser-0", "x": -0.5, "y": 0, "vx": 0, "vy": 0, "touches": 0, "broken": 0}]}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": null, "result": {"prey": 0, "x": 0.35, "y": 0}}
 */
export default function whereItFlees(observation) {
  const index = nearest(observation);
  const { chasers, game } = observation;
  const { x, y } = observation.prey[index];
  const [sx, sy] = chasers.reduce(([a, b], one) => [a + one.x, b + one.y], [0, 0]);
  const [dx, dy] = [x - sx / chasers.length, y - sy / chasers.length];
  const gap = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
  return { prey: index, x: inside(x + (0.35 * dx) / gap, game.preyRadius), y: inside(y + (0.35 * dy) / gap, game.preyRadius) };
}
