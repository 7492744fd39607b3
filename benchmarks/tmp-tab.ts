import { actionText } from "../agents/student/prompt.ts";
import { episodeKeys, median, parseParams } from "../src/core/index.ts";
import { browserRuntime } from "../src/platform/ort.browser.ts";
import { readStudent } from "../src/platform/students.browser.ts";
import { openStudent } from "../src/student/student.ts";
import { worldOf } from "../src/worlds.ts";
export async function time(count: number) {
  const { env, base } = worldOf("pursuit");
  const { name, files } = await readStudent("pursuit-kd");
  const student = openStudent(name, files, await browserRuntime("wasm", 1), 0);
  const states: { text: string; legal: string[] }[] = [];
  for (let seed = 0; states.length < count; seed++) {
    const keys = episodeKeys(seed);
    let state = env.init(parseParams(env), keys.init);
    for (let t = 0; t < 6; t++) {
      for (const role of env.turn(state)) if (role.startsWith("pursuer")) states.push({ text: actionText(env, base, env.observe(state, role)), legal: env.legal(state, role) as string[] });
      state = env.step(state, Object.fromEntries(env.turn(state).map((r) => [r, env.legal(state, r)[0]!])), keys.step(t));
    }
  }
  const list = states.slice(0, count);
  const out: number[] = [], comp: number[] = []; let sum = 0; let said = "";
  for (const round of [0, 1, 2]) for (const { text, legal } of list) {
    let t = performance.now(); const w = await student.weigh(text, legal); const a = performance.now() - t;
    t = performance.now(); const c = await student.complete(text, legal); const b = performance.now() - t;
    if (round > 0) { out.push(a); comp.push(b); sum += w[0]!; said += c[0]; }
  }
  return { weigh: median(out), complete: median(comp), sum, said: said.slice(0, 40), text: list[3]!.text };
}
import { openScorer } from "../src/student/scorer.ts";
import { studentSchema } from "../src/student/student.ts";
import { decodeWeights, parametersIn } from "../src/student/weights.ts";
export async function lengths(model: string) {
  const { files } = await readStudent(model);
  const file = studentSchema.parse(JSON.parse(files.student));
  const params = parametersIn(file.decoder, decodeWeights(files.weights, "x"));
  const scorer = openScorer(file.decoder, params, await browserRuntime("wasm", 1));
  const out: Record<string, number> = {};
  for (const n of [32, 48, 64, 80, 96, 128, 192, 256]) {
    const state = Array.from({ length: n - 6 }, (_, i) => 270 + (i % 200)); const parts = [[], [300], [301], [302], [303], [304]];
    const all: number[] = [];
    for (let i = 0; i < 60; i++) { const t = performance.now(); await scorer.after(state, parts); if (i > 10) all.push(performance.now() - t); }
    out[n] = median(all);
  }
  return out;
}
