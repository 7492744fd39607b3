/** Which errors are the arena's own, and so speak for themselves. */
import type { ErrorName } from "../core/index.ts";

const NAMES: Readonly<Record<ErrorName, true>> = {
  UnknownId: true,
  BadParams: true,
  BadInput: true,
  BadLog: true,
  Diverged: true,
  BadAgent: true,
  BadFunction: true,
  BadAnswer: true,
  ModelFailed: true,
  Timeout: true,
  WorkerLost: true,
  NoBrowser: true,
  PortInUse: true,
  DiskFull: true,
  Stopped: true,
};

/** Whether an error is the arena's, by its name: its class does not survive the way out of a worker. */
export const isArenaError = (error: unknown): error is Error => error instanceof Error && Object.hasOwn(NAMES, error.name);
