import { spawnThread } from "../../src/workers/spawn.node.ts";
import { seatCases } from "./seat-cases.ts";

seatCases({ spawn: spawnThread, kill: (handle) => void handle.terminate(), reason: "it ended with code 1" });
