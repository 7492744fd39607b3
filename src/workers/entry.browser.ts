/** The worker of the page. */
import * as Comlink from "comlink";
import { arenaService } from "./service.ts";
import { spawnSandbox } from "./spawn-sandbox.browser.ts";

Comlink.expose(arenaService(spawnSandbox, new URL("/v1", location.origin).href));
