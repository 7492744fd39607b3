/** Starts the page's workers. */
import * as Comlink from "comlink";
import type { Student } from "../../agents/index.ts";
import type { StudentFiles } from "../student/student.ts";
import { type InferenceService, remoteStudents } from "./inference.ts";
import type { Spawn } from "./protocol.ts";
import { handleOf } from "./web-worker.ts";

/** Starts a web worker of the arena, with a port on which it can ask for students. */
export const spawnWorker: Spawn = () => {
  const worker = new Worker(new URL("./entry.browser.ts", import.meta.url), { type: "module" });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ inference: port1 }, [port1]);
  // The first message asks for the inference worker; all others are for that worker.
  port2.addEventListener("message", () => void inference().connect(Comlink.transfer(port2, [port2])), { once: true });
  port2.start();
  return handleOf(worker);
};

let running: Comlink.Remote<InferenceService> | undefined;

/** The page's inference worker, started when it is first needed. */
function inference(): Comlink.Remote<InferenceService> {
  if (running !== undefined) return running;
  const worker = new Worker(new URL("./entry.inference.browser.ts", import.meta.url), { type: "module" });
  const mine = (running = Comlink.wrap<InferenceService>(worker));
  handleOf(worker).onDeath(() => {
    // Its ports close with it, so pending questions fail; the next question starts a fresh worker.
    worker.terminate();
    if (running === mine) running = undefined;
  });
  return mine;
}

/** Offers a student that is not stored anywhere to the agents of this page, by a name. */
export const offerStudent = (name: string, files: StudentFiles): Promise<void> => inference().offer(name, files);

/** Opens a student for the page itself, as its agents have it. */
export function studentHere(model: string): Promise<Student> {
  const { port1, port2 } = new MessageChannel();
  void inference().connect(Comlink.transfer(port2, [port2]));
  return remoteStudents(Promise.resolve(port1))(model);
}
