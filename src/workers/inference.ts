/** Workers in which the students of a page live, one unless a page plays a benchmark: every agent's worker asks there, through a port of its own. */
import * as Comlink from "comlink";
import type { Student } from "../../agents/index.ts";
import type { Facts } from "../../function-base/index.ts";
import { ArenaError } from "../core/index.ts";
import type { StudentFiles } from "../student/student.ts";

/** The properties of an open student. */
export type StudentFacts = Omit<Student, "rank" | "judge" | "weigh" | "complete">;

/** What the worker offers. */
export interface InferenceService {
  /** Opens a student, or finds it open. */
  open(model: string): Promise<StudentFacts>;
  rank(model: string, stage: string, facts: Facts, manuals: readonly string[]): Promise<readonly number[]>;
  judge(model: string, state: string, manuals: readonly string[]): Promise<readonly number[]>;
  weigh(model: string, state: string, answers: readonly string[]): Promise<readonly number[]>;
  complete(model: string, state: string, legal?: readonly string[]): Promise<string>;
  /** Takes a student that is not stored anywhere; agents can then open it by this name. */
  offer(name: string, files: StudentFiles): Promise<void>;
  /** Serves the other end of a port, and tells it when it is ready. */
  connect(port: MessagePort): void;
}

/** Opens students by their names. */
export type OpenStudents = {
  (model: string): Promise<Student>;
  offer(name: string, files: StudentFiles): Promise<void>;
};

const READY = "ready";

/** The service of students that `students` opens. */
export function inferenceService(students: OpenStudents): InferenceService {
  const service: InferenceService = {
    async open(model) {
      const { name, kind, env, envs, reads, digest, parameters, backend, retrieves } = await students(model);
      return { name, kind, env, envs, reads, digest, parameters, backend, retrieves };
    },
    rank: async (model, stage, facts, manuals) => (await students(model)).rank(stage, facts, manuals),
    judge: async (model, state, manuals) => (await students(model)).judge(state, manuals),
    weigh: async (model, state, answers) => (await students(model)).weigh(state, answers),
    complete: async (model, state, legal) => (await students(model)).complete(state, legal),
    offer: (name, files) => students.offer(name, files),
    connect(port) {
      Comlink.expose(service, port);
      port.postMessage(READY);
    },
  };
  return service;
}

/**
 * Students behind ports. When the first question comes to one, the host starts the worker at its other end. The same question always goes to
 * the same worker, which remembers its answer.
 */
export function remoteStudents(ports: Promise<readonly MessagePort[]>): (model: string) => Promise<Student> {
  const connections = new Map<number, Promise<Connection>>();
  const connection = async (text: string): Promise<Connection> => {
    const all = await ports;
    const i = all.length === 1 ? 0 : placeOf(text, all.length);
    let connecting = connections.get(i);
    if (connecting === undefined) connections.set(i, (connecting = connect(all[i]!)));
    return connecting;
  };
  const asked = async <T>(text: string, ask: (service: Comlink.Remote<InferenceService>) => Promise<T>): Promise<T> => {
    const { service, lost } = await connection(text);
    return Promise.race([ask(service), lost]);
  };
  return async (model) => ({
    ...(await asked("", (service) => service.open(model))),
    rank: (stage, facts, manuals) => asked("", (service) => service.rank(model, stage, facts, manuals)),
    judge: (state, manuals) => asked(state, (service) => service.judge(model, state, manuals)),
    weigh: (state, answers) => asked(state, (service) => service.weigh(model, state, answers)),
    complete: (state, legal) => asked(state, (service) => service.complete(model, state, legal)),
  });
}

/** A number below `count` that depends on a text alone. */
function placeOf(text: string, count: number): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return (hash >>> 0) % count;
}

/** An inference worker at the other end of a port; `lost` rejects when it ends. */
type Connection = { readonly service: Comlink.Remote<InferenceService>; readonly lost: Promise<never> };

async function connect(own: MessagePort): Promise<Connection> {
  const lost = new Promise<never>((_, reject) =>
    own.addEventListener("close", () =>
      reject(
        new ArenaError("WorkerLost", "inference worker", "it ended", "expected it to last: reload the page, or choose a smaller model"),
      ),
    ),
  );
  lost.catch(() => {});
  const ready = new Promise<void>((resolve) =>
    own.addEventListener("message", function hear({ data }: MessageEvent) {
      if (data !== READY) return;
      own.removeEventListener("message", hear);
      resolve();
    }),
  );
  own.start();
  own.postMessage(OPEN);
  await Promise.race([ready, lost]);
  return { service: Comlink.wrap<InferenceService>(own), lost };
}

/** The message by which a worker asks its host to start the inference worker. */
export const OPEN = "open";
