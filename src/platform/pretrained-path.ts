/** Where the arena's server hands out the models it was told of: `/pretrained/<model>/<file>`, and at `/pretrained/` a list of them. */
export const SERVED = "pretrained";

/** The list. */
export type ServedModels = { readonly models: readonly string[] };
