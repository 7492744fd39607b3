import { spawnWorker } from "../../src/workers/spawn.browser.ts";
import { killWorker } from "./kill.browser.ts";
import { seatCases } from "./seat-cases.ts";

seatCases({ spawn: spawnWorker, kill: killWorker, reason: "killed" });
