/** The cells that a decision points at: on the board, and in words. */
import type { Mark } from "../../../function-base/index.ts";
import type { Picture, Role, Shape } from "../../core/index.ts";
import { cellText } from "../page/words.ts";

/** The cells that a role's decision points at. */
export interface Aims {
  readonly role: Role;
  readonly marks: readonly Mark[];
  /** Whether the picture on show is the first one after the decision. */
  readonly fresh: boolean;
}

/** The picture with rings and tags on the cells that a decision points at; tags of the same cell are merged. */
export function withAims(picture: Picture, { role, marks, fresh }: Aims): Picture {
  const alpha = fresh ? 1 : 0.6;
  const { width, height } = picture;
  const cells = new Map<string, Mark[]>();
  const within = marks.filter(({ x, y }) => x < width && y < height);
  for (const mark of within) {
    const key = cellText(mark.x, mark.y);
    cells.set(key, [...(cells.get(key) ?? []), mark]);
  }
  const rings = [...cells.values()].flatMap((group): Shape[] => {
    const { stage, x: column, y: row } = group[0]!;
    const label = group.map((mark) => mark.label).join(", ");
    const [x, y] = [column + 0.5, row + 0.5];
    const w = 0.2 + 0.14 * label.length;
    const tag = { x: Math.max(w / 2, Math.min(width - w / 2, x)), y: row === 0 ? y + 0.45 : y - 0.45 };
    return [
      { id: `mark-${stage}`, kind: "circle", ring: true, r: 0.47, x, y, tone: "mark", alpha },
      { id: `mark-${stage}-tag`, kind: "rect", w, h: 0.3, ...tag, tone: "mark", label },
    ];
  });
  const piece = picture.shapes.find(({ id }) => id === role);
  // The last place that a decision names is where it leads to.
  const goal = within.at(-1);
  const at = piece === undefined ? undefined : ({ x: piece.x, y: piece.y, tone: "mark", alpha } as const);
  const own: Shape[] = at === undefined ? [] : [{ id: "mark-role", kind: "circle", ring: true, r: 0.43, ...at }];
  if (at !== undefined && goal !== undefined) own.push({ id: "mark-way", kind: "arrow", to: { x: goal.x + 0.5, y: goal.y + 0.5 }, ...at });
  return { ...picture, shapes: [...picture.shapes, ...own, ...rings] };
}

/** The cells that a decision points at, in words. */
export const aimsText = ({ role, marks }: Aims): string =>
  `${role} aims at ${marks.map(({ label, x, y }) => `${label} ${cellText(x, y)}`).join(", ")}.`;
