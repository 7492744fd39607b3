/** Which errors are the arena's own: their messages are enough, without a stack. */
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
  NoPhysics: true,
  PortInUse: true,
  DiskFull: true,
  Stopped: true,
};

/** Whether an error is the arena's own, judged by its name: its class does not survive the transfer from a worker. */
export const isArenaError = (error: unknown): error is Error => error instanceof Error && Object.hasOwn(NAMES, error.name);
