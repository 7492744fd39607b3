/** The page on which students are made: a teacher's decisions, training, and the fresh student at play. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { worldOf } from "../../worlds.ts";
import { messageOf } from "../../core/index.ts";
import { Distilling, type Stage } from "./distilling.ts";
import { say } from "../page/state.ts";
import { AgreementView } from "./agreement-view.tsx";
import { CourseCard } from "./course-card.tsx";
import { DistilOptions } from "./distil-options.tsx";
import { KeptStudents } from "./kept-students.tsx";
import { RehearsalView } from "./rehearsal-view.tsx";

/** The students in the making, or the interrupted ones, by environment: the work goes on while other pages are on show. */
const makings = signal<Readonly<Record<string, Distilling | undefined>>>({});

const setMaking = (env: string, making: Distilling | undefined) => (makings.value = { ...makings.peek(), [env]: making });

/** The page for an environment. */
export function DistilView({ env }: { readonly env: string }) {
  const top = useRef<HTMLElement>(null);
  const [ready, setReady] = useState(env in makings.peek());
  useEffect(() => {
    const { title } = document;
    document.title = "Distil - Logic Arena";
    top.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    const open = async () => {
      // The options are counted in episodes, of which some are played for that.
      await worldOf(env).env.prepare?.();
      const kept = await Distilling.kept(env).catch((error: unknown) => void say(messageOf(error), true));
      setMaking(env, kept ?? undefined);
      setReady(true);
    };
    if (!(env in makings.peek())) void open().catch((error: unknown) => say(messageOf(error), true));
    return () => void (document.title = title);
  }, []);
  const making = makings.value[env];
  return (
    <main class="base distil-page" ref={top} tabIndex={-1} aria-label="Distil">
      <header class="base-head">
        <h1>Distil a student</h1>
        <p class="lead">
          A teacher decides in some games of {worldOf(env).env.title}; a model of a few hundred thousand parameters learns from its
          decisions, here in this tab, and plays as it learns. Nothing leaves this machine; what is made is kept in this browser, and a
          training that was interrupted goes on from its last checkpoint.
        </p>
      </header>
      {!ready ? (
        <p class="empty">Looking for stored students ...</p>
      ) : making === undefined ? (
        <DistilOptions
          env={env}
          onBegin={async (plan) => {
            const begun = await Distilling.begin(plan);
            setMaking(env, begun);
            void begun.goOn();
          }}
        />
      ) : (
        <Making making={making} onEnd={() => void making.discard().then(() => setMaking(env, undefined))} />
      )}
      {ready && <KeptStudents env={env} making={making} />}
    </main>
  );
}

const STAGES: readonly (readonly [Stage, string])[] = [
  ["decisions", "The teacher decides"],
  ["training", "Training"],
  ["comparing", "Comparing with the teacher"],
  ["judging", "Judging by games"],
];

function Making({ making, onEnd }: { readonly making: Distilling; readonly onEnd: () => void }) {
  const stage = making.stage.value;
  const size = making.size.value;
  return (
    <div class="distil">
      <div class="making">
        <section class="panel" aria-label="Progress">
          <ol class="stages-done">
            {STAGES.map(([id, title], i) => {
              const at = stage === "done" ? STAGES.length : STAGES.findIndex(([one]) => one === stage);
              return (
                <li key={id} class={i < at ? "past" : i === at ? "now" : ""} aria-current={i === at ? "step" : undefined}>
                  {title}
                </li>
              );
            })}
          </ol>
          <Status making={making} />
          <Buttons making={making} onEnd={onEnd} />
        </section>
        {making.courses.map((course) => (
          <CourseCard key={course.kind} course={course} resting={!making.running.value} />
        ))}
        {size !== undefined && (
          <p class="hint">
            {size.decisions} decisions of the teacher, {size.choices} choices of a function in them.
          </p>
        )}
      </div>
      <RehearsalView rehearsal={making.rehearsal} env={making.plan.recipe.env} kinds={making.courses.map(({ kind }) => kind)} />
      {making.agreement.value !== undefined && <AgreementView agreement={making.agreement.value} />}
    </div>
  );
}

/** What is being done, or why the work does not go on. */
function Status({ making }: { readonly making: Distilling }) {
  const [stage, count] = [making.stage.value, making.count.value];
  const { failure, unkept, running } = making;
  const far = count === undefined ? "" : ` ${count.done} of ${count.total}`;
  const text =
    stage === "done"
      ? "Done: the students are below."
      : !running.value
        ? `Paused${making.begun.value ? `: ${making.courses.map(({ kind, step, steps }) => `${kind.toUpperCase()} ${step.value}/${steps}`).join(", ")}` : ""}.`
        : stage === "decisions"
          ? `Playing${far} episodes ...`
          : stage === "training"
            ? "Training ..."
            : stage === "comparing"
              ? `Comparing${far} answers ...`
              : `Judging${far} episodes ...`;
  return (
    <>
      <p role="status" data-testid="distil-status">
        {text}
      </p>
      {count !== undefined && <progress max={count.total} value={count.done} aria-label="This stage" />}
      {failure.value !== undefined && (
        <p class="wrong" role="alert">
          {failure.value}
        </p>
      )}
      {unkept.value !== undefined && (
        <p class="wrong" role="alert">
          {unkept.value}
        </p>
      )}
    </>
  );
}

function Buttons({ making, onEnd }: { readonly making: Distilling; readonly onEnd: () => void }) {
  const [running, stage] = [making.running.value, making.stage.value];
  const training = stage === "training" || stage === "decisions";
  return (
    <div class="row">
      {stage !== "done" &&
        (running ? (
          <button type="button" class="primary" onClick={() => void making.pause()}>
            Pause
          </button>
        ) : (
          <button type="button" class="primary" onClick={() => void making.goOn()}>
            Go on
          </button>
        ))}
      {training && making.begun.value && !making.enough.value && (
        <button type="button" onClick={() => void making.stop()} title="Ends training and takes the students as they are">
          Stop here
        </button>
      )}
      {(stage === "done" || !running) && (
        <button type="button" onClick={onEnd} title="Deletes unfinished work; finished students stay">
          {stage === "done" ? "Make another" : "Start over"}
        </button>
      )}
    </div>
  );
}
