/** Starts the page's workers. */
import * as Comlink from "comlink";
import type { Student } from "../../agents/index.ts";
import type { StudentFiles } from "../student/student.ts";
import { type InferenceService, remoteStudents } from "./inference.ts";
import type { Spawn } from "./protocol.ts";
import type { PageRequest } from "../platform/gateway.browser.ts";
import { IS_STATIC } from "../platform/static.browser.ts";
import { handleOf } from "./web-worker.ts";

/** What a worker of the arena hears first. */
export type FirstMessage = { readonly inference: readonly MessagePort[]; readonly gateway?: MessagePort };

/** A port to the gateway in this page. */
function gatewayPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(async (request: PageRequest) => (await import("../platform/gateway.browser.ts")).askHere(request), port2);
  return port1;
}

/** Starts web workers of the arena, each with a port to every one of so many inference workers, which share the questions to students. */
export const spawning =
  (inferenceWorkers: number): Spawn =>
  () => {
    const worker = new Worker(new URL("./entry.browser.ts", import.meta.url), { type: "module" });
    const ports = Array.from({ length: inferenceWorkers }, (_, i) => {
      const { port1, port2 } = new MessageChannel();
      // The first message asks for the inference worker; all others are for that worker.
      port2.addEventListener("message", () => void inference(i).connect(Comlink.transfer(port2, [port2])), { once: true });
      port2.start();
      return port1;
    });
    const gateway = IS_STATIC ? gatewayPort() : undefined;
    const message: FirstMessage = { inference: ports, ...(gateway === undefined ? {} : { gateway }) };
    worker.postMessage(message, gateway === undefined ? ports : [...ports, gateway]);
    return handleOf(worker);
  };

/** Starts a web worker of the arena; one inference worker serves all of them. */
export const spawnWorker = spawning(1);

const running: (Comlink.Remote<InferenceService> | undefined)[] = [];

/** An inference worker of the page, started when it is first needed. */
function inference(i = 0): Comlink.Remote<InferenceService> {
  const before = running[i];
  if (before !== undefined) return before;
  const worker = new Worker(new URL("./entry.inference.browser.ts", import.meta.url), { type: "module" });
  const mine = (running[i] = Comlink.wrap<InferenceService>(worker));
  handleOf(worker).onDeath(() => {
    // Its ports close with it, so pending questions fail; the next question starts a fresh worker.
    worker.terminate();
    if (running[i] === mine) running[i] = undefined;
  });
  return mine;
}

/** Offers a student that is not stored anywhere to the agents of this page, by a name. */
export const offerStudent = (name: string, files: StudentFiles): Promise<void> => inference().offer(name, files);

/** Opens a student for the page itself, as its agents have it. */
export function studentHere(model: string): Promise<Student> {
  const { port1, port2 } = new MessageChannel();
  void inference().connect(Comlink.transfer(port2, [port2]));
  return remoteStudents(Promise.resolve([port1]))(model);
}
