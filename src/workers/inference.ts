/** One worker in which the students of a page live: every agent's worker asks there, through a port of its own. */
import * as Comlink from "comlink";
import type { Student } from "../../agents/index.ts";
import { ArenaError } from "../core/index.ts";
import type { StudentFiles } from "../student/student.ts";

/** What is told of an open student. */
export type StudentFacts = Omit<Student, "judge" | "weigh" | "complete">;

/** What the worker offers. */
export interface InferenceService {
  /** Opens a student, or finds it open. */
  open(model: string): Promise<StudentFacts>;
  judge(model: string, state: string, manuals: readonly string[]): Promise<readonly number[]>;
  weigh(model: string, state: string, answers: readonly string[]): Promise<readonly number[]>;
  complete(model: string, state: string, legal?: readonly string[]): Promise<string>;
  /** Takes a student that lies nowhere: agents get it by this name from then on. */
  offer(name: string, files: StudentFiles): Promise<void>;
  /** Serves whoever has the other end of a port, and says so there. */
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

/** Students behind a port; the first to be asked for has the host start the worker at the other end. */
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

/** What a worker says on its port when it needs the inference worker: until then there is none. */
export const OPEN = "open";
