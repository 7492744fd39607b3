const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
/** A coordinate within the field, where a disc of that radius can be. */
const inside = (value, radius) => Math.max(radius - 1, Math.min(1 - radius, value));

/**
 * Hunts the prey that is nearest to all chasers together, and takes it to move on for half a second, as far as the walls allow.
 *
 * @stage foresee
 * @when gap=near heading=away where=edge
 * @when gap=near heading=across
 * @example {"observation": {"prey": [{"role": "prey-0", "x": 0, "y": 0, "vx": 1, "vy": 0, "touches": 0, "broken": 0}]}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": null, "result": {"prey": 0, "x": 0.5, "y": 0}}
 */
export default function inHalfASecond({ chasers, prey, game }) {
  const sum = (one) => chasers.reduce((all, chaser) => all + far(chaser, one), 0);
  const index = prey.reduce((best, one, i) => (sum(one) < sum(prey[best]) ? i : best), 0);
  const { x, y, vx, vy } = prey[index];
  return { prey: index, x: inside(x + vx / 2, game.preyRadius), y: inside(y + vy / 2, game.preyRadius) };
}
