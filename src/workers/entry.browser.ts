/** The worker of the page. */
import * as Comlink from "comlink";
import { remoteStudents } from "./inference.ts";
import { arenaService } from "./service.ts";
import { spawnSandbox } from "./spawn-sandbox.browser.ts";
import { browserModels } from "./pretrained.browser.ts";

/** The first message from the host. */
const inference = new Promise<readonly MessagePort[]>((resolve) =>
  addEventListener("message", function hear({ data }: MessageEvent<{ readonly inference?: readonly MessagePort[] } | null>) {
    if (data?.inference === undefined) return;
    removeEventListener("message", hear);
    resolve(data.inference);
  }),
);

Comlink.expose(
  arenaService({
    spawn: spawnSandbox,
    gateway: new URL("/v1", location.origin).href,
    student: remoteStudents(inference),
    causal: browserModels(),
  }),
);
