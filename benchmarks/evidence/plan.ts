/** The plan of a world's evidence: which students are trained, and the suite that they play. */
import type { Control, EvidencePlan, World } from "../../agents/world.ts";
import { ArenaError } from "../../src/core/index.ts";
import { type Recipe, recipeFor, recipeSchema } from "../../src/distill/recipe.ts";
import { worldOf, worlds } from "../../src/worlds.ts";

/** A distillation run: the students of one recipe; `id` is also the name of their folder. */
export type Run = {
  readonly id: string;
  readonly about: string;
  readonly recipe: Recipe;
  /** The names under which students are committed, if they are. */
  readonly committed?: { readonly ld?: string; readonly kd?: string };
};

/** A world that has evidence, and the plan of it. Without an id, the first one that has. Throws `UnknownId`, and `BadInput` for a world without. */
export function planned(id?: string): { readonly world: World; readonly plan: EvidencePlan } {
  const having = Object.values(worlds).filter(({ plan }) => plan.evidence !== undefined);
  const world = id === undefined ? having[0] : worldOf(id, "arena evidence");
  if (world?.plan.evidence === undefined)
    throw new ArenaError(
      "BadInput",
      "arena evidence",
      `${id ?? "no world"} has no plan of evidence`,
      `expected one of ${having.map(({ env }) => env.id).join(", ") || "those with plan.evidence in their world"}`,
    );
  return { world, plan: world.plan.evidence };
}

/** What controls are, and their recipes beside one without other wordings, vectors and retriever. */
const CONTROLS: Readonly<Record<Control, { readonly about: string; readonly lacks: Partial<Recipe> }>> = {
  "one-wording": { about: "manuals in one wording, and no vectors of words", lacks: {} },
  names: { about: "names of functions in place of manuals", lacks: { reads: "names" } },
  renamed: { about: "meaningless words in states and manuals", lacks: { renamed: true } },
};

/** The default recipe of a world if its students read conditions. */
export function conditionsRecipe(world: World): Recipe {
  const { reads: _, paraphrases: __, words: ___, retriever: ____, layers: _____, notices: ______, ...students } = world.plan.students ?? {};
  return recipeFor({ ...world, plan: { ...world.plan, students } }, "default");
}

/** Every distillation of a world's evidence, in the order in which they are made. */
export function runsOf({ world, plan: { hidden, seeds, best, controls = [], notes } }: ReturnType<typeof planned>): readonly Run[] {
  const { id } = world.env;
  const usual = recipeFor(world, "default");
  const like = (more: object): Recipe => recipeSchema.parse({ ...usual, ...more });
  const { paraphrases: _, words: __, retriever: ___, ...plain } = usual;
  const ofSeed = (seed: number): Run => {
    const name = (kind: "ld" | "kd") => (seed === best[kind] ? { [kind]: `${id}-${kind}` } : {});
    return { id: `seed-${seed}`, about: `training seed ${seed}`, recipe: like({ seed }), committed: { ...name("ld"), ...name("kd") } };
  };
  return [
    ...seeds.slice(0, 1).map(ofSeed),
    {
      id: "augmented",
      about: `augmented: ${notes.augmented}`,
      recipe: { ...recipeFor(world, "augmented"), kinds: ["kd"] },
      committed: { kd: `${id}-kd-augmented` },
    },
    {
      id: "hidden",
      about: `without ${hidden.join(", ")}`,
      recipe: like({ hide: [...hidden], kinds: ["ld"] }),
      committed: { ld: `${id}-ld-hidden` },
    },
    ...(usual.reads === "purpose"
      ? [
          {
            id: "conditions",
            about: "manuals that say when to use a function, too",
            recipe: recipeSchema.parse({ ...conditionsRecipe(world), reads: "both", kinds: ["ld"] }),
            committed: { ld: `${id}-ld-conditions` },
          },
        ]
      : []),
    ...seeds.slice(1).map(ofSeed),
    ...controls.map((control): Run => {
      const { about, lacks } = CONTROLS[control];
      return { id: control, about, recipe: recipeSchema.parse({ ...plain, ...lacks, kinds: ["ld"] }) };
    }),
  ];
}
