/** Rounds of `arena distill`: in the second one the students act and the teacher says what it would do; a stop repeats nothing. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { resolveAgent } from "../../agents/index.ts";
import { FILES, readInfo } from "../../benchmarks/journal.ts";
import { LOG_FORMS, logPath, readEpisodes } from "../../benchmarks/log-file.ts";
import { logText } from "../benchmarks/runs.ts";
import { type AgentSpec, episodeKeys, type Event, isLegal, replay, rng, type Seat, wordOf } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { readStudent } from "../../src/platform/students.node.ts";
import type { StudentFile } from "../../src/student/student.ts";
import { students } from "../../src/workers/students.ts";
import { env, world } from "../distill/logs.ts";
import { interrupt, spawned, start } from "./arena.ts";

const home = mkdtempSync(join(tmpdir(), "arena-rounds-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const SHARE = 0.5;
const recipe = {
  preset: "quick",
  episodes: 8,
  rounds: 1,
  evaluation: 1,
  share: SHARE,
  symmetries: true,
  threads: 2,
  variants: [{ params: { pursuers: 2 }, share: 0.25 }],
  decoder: { layers: 1, width: 32, heads: 2, hidden: 32 },
  ld: { steps: 10, batch: 8, warmUp: 2 },
  kd: { steps: 10, batch: 8, warmUp: 2 },
};

test("students act in the second round, the teacher labels, and a killed run repeats nothing", async () => {
  const file = join(home, "recipe.json");
  writeFileSync(file, JSON.stringify(recipe));
  const out = join(home, "out");
  const args = ["distill", "pursuit", "--recipe", file, "--out", out, "--workers", "1"];
  const second = join(out, "decisions-1");
  const killed = await interrupt(start(args), second, 1, "SIGKILL");
  expect(killed.err).toContain("where the students come to, round 1");
  expect(killed.signal).toBe("SIGKILL");
  const done = [
    ...[LOG_FORMS.gzip.log, FILES.info].flatMap((name) => ["held-out", "decisions-0"].map((run) => join(out, run, name))),
    ...filesBelow(join(out, "students-0")),
  ];
  const stamps = done.map((path) => statSync(path).mtimeMs);
  const half = logText(second);
  const whole = half.slice(0, half.lastIndexOf('"type":"end"'));

  const finished = await spawned(args);
  expect(finished.err).toMatch(/Playing [1-9]\d* of 8 episodes/);
  expect(finished.code).toBe(0);
  // Students are trained on the threads of the recipe, whatever the number of workers.
  for (const kind of ["ld", "kd"]) {
    const { origin } = JSON.parse(readFileSync(join(out, "students-1", `pursuit-${kind}`, "student.json"), "utf8")) as StudentFile;
    expect(origin).toMatchObject({ threads: 2, recipe: { threads: 2 } });
  }
  expect(done.map((path) => statSync(path).mtimeMs)).toEqual(stamps);
  const log = logText(second);
  const episodesOf = (text: string) => text.split("\n").filter((line) => line !== "");
  for (const line of episodesOf(whole).slice(0, -1)) expect(log).toContain(line);

  // Who acted where: the teacher in its share of the turns, in all others the student that the log names.
  const open = students(readStudent, () => Promise.resolve(nodeRuntime(1)));
  const seats = new Map<string, Promise<Seat>>();
  const seatFor = (spec: AgentSpec, role: string) => {
    const id = `${JSON.stringify(spec)} ${role}`;
    const known = seats.get(id);
    if (known !== undefined) return known;
    const { kind, params } = resolveAgent(spec, world, role);
    const made = Promise.resolve(kind.create(params, { world, role, ports: { student: open } }));
    seats.set(id, made);
    return made;
  };
  const counts = { turns: 0, students: 0, apart: 0 };
  const behaviours = new Set<string>();
  const { players } = readInfo(second);
  for await (const { events } of readEpisodes(logPath(second)))
    for (const turn of await turnsOf(events)) {
      const { spec, role, observation, legal, key, label, action, t } = turn;
      const told = { role, t, legal, key, deadlineMs: 1e6 };
      const teacher = await seatFor({ agent: "expert" }, role);
      expect(label).toEqual(await teacher.act(observation, told, () => {}));
      counts.turns++;
      const params = spec.params as { behaviour: string; behaviourParams: { model: string } };
      behaviours.add(params.behaviour);
      // In the log a student has the name of what it is; the run knows where it lies.
      const { at } = players![params.behaviourParams.model]!;
      expect(at).toContain("students-0");
      if (rng(key).uniform() >= SHARE) {
        expect(action).toEqual(label);
        continue;
      }
      const student = await seatFor({ agent: params.behaviour, params: { ...params.behaviourParams, model: at! } }, role);
      expect(action).toEqual(await student.act(observation, told, () => {}));
      counts.students++;
      if (!isLegal([label], action)) counts.apart++;
    }
  expect([...behaviours].sort()).toEqual(["s-llm-kd-legal", "s-llm-ld"]);
  expect(counts.students / counts.turns).toBeGreaterThan(0.35);
  // Students as raw as these do something else often: the states they come to are not the teacher's.
  expect(counts.apart).toBeGreaterThan(counts.students / 10);

  const manifest = JSON.parse(readFileSync(join(out, "students-1", "manifest.json"), "utf8")) as {
    readonly logs: readonly { readonly log: string }[];
    readonly splits: Record<string, { readonly states: { readonly count: number; readonly same: boolean }; readonly examples: object }>;
    readonly kinds: readonly { readonly params: { readonly pursuers: number } }[];
  };
  expect(manifest.logs.map((one) => one.log)).toEqual(["decisions-0/log.jsonl.gz", "decisions-1/log.jsonl.gz", "held-out/log.jsonl.gz"]);
  const { states, examples } = manifest.splits["train"]!;
  expect(states.same).toBe(true);
  expect(examples).toEqual({ ld: 3 * states.count, kd: 8 * states.count });
  expect(manifest.kinds.map(({ params }) => params.pursuers).sort()).toEqual([2, 3]);
});

const filesBelow = (folder: string): readonly string[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
      );

/** The turns of those being taught. */
async function turnsOf(events: readonly Event[]) {
  const { start: first, frames } = await replay(env, events);
  const keys = episodeKeys(first.seed);
  return frames.flatMap(({ state, t, step, events: mine }) =>
    Object.entries(step?.actions ?? {}).flatMap(([role, action]) => {
      if (wordOf(role) !== "pursuer") return [];
      const label = mine.flatMap((event) =>
        event.type === "trace" && event.role === role && event.trace.type === "label" ? [event.trace.action] : [],
      )[0]!;
      const spec = first.cast["pursuer"]!;
      return [
        { spec, role, action, label, t, observation: env.observe(state, role), legal: env.legal(state, role), key: keys.act(t, role) },
      ];
    }),
  );
}
