/** The web worker that trains in a page. */
import * as Comlink from "comlink";
import { browserRuntime } from "../platform/ort.browser.ts";
import { trainingService } from "./training.ts";

// The name of a worker is known before any message: this one says on how many cores to train.
Comlink.expose(trainingService((device) => browserRuntime(device, Number(self.name))));
