/** The worker of the page. */
import * as Comlink from "comlink";
import { readStudent } from "../platform/students.browser.ts";
import { arenaService } from "./service.ts";
import { spawnSandbox } from "./spawn-sandbox.browser.ts";
import { browserModels } from "./pretrained.browser.ts";
import { students } from "./students.ts";

const student = students(readStudent, async () => (await import("../platform/ort.browser.ts")).browserRuntime());
Comlink.expose(arenaService({ spawn: spawnSandbox, gateway: new URL("/v1", location.origin).href, student, causal: browserModels() }));
