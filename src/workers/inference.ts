/** One worker in which the students of a page live: every agent's worker asks there, through a port of its own. */
import * as Comlink from "comlink";
import type { Student } from "../../agents/index.ts";
import { ArenaError } from "../core/index.ts";
import type { StudentFiles } from "../student/student.ts";

/** The properties of an open student. */
export type StudentFacts = Omit<Student, "judge" | "weigh" | "complete">;

/** What the worker offers. */
export interface InferenceService {
  /** Opens a student, or finds it open. */
  open(model: string): Promise<StudentFacts>;
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
      const { name, kind, env, digest, parameters, backend } = await students(model);
      return { name, kind, env, digest, parameters, backend };
    },
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

/** Students behind a port. When the first one is opened, the host starts the worker at the other end. */
export function remoteStudents(port: Promise<MessagePort>): (model: string) => Promise<Student> {
  let connecting: Promise<{ readonly service: Comlink.Remote<InferenceService>; readonly lost: Promise<never> }> | undefined;

  async function connect() {
    const own = await port;
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

  return async (model) => {
    const { service, lost } = await (connecting ??= connect());
    const asked = <T>(answer: Promise<T>): Promise<T> => Promise.race([answer, lost]);
    const facts = await asked(service.open(model));
    return {
      ...facts,
      judge: (state, manuals) => asked(service.judge(model, state, manuals)),
      weigh: (state, answers) => asked(service.weigh(model, state, answers)),
      complete: (state, legal) => asked(service.complete(model, state, legal)),
    };
  };
}

/** The message by which a worker asks its host to start the inference worker. */
export const OPEN = "open";
