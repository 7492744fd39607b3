import { spawnSandbox } from "../../src/workers/spawn-sandbox.browser.ts";
import { spawnWorker } from "../../src/workers/spawn.browser.ts";
import { killWorker } from "./kill.browser.ts";
import { sandboxCases } from "./sandbox-cases.ts";

sandboxCases({ spawn: spawnSandbox, seats: spawnWorker, kill: killWorker });
