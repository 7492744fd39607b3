/** Pretrained models in a worker thread of Node. */
import { modelFolder } from "../platform/model-folder.node.ts";
import { natively } from "../platform/native.node.ts";
import { PREFERRED } from "../student/pretrained.ts";
import { type ModelPlatform, pretrainedModels } from "./pretrained.ts";

const platform = (threads: number): ModelPlatform<string> => ({
  folder: modelFolder,
  preferred: () => Promise.resolve(PREFERRED.cpu),
  session: async ({ name, model }) =>
    (await natively(() => import("../platform/sessions.node.ts"))).nodeSession(`model ${name}`, model.weights, threads),
});

/** Opens pretrained models; `threads` for one operator. */
export const nodeModels = (threads: number) => pretrainedModels(platform(threads));
