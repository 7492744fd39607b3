const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
/** A coordinate within the field, where a disc of that radius can be. */
const inside = (value, radius) => Math.max(radius - 1, Math.min(1 - radius, value));
const matesOf = ({ role, chasers }) => chasers.filter((one) => one.role !== role);

/**
 * Goes to the side of the prey that is farthest from all other chasers and from the walls: its best way out.
 *
 * @stage place
 * @when rank=last gap=far where=edge behind=taken
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0}, "result": {"prey": 0, "x": 0, "y": 0, "goal": [0, -0.3]}}
 */
export default function widestGap(observation, legal, { prey, x, y }) {
  const mates = matesOf(observation);
  const D = 0.3 * Math.SQRT1_2;
  const ways = [[0.3, 0], [D, D], [0, 0.3], [-D, D], [-0.3, 0], [-D, -D], [0, -0.3], [D, -D]]; // prettier-ignore
  const free = ([dx, dy]) => {
    const at = { x: x + dx, y: y + dy };
    const wall = Math.min(1 - Math.abs(at.x), 1 - Math.abs(at.y));
    if (wall < 0.075) return wall - 10;
    return Math.min(...mates.map((mate) => far(mate, at)), 2) + Math.min(wall, 0.3) - 0.2 * far(observation.me, at);
  };
  const [dx, dy] = ways.reduce((best, one) => (free(one) > free(best) ? one : best));
  return { prey, x, y, goal: [inside(x + dx, 0.075), inside(y + dy, 0.075)] };
}
