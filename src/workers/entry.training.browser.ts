/** The web worker that trains in a page. */
import * as Comlink from "comlink";
import { browserRuntime } from "../platform/ort.browser.ts";
import { trainingService } from "./training.ts";

// The name is what a worker is told before anything else: here, on how many cores it trains.
Comlink.expose(trainingService((device) => browserRuntime(device, Number(self.name))));
