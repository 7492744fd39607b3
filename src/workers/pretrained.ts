/** Pretrained models at work in a worker: each is opened once, whatever number of seats it plays for. */
import type { Causal, CausalOptions, Loading } from "../../agents/index.ts";
import { openCausal } from "../student/causal.ts";
import { type ModelFolder, type ModelPrecision, type Pretrained, readPretrained } from "../student/pretrained.ts";
import type { Session } from "../student/session.ts";

/** What a platform does with models. */
export interface ModelPlatform<Weights> {
  folder(model: string): ModelFolder<Weights>;
  /** Precisions in order of preference, for a device. */
  preferred(device: CausalOptions["device"]): Promise<readonly ModelPrecision[]>;
  session(pretrained: Pretrained<Weights>, device: CausalOptions["device"]): Promise<Session>;
}

/** Milliseconds between reports of loading. */
const TOLD_MS = 100;

/** Opens pretrained models by their folders or addresses. */
export function pretrainedModels<Weights>({ folder, preferred, session }: ModelPlatform<Weights>) {
  const open = new Map<string, { readonly causal: Promise<Causal>; readonly ears: Set<NonNullable<CausalOptions["heard"]>> }>();
  return (model: string, options: CausalOptions): Promise<Causal> => {
    const { precision, device, context, heard } = options;
    const key = JSON.stringify([model, precision, device, context]);
    let opening = open.get(key);
    if (opening === undefined) {
      const ears = new Set<NonNullable<CausalOptions["heard"]>>();
      const causal = (async () => {
        let told = -Infinity;
        const tell = (loading: Loading) => {
          const now = performance.now();
          if (now - told < TOLD_MS && loading.done !== loading.total) return;
          told = now;
          for (const ear of ears) ear(loading);
        };
        const pretrained = await readPretrained(folder(model), precision, await preferred(device), tell);
        const opened = await session(pretrained, device);
        return openCausal(pretrained.name, pretrained.texts, opened, context).catch(async (error: unknown) => {
          await opened.dispose();
          throw error;
        });
      })();
      opening = { causal, ears };
      open.set(key, opening);
      // A model that could not be opened may be available the next time.
      causal.catch(() => open.delete(key)).finally(() => ears.clear());
    }
    if (heard !== undefined) opening.ears.add(heard);
    return opening.causal;
  };
}
