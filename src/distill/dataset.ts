/** What a student learns from, as a fold over the logs of a teacher. */
import { actionText, answerText, manualText, stageText } from "../../agents/index.ts";
import { joinedFor } from "../../agents/functions/seat.ts";
import { bases, byName, type Facts, ofStage } from "../../function-base/index.ts";
import { type AnyEnvironment, digest, type Event, type Json, replay, type Trace, wordOf } from "../core/index.ts";
import type { Choice, Lessons, Move } from "../student/course.ts";

/** The decisions of a teacher in some episodes: the same states for every kind of student. */
export type Dataset = {
  readonly choices: readonly (Choice & { readonly stage: string; readonly facts: Facts })[];
  readonly moves: readonly Move[];
};

/** The decisions in the log of one episode, of roles that decide by functions and had a teacher. */
export async function decisionsIn(env: AnyEnvironment, events: readonly Event[]): Promise<Dataset> {
  const base = bases[env.id];
  const { frames } = await replay(env, events);
  const choices: Dataset["choices"][number][] = [];
  const moves: Move[] = [];
  for (const { state, events: mine, step } of frames) {
    if (step === undefined) continue;
    for (const role of Object.keys(step.actions)) {
      const traces = mine.flatMap((event) => (event.type === "trace" && event.role === role ? [event.trace] : []));
      const label = traces.find((trace) => trace.type === "label");
      if (label === undefined) continue;
      const observation = env.observe(state, role);
      const known = base?.words.includes(wordOf(role)) === true ? base : undefined;
      moves.push({ state: actionText(env, known, observation), answer: answerText(label.action) });
      if (known === undefined) continue;
      let previous: Json = null;
      for (const { stage, name, hits, result } of callsIn(traces)) {
        // A teacher that looks at every function lists none.
        const all = [...known.functions, ...joinedFor(known, observation.notices, "both")];
        const candidates = (hits ?? ofStage(all, stage)).map((one) => one.name);
        const facts = known.facts(observation, previous);
        choices.push({
          stage,
          facts,
          state: stageText(stage, facts, observation.notices),
          right: name,
          candidates,
        });
        previous = result ?? null;
      }
    }
  }
  return { choices, moves };
}

/** One dataset of many. */
export const merged = (parts: readonly Dataset[]): Dataset => ({
  choices: parts.flatMap(({ choices }) => choices),
  moves: parts.flatMap(({ moves }) => moves),
});

/** The calls that led to the teacher's label. */
function callsIn(traces: readonly Trace[]): readonly Extract<Trace, { type: "call" }>[] {
  const until = traces.findIndex(({ type }) => type === "label");
  return traces.slice(0, until).filter((trace) => trace.type === "call");
}

/** What a kind of student learns of a dataset. */
export function lessonsOf(kind: "ld" | "kd", env: string, { choices, moves }: Dataset): Lessons {
  if (kind === "kd") return { kind, moves };
  const table = byName(bases[env]!);
  const names = new Set(choices.flatMap(({ right, candidates }) => [right, ...candidates]));
  const manuals = Object.fromEntries(
    [...names].map((name) => {
      const entry = table.get(name)!;
      return [name, { text: manualText(entry), notice: entry.notice !== undefined }];
    }),
  );
  return { kind, choices: choices.map(({ state, right, candidates }) => ({ state, right, candidates })), manuals };
}

/** Every text of a dataset, for the tokenizer; manuals of emergencies are not for eyes in training, but where the teacher took one. */
export function* textsOf(env: string, { choices, moves }: Dataset): Generator<string> {
  const base = bases[env];
  for (const { state } of choices) yield state;
  for (const { state, answer } of moves) yield `${state} ${answer}`;
  const taken = new Set(choices.map(({ right }) => right));
  for (const entry of base === undefined ? [] : [...base.functions, ...base.emergency.filter(({ name }) => taken.has(name))])
    yield ` ${manualText(entry)} ?`;
}

const digests = new WeakMap<Dataset, string>();

/** The digest of a dataset. */
export function datasetDigest(dataset: Dataset): string {
  const before = digests.get(dataset);
  if (before !== undefined) return before;
  const made = digest(dataset);
  digests.set(dataset, made);
  return made;
}
