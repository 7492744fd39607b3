/** Where the arena's server hands out the models it was told of: `/pretrained/<model>/<file>`, and at `/pretrained/` a list of them. */
export const SERVED = "pretrained";

/** The parameter that asks for a list of the files of a model with this ending: `/pretrained/<model>/?ending=.onnx`. */
export const ENDING = "ending";

/** The list of models. */
export type ServedModels = { readonly models: readonly string[] };
