/** Pretrained models in a web worker. */
import { modelFolder } from "../platform/model-folder.browser.ts";
import { PREFERRED } from "../student/pretrained.ts";
import { pretrainedModels } from "./pretrained.ts";

const sessions = () => import("../platform/sessions.browser.ts");

/** Opens pretrained models. */
export const browserModels = () =>
  pretrainedModels<Uint8Array>({
    folder: modelFolder,
    preferred: async (device) => PREFERRED[await (await sessions()).modelDevice(device)],
    async session({ name, model, external }, device) {
      const { browserSession, modelDevice } = await sessions();
      const where = `model ${name}`;
      const on = (await modelDevice(device)) === "wasm" ? "wasm" : "webgpu";
      try {
        return await browserSession(where, on, model.weights, external);
      } catch (error) {
        // Some models, and some drivers, do not work on the graphics processor.
        if (on === "wasm" || device === "webgpu") throw error;
        return browserSession(where, "wasm", model.weights, external);
      }
    },
  });
