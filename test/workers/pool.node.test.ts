import { spawnThread } from "../../src/workers/spawn.node.ts";
import { poolCases } from "./pool-cases.ts";

poolCases({ spawn: spawnThread, kill: (handle) => void handle.terminate(), reason: "it ended with code 1" });
