/** The symmetries of the board: the eight of a square, the four of another rectangle. */
import { type Cell, indexOf, type Move } from "./board.ts";
import { zoneText } from "./emergencies.ts";
import type { Observation } from "./observation.ts";

/** A symmetry: x and y swapped or not, then east and west swapped or not, north and south swapped or not. */
export type Symmetry = { readonly swap: boolean; readonly flipX: boolean; readonly flipY: boolean };

const BOTH = [false, true] as const;
const ALL: readonly Symmetry[] = BOTH.flatMap((swap) => BOTH.flatMap((flipX) => BOTH.map((flipY) => ({ swap, flipX, flipY }))));
const UPRIGHT = ALL.filter(({ swap }) => !swap);

/** The symmetries of a board, the one that changes nothing first. */
export const symmetriesOf = ({ width, height }: Size): readonly Symmetry[] => (width === height ? ALL : UPRIGHT);

type Size = { readonly width: number; readonly height: number };

/** The cell to which a symmetry maps a cell. */
export function turnedCell({ swap, flipX, flipY }: Symmetry, { width, height }: Size, [x, y]: Cell): Cell {
  const [a, b] = swap ? [y, x] : [x, y];
  return [flipX ? width - 1 - a : a, flipY ? height - 1 - b : b];
}

/** The move to which a symmetry maps a move. */
export function turnedMove({ swap, flipX, flipY }: Symmetry, move: Move): Move {
  if (move === "stay") return move;
  const alongX = (move === "east" || move === "west") !== swap;
  const forth = (move === "east" || move === "south") !== (alongX ? flipX : flipY);
  return alongX ? (forth ? "east" : "west") : forth ? "south" : "north";
}

/** What an agent would see on the board under a symmetry: every cell is mapped, and lists of cells are sorted again. */
export function turned(symmetry: Symmetry, seen: Observation): Observation {
  const { width } = seen.game;
  const cell = (at: Cell): Cell => turnedCell(symmetry, seen.game, at);
  const orNull = (at: Cell | null) => (at === null ? null : cell(at));
  const sorted = (cells: readonly Cell[]) => cells.map(cell).sort((a, b) => indexOf(a, width) - indexOf(b, width));
  const restricted = sorted(seen.restricted);
  const zone = () =>
    zoneText(
      seen.barred,
      restricted.map((at) => indexOf(at, width)),
      width,
    );
  return {
    ...seen,
    me: cell(seen.me),
    pursuers: seen.pursuers.map((piece) => ({ ...piece, at: orNull(piece.at) })),
    runners: seen.runners.map((piece) => ({ ...piece, at: orNull(piece.at), seen: orNull(piece.seen) })),
    obstacles: sorted(seen.obstacles),
    restricted,
    notices: seen.notices.map((notice) => (notice.id === "restricted-zone" ? { ...notice, text: zone() } : notice)),
  };
}

/** The images of an observation and a move under every symmetry of the board, the unchanged pair first. */
export const images = (observation: Observation, action: Move): readonly { readonly observation: Observation; readonly action: Move }[] =>
  symmetriesOf(observation.game).map((symmetry, i) =>
    i === 0 ? { observation, action } : { observation: turned(symmetry, observation), action: turnedMove(symmetry, action) },
  );
