/** Students that were made in this browser: to watch, to save, to delete. */
import { useEffect, useState } from "preact/hooks";
import { worldOf } from "../../worlds.ts";
import { messageOf } from "../../core/index.ts";
import { AGENT_OF } from "../../distill/suites.ts";
import { forgetStudent, keptStudent, keptStudents } from "../../platform/students.browser.ts";
import { type StudentFile, studentSchema } from "../../student/student.ts";
import { writeAddress } from "../page/address.ts";
import { jsonOf } from "./course.ts";
import type { Distilling } from "./distilling.ts";
import { saveStudent } from "./saving.ts";
import { completed } from "../set-up/setup.ts";
import { say } from "../page/state.ts";
import { plain } from "../page/words.ts";

type Entry = { readonly name: string; readonly about: StudentFile };

/** The students of an environment that this browser keeps. */
export function KeptStudents({ env, making }: { readonly env: string; readonly making: Distilling | undefined }) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const load = async () => {
    const found: Entry[] = [];
    for (const name of await keptStudents()) {
      const parsed = studentSchema.safeParse(jsonOf((await keptStudent(name))?.student));
      if (parsed.success && parsed.data.env === env) found.push({ name, about: parsed.data });
    }
    setEntries(found);
  };
  // The list is read again when a student of this page is finished.
  const made = making?.courses.map(({ student }) => student.value).join();
  useEffect(() => void load(), [env, made, making?.stage.value]);
  const unkept = making?.unkept.value === undefined ? [] : [...making.trained.keys()];
  const names = [...new Set([...entries.map(({ name }) => name), ...unkept])];
  if (names.length === 0) return null;
  return (
    <section class="panel kept" aria-labelledby="kept-title">
      <h2 id="kept-title">Students of this browser</h2>
      <p class="hint">
        The watch page casts them by name; the archive unpacks to a folder that <code>arena</code> and transformers.js read.
      </p>
      <ul>
        {names.map((name) => {
          const about = entries.find((one) => one.name === name)?.about;
          return (
            <li key={name}>
              <span>
                <strong>{name}</strong>{" "}
                <span class="hint">
                  {about === undefined
                    ? "not stored in this browser: save it"
                    : `${about.kind.toUpperCase()}, ${plain(about.origin["steps"] ?? "?")} steps, taught by ${plain(about.origin["teacher"] ?? "?")}`}
                </span>
              </span>
              <span class="row">
                {about !== undefined && <a href={watchAddressOf(name, about)}>Watch</a>}
                <button
                  type="button"
                  class="small"
                  onClick={() => void saveStudent(name, making?.trained.get(name)).catch((error: unknown) => say(messageOf(error), true))}
                >
                  Save
                </button>
                <button type="button" class="small" onClick={() => void forgetStudent(name).then(load)}>
                  Delete
                </button>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The link to a game of a student on the watch page. */
function watchAddressOf(name: string, { env, kind, origin }: StudentFile): string {
  const { learner: word } = worldOf(env).benchmark;
  const { preset } = origin["recipe"] as { readonly preset: string };
  const cast = { [word]: { agent: AGENT_OF[kind], params: { model: name } } };
  return `#${writeAddress({ setup: completed({ env, preset, changes: {}, cast, seed: 1 }), rivals: [] })}`;
}
