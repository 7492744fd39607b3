import { spawnSandboxThread, spawnThread } from "../../src/workers/spawn.node.ts";
import { sandboxCases } from "./sandbox-cases.ts";

sandboxCases({ spawn: spawnSandboxThread, seats: spawnThread, kill: (handle) => void handle.terminate() });
