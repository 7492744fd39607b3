/** The worker of the page. */
import * as Comlink from "comlink";
import { remoteStudents } from "./inference.ts";
import { arenaService } from "./service.ts";
import type { FirstMessage } from "./spawn.browser.ts";
import { spawnSandbox } from "./spawn-sandbox.browser.ts";
import { browserModels } from "./pretrained.browser.ts";
import { askThrough } from "../platform/ask-gateway.browser.ts";
import type { askHere } from "../platform/gateway.browser.ts";
import { IS_STATIC } from "../platform/static.browser.ts";

/** The first message from the host: ports to workers of inference, and to the page's gateway where it has one in itself. */
const first = new Promise<FirstMessage>((resolve) =>
  addEventListener("message", function hear({ data }: MessageEvent<Partial<FirstMessage> | null>) {
    if (data?.inference === undefined) return;
    removeEventListener("message", hear);
    resolve(data as FirstMessage);
  }),
);

const gateway = first.then(({ gateway: port }) => (port === undefined ? undefined : Comlink.wrap<typeof askHere>(port)));

/** Asks the gateway in the page. */
const askPage: typeof fetch = async (url, init) => askThrough((await gateway)!, new URL(url as string).pathname, init);

Comlink.expose(
  arenaService({
    spawn: spawnSandbox,
    gateway: new URL("/v1", location.origin).href,
    ...(IS_STATIC ? { send: askPage } : {}),
    student: remoteStudents(first.then(({ inference }) => inference)),
    causal: browserModels(),
  }),
);
