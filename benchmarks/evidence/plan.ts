/** The plan of the evidence on pursuit: which students are trained, and the suite that they play. */
import { worldOf } from "../../src/worlds.ts";
import { type Recipe, recipeFor, recipeSchema } from "../../src/distill/recipe.ts";

/** The environment of the evidence. */
export const ENV = "pursuit";

/** The suite that the students play. */
export const SUITE = "pursuit-evidence";

/** Functions that one student and its teacher never see in training: from every stage, each taken in 5 to 25 % of the stage's decisions. */
export const HIDDEN = ["run-ahead", "right-flank", "inner-side", "squeeze"] as const;

/** A distillation run: the students of one recipe; `id` is also the name of their folder. */
export type Run = {
  readonly id: string;
  readonly about: string;
  readonly recipe: Recipe;
  /** The names under which students are committed, if they are. */
  readonly committed?: { readonly ld?: string; readonly kd?: string };
};

const usual = recipeFor(worldOf(ENV), "default");
const like = (more: object): Recipe => recipeSchema.parse({ ...usual, ...more });

/** Training seeds of the default recipe. */
export const SEEDS = [1, 2, 3] as const;

/** The training seeds whose students are the default ones: those with the best return on validation seeds. */
const BEST = { ld: 1, kd: 3 } as const;

/** Numbers of the teacher's episodes along the learning curve, beside the default recipe's. */
const CURVE = [6, 25, 100, 550] as const;

/** Other widths of the decoder than the default of 128. */
const WIDTHS = [64] as const;

/** Every distillation, in the order in which they are made. */
export const runs: readonly Run[] = [
  ...SEEDS.map((seed): Run => {
    const name = (kind: "ld" | "kd") => `${ENV}-${kind}${seed === BEST[kind] ? "" : `-seed-${seed}`}`;
    return { id: `seed-${seed}`, about: `training seed ${seed}`, recipe: like({ seed }), committed: { ld: name("ld"), kd: name("kd") } };
  }),
  {
    id: "augmented",
    about: "party sizes, boards and symmetries augmented",
    recipe: { ...recipeFor(worldOf(ENV), "augmented"), kinds: ["kd"] },
    committed: { kd: `${ENV}-kd-augmented` },
  },
  {
    id: "hidden",
    about: `without ${HIDDEN.join(", ")}`,
    recipe: like({ hide: [...HIDDEN], kinds: ["ld"] }),
    committed: { ld: `${ENV}-ld-hidden` },
  },
  ...WIDTHS.map((width): Run => ({
    id: `width-${width}`,
    about: `${width} wide`,
    recipe: like({ decoder: { ...usual.decoder, width, hidden: 2 * width } }),
  })),
  ...CURVE.map((episodes): Run => ({ id: `episodes-${episodes}`, about: `${episodes} episodes`, recipe: like({ episodes }) })),
];

/** The runs along the learning curve. */
export const isOnCurve = ({ id }: Pick<Run, "id">): boolean => id === "seed-1" || id.startsWith("episodes-");
