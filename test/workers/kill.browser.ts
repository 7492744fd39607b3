import type { WorkerHandle } from "../../src/workers/protocol.ts";

/** Ends a web worker as a crash of its script does: it is gone, and the page gets an `error` event. */
export function killWorker(handle: WorkerHandle): void {
  void handle.terminate();
  (handle.endpoint as Worker).dispatchEvent(new ErrorEvent("error", { message: "killed", cancelable: true }));
}
