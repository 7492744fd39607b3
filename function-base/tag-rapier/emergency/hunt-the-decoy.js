/**
 * Hunts the decoy, which lies where the prey is not: opposite it through the middle.
 *
 * @stage foresee
 * @notice decoy
 * @answers a decoy counts as prey as well
 * @example {"observation": {"prey": [{"role": "prey-0", "x": 0.5, "y": 0, "vx": 0, "vy": 0, "touches": 0, "broken": 0}]}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": null, "result": {"prey": 0, "x": -0.5, "y": 0}}
 */
export default function huntTheDecoy({ prey }) {
  return { prey: 0, x: prey[0].x === 0 ? 0 : -prey[0].x, y: prey[0].y === 0 ? 0 : -prey[0].y };
}
