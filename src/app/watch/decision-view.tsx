/** Why a move was made: the decision of one role, stage by stage. */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import {
  byName,
  callNative,
  COMMITTED,
  digestOfBase,
  type Facts,
  type FunctionBase,
  type FunctionEntry,
  holds,
  inputName,
  reading,
} from "../../../function-base/index.ts";
import { type ExpertDecision, type Moved, wordedIn } from "../../../agents/index.ts";
import { worldOf } from "../../worlds.ts";
import { type AnyEnvironment, canonical, castFor, type Frame, type Hit, type Json, type Observation, type Role } from "../../core/index.ts";
import {
  type Asked,
  type Call,
  candidatesOf,
  type Decision,
  decisionOf,
  hitsOf,
  inferOf,
  readsOf,
  inspect,
  inspectable,
  joinedOf,
  noticeTitle,
  pointed,
  STEPS_TOLD,
  studentText,
  wordingOf,
  writtenFor,
} from "./decision.ts";
import { expertIn, expertsChoice, leaves } from "./expert.ts";
import { movedIn } from "./moved.ts";
import type { Player } from "./player.ts";
import { weighedIn } from "./weighed.ts";
import { Reason } from "./reason.tsx";
import { playback } from "../page/state.ts";
import { actionText, agentText, counted, effortText, reasonIn, resultText, short } from "../page/words.ts";
import { FactsList, FunctionName, Manual, ManualNow, OtherConditions, Source } from "../functions/manual.tsx";

/** The number of candidates shown at once. */
const MOST = 6;

/** The stages whose facts and candidates are in sight; they stay so from step to step. */
const unfolded = signal<ReadonlySet<string>>(new Set());

/** Brings the facts and candidates of a stage into sight, or folds them. */
function unfold(stage: string, open: boolean): void {
  unfolded.value = new Set(open ? [...unfolded.value, stage] : [...unfolded.value].filter((one) => one !== stage));
}

/** The student that decided, if one did. */
function By({ now, decision }: { readonly now: Player; readonly decision: Decision }) {
  const text = studentText(now, decision);
  return text === undefined ? null : (
    <p class="hint" data-testid="student">
      {text}
    </p>
  );
}

/** The latest decision of a role before the frame on show, and how it came about. */
export function DecisionView({ now, frame, role }: { readonly now: Player; readonly frame: Frame; readonly role: Role }) {
  const decision = decisionOf(now, frame, role);
  const { base } = worldOf(now.env.id);
  const action =
    decision === undefined ? undefined : actionText(decision.frame.step!.actions[role]!, now.env.range?.(decision.frame.state, role));
  const expert = decision === undefined ? undefined : expertBeside(now, decision);
  return (
    <section class="why" aria-label="Why it was done" data-testid="decision" data-step={decision === undefined ? 0 : decision.frame.t + 1}>
      <header>
        {decision !== undefined && decision.frame.t < frame.t - 1 && (
          <span class="when">
            {decision.frame.t < frame.t - STEPS_TOLD ? "Last in step" : "Step"} {decision.frame.t + 1}:
          </span>
        )}
        <label class="visually-hidden" for="inspected">
          Whose decision
        </label>
        <select id="inspected" value={role} onChange={({ currentTarget }) => inspect(currentTarget.value)}>
          {inspectable(now, frame).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        {decision !== undefined && (
          <span>
            {decision.fault === undefined ? "chose" : "was given"} <strong>{action}</strong>
          </span>
        )}
        {expert !== undefined && <Beside now={now} decision={decision!} expert={expert} />}
      </header>
      {decision === undefined ? (
        <p class="empty">{role} has not decided anything yet.</p>
      ) : decision.calls.length === 0 || base === undefined ? (
        <Without now={now} decision={decision} />
      ) : (
        <ByFunctions now={now} base={base} decision={decision} />
      )}
      {expert !== undefined && base !== undefined && pathOf(decision!.calls) !== pathOf(expert.calls) && (
        <section class="experts" aria-label="The expert's reason" data-testid="expert">
          <p class="hint">The expert's reason:</p>
          <Reason env={now.env} base={base} calls={expert.calls} entryOf={(name) => byName(base).get(name)} />
        </section>
      )}
      {decision !== undefined && <By now={now} decision={decision} />}
    </section>
  );
}

/** The functions of a decision and what each gave, to compare decisions by. */
const pathOf = (some: readonly Call[]) => canonical(some.map(({ name, result }) => [name, result ?? null]));

/** The decision of the expert in the same place; undefined where it decided itself, or has no functions for the role. */
const expertBeside = (now: Player, { frame, role }: Decision) =>
  castFor(now.start!.cast, role).agent === "expert" ? undefined : expertIn(now.env, frame, role);

/** Whether the expert would have acted alike in the same place, and what else it would have chosen. */
function Beside({ now, decision, expert }: { readonly now: Player; readonly decision: Decision; readonly expert: ExpertDecision }) {
  const { role, frame, calls } = decision;
  const left = leaves(now.env, frame, role);
  return (
    <span class="beside" data-testid="beside" data-leaves={left}>
      {left ? (
        <>
          the expert <strong>{actionText(expert.action, now.env.range?.(frame.state, role))}</strong>
        </>
      ) : calls.length === 0 || pathOf(calls) === pathOf(expert.calls) ? (
        "like the expert"
      ) : (
        "like the expert, by other functions"
      )}
    </span>
  );
}

/** What there is to say of a decision in which no function was called. */
function Without({ now, decision }: { readonly now: Player; readonly decision: Decision }) {
  const { role, frame, fault, questions } = decision;
  if (fault !== undefined)
    return (
      <>
        {questions.map((one, i) => (
          <AnswerOf key={i} asked={one} />
        ))}
        <Fault code={fault.code} message={fault.message} />
      </>
    );
  if (questions.length > 0) return questions.map((one, i) => <AnswerOf key={i} asked={one} />);
  const agent = agentText(castFor(now.start!.cast, role));
  const imitates = inferOf(now, decision)?.student !== undefined;
  return (
    <>
      <p class="empty">
        {agent} decides without functions: it has no reason to tell
        {imitates ? ", but knows which action it saw in such states." : ". The list above shows all that it reports."}
      </p>
      {imitates && <Likely key={`${role} ${frame.t}`} now={now} decision={decision} />}
    </>
  );
}

/** How likely a student that imitates finds each legal action. */
function Likely({ now, decision }: { readonly now: Player; readonly decision: Decision }) {
  const weighed = useAsked(() => weighedIn(now, decision));
  if (weighed === undefined || weighed === "waiting") return null;
  const { role, frame } = decision;
  const range = now.env.range?.(frame.state, role);
  const taken = canonical(frame.step!.actions[role]!);
  const shown = weighed.filter(({ action }, i) => i < MOST || canonical(action) === taken);
  return (
    <table class="candidates" data-testid="likely">
      <caption>
        {counted(weighed.length, "legal action")}; the bars are how likely it finds each
        {shown.length < weighed.length && `: the first ${MOST}`}
      </caption>
      <tbody>
        {shown.map(({ action, share }) => (
          <tr key={canonical(action)} class={canonical(action) === taken ? "chosen" : ""}>
            <th scope="row">{actionText(action, range)}</th>
            <td class="bar" style={{ "--share": share }}>
              {Math.round(share * 100)} %
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a language model answered, why, and what it took. */
function AnswerOf({ asked, wrote = false }: { readonly asked: Asked; readonly wrote?: boolean }) {
  const why = reasonIn(asked);
  // The functions that the model wrote are shown with the notice because of which they joined.
  const answered = wrote && asked.reply === "" ? `It was asked for ${asked.asks}` : `It answered ${asked.reply || "nothing"}`;
  return (
    <div class="answer-of">
      <p>{why === undefined ? answered : `“${why}”`}</p>
      <p class="hint">
        {asked.model || "No model"}: {effortText(asked)}
      </p>
    </div>
  );
}

function Fault({ code, message }: { readonly code: string; readonly message: string }) {
  return (
    <p class="event fault">
      <strong>{code}</strong> {message}. A seeded legal action was taken instead.
    </p>
  );
}

/** The stages of a decision, one after the other. */
function ByFunctions(props: { readonly now: Player; readonly base: FunctionBase; readonly decision: Decision }) {
  const { now, base, decision } = props;
  const { calls, extensions, fault, questions } = decision;
  const joined = joinedOf(now, decision);
  const written = writtenFor(now, decision);
  const wording = wordingOf(now, decision);
  const { worded = base, missing } = useWorded(now.env.id, base, wording);
  // Only what was read of a manual, in the words in which it was read, can be a reason.
  const read = reading(worded, readsOf(now, decision));
  const observation = now.env.observe(decision.frame.state, decision.role);
  const inForce = observation.notices.map(({ id }) => id);
  const entryOf = (name: string) => written.get(name) ?? byName(read).get(name);
  const legal = now.env.legal(decision.frame.state, decision.role);
  /** What a committed function would give in this place. */
  const resultOf = (name: string, previous: Json) => {
    const entry = byName(base).get(name);
    try {
      return entry === undefined ? undefined : callNative(base, entry, observation, legal, previous);
    } catch {
      return undefined;
    }
  };
  const factsAt = (i: number) => factsOf(base, observation, calls[i - 1]?.result, calls[i]!.stage);
  const expertsChoiceAt = (i: number) => {
    const facts = factsAt(i);
    if (facts === undefined || castFor(now.start!.cast, decision.role).agent === "expert") return undefined;
    const { stage } = calls[i]!;
    return expertsChoice(base, { stage, facts, previous: calls[i - 1]?.result ?? null, observation, role: decision.role });
  };
  return (
    <>
      <Reason env={now.env} base={base} calls={calls} entryOf={entryOf} />
      {wording !== COMMITTED && (
        <p class="hint" data-testid="wording">
          {missing
            ? `Manuals were read in the wording "${wording}", which is not here: these are the committed ones.`
            : `Manuals as they were read, in the wording "${wording}".`}
        </p>
      )}
      {isOfOther(now, base) && <p class="hint">Played with another version of these functions: manuals and sources are those of today.</p>}
      <ol class="stages">
        {calls.map((call, i) => (
          <Stage
            key={`${i} ${call.stage}`}
            env={now.env}
            base={worded}
            call={call}
            previous={calls[i - 1]}
            joined={joined}
            inForce={inForce}
            entry={entryOf(call.name)}
            facts={factsAt(i)}
            step={decision.frame.t}
            moved={(facts) => movedIn(now, decision, call, { facts, joined, observation })}
            asked={questions.find(({ asks }) => asks === call.stage)}
            experts={expertsChoiceAt(i)}
            resultOf={(name) => resultOf(name, calls[i - 1]?.result ?? null)}
          />
        ))}
      </ol>
      {extensions.map(({ notice, functions, written, refused }) => (
        <details class="joined-note" key={notice}>
          <summary>
            {counted(functions.length, "function")}{" "}
            {written === undefined ? "joined because of" : "written by the model, checked and joined because of"} the notice{" "}
            <strong>{noticeTitle(now.env, notice)}</strong>
          </summary>
          <Names env={now.env.id} base={base} names={functions} />
          {written?.map(({ name, source }) => (
            <pre class="source" key={name}>
              {source}
            </pre>
          ))}
          {refused?.map(({ name, problems }) => (
            <p class="hint" key={name}>
              Refused: {name}, {problems.join("; ")}
            </p>
          ))}
        </details>
      ))}
      {questions
        .filter(({ asks }) => !calls.some(({ stage }) => stage === asks))
        .map((one, i) => (
          <AnswerOf key={i} asked={one} wrote={extensions.some(({ written }) => written !== undefined)} />
        ))}
      {fault !== undefined && <Fault code={fault.code} message={fault.message} />}
    </>
  );
}

/** A base in one of the wordings of its game, once it has been fetched, and whether there is none. */
function useWorded(env: string, base: FunctionBase, wording: string): { readonly worded?: FunctionBase; readonly missing: boolean } {
  const [found, setFound] = useState<{ readonly wording: string; readonly base?: FunctionBase }>();
  useEffect(() => {
    if (wording === COMMITTED) return undefined;
    let left = false;
    void wordedIn(worldOf(env), base, wording)
      .catch(() => ({}))
      .then(
        ({ base: one }: { readonly base?: FunctionBase }) => left || setFound({ wording, ...(one === undefined ? {} : { base: one }) }),
      );
    return () => void (left = true);
  }, [env, base, wording]);
  const here = found?.wording === wording ? found : undefined;
  return { ...(here?.base === undefined ? {} : { worded: here.base }), missing: here !== undefined && here.base === undefined };
}

/** The facts of a stage; undefined where a log has something that the base makes nothing of. */
function factsOf(base: FunctionBase, observation: Observation, previous: Json | undefined, stage: string): Facts | undefined {
  try {
    return base.facts(observation, previous ?? null, stage);
  } catch {
    return undefined;
  }
}

/** Whether an episode was played with functions that have changed since. */
function isOfOther({ start }: Player, base: FunctionBase): boolean {
  const played = start?.inputs?.[inputName(base)];
  return played !== undefined && played !== digestOfBase(base);
}

function Names({ env, base, names }: { readonly env: string; readonly base: FunctionBase; readonly names: readonly string[] }) {
  return (
    <ul class="names">
      {names.map((name) => (
        <li key={name}>
          <FunctionName env={env} name={name} known={byName(base).has(name)} />
        </li>
      ))}
    </ul>
  );
}

/** One stage: what it asks, which function was selected from which candidates, and its result. */
function Stage(props: {
  readonly env: AnyEnvironment;
  readonly base: FunctionBase;
  readonly call: Call;
  readonly previous: Call | undefined;
  readonly joined: readonly FunctionEntry[];
  readonly inForce: readonly string[];
  readonly entry: FunctionEntry | undefined;
  readonly facts: Facts | undefined;
  readonly step: number;
  readonly moved: (facts: Facts) => Promise<readonly Moved[] | undefined>;
  readonly asked: Asked | undefined;
  /** The function that the expert would take in this place. */
  readonly experts: string | undefined;
  readonly resultOf: (name: string) => Json | undefined;
}) {
  const { env, base, call, previous, joined, inForce, entry, facts, step, moved, asked, experts, resultOf } = props;
  const failed = call.result === undefined;
  const hits = hitsOf(call, joined);
  const { stage, name, probabilities } = call;
  const open = unfolded.value.has(stage);
  return (
    <li class="call" data-stage={stage}>
      <div class={failed ? "selected failed" : "selected"}>
        <header class="outcome">
          <h3>{stage}</h3>
          <FunctionName env={env.id} name={name} known={byName(base).has(name)} />
          {entry?.notice !== undefined && <Joined env={env} entry={entry} inForce={inForce} />}
          {probabilities?.[name] !== undefined && (
            <span class="sure" title="How likely the student found this function, among the candidates">
              {Math.round(probabilities[name] * 100)} %
            </span>
          )}
          <span class="gives">{failed ? "failed" : resultText(call.result, previous?.result)}</span>
          <button
            type="button"
            class="plain"
            aria-expanded={open}
            aria-label={`Details of ${stage}`}
            title="Facts, candidates, source"
            onClick={() => unfold(stage, !open)}
          >
            <span aria-hidden="true">▸</span>
          </button>
        </header>
        {entry !== undefined &&
          (facts === undefined ? <Manual entry={entry} /> : <ManualNow base={base} entry={entry} facts={facts} inForce={inForce} />)}
        {asked !== undefined && <AnswerOf asked={asked} />}
        {facts !== undefined && probabilities !== undefined && <MovedBy key={step} find={() => moved(facts)} />}
      </div>
      {open && (
        <div class="unfolded">
          <p class="asks">{base.stages.find(({ id }) => id === stage)?.asks}</p>
          {facts !== undefined && (
            <FactsList facts={facts} label={`The facts in stage ${stage}`} clause={entry?.when.find((clause) => holds(clause, facts))} />
          )}
          {hits === undefined ? (
            <Everything env={env} base={base} call={call} joined={joined} />
          ) : (
            <Candidates {...{ env, base, call, previous, hits, inForce, experts, resultOf }} />
          )}
          {entry !== undefined && facts !== undefined && <OtherConditions base={base} entry={entry} facts={facts} />}
          {entry !== undefined && (
            <details class="inner">
              <summary>Source</summary>
              <Source entry={entry} />
            </details>
          )}
        </div>
      )}
    </li>
  );
}

/** What a student answers that is asked again once the game stands still; undefined where it tells nothing. */
function useAsked<T>(find: () => Promise<T | undefined>): T | "waiting" | undefined {
  const [found, setFound] = useState<T | "waiting" | undefined>("waiting");
  const still = playback.value?.playing.value !== true;
  useEffect(() => {
    if (!still || found !== "waiting") return undefined;
    let left = false;
    void find()
      // A student that is not here, such as one of a log from elsewhere, tells nothing.
      .catch(() => undefined)
      .then((one) => left || setFound(() => one));
    return () => void (left = true);
  }, [still]);
  return found;
}

/** The facts that moved a student to its choice: it is asked again without each of them. */
function MovedBy({ find }: { readonly find: () => Promise<readonly Moved[] | undefined> }) {
  const moved = useAsked(find);
  if (moved === undefined) return null;
  return (
    <p class="moved" data-testid="moved">
      {moved === "waiting" ? (
        ""
      ) : moved.length === 0 ? (
        "No fact decides alone."
      ) : (
        <>
          Moved by{" "}
          {[...new Set(moved.map(({ instead }) => instead))].map((instead, i) => (
            <span key={instead}>
              {i > 0 && "; "}
              {moved
                .filter((one) => one.instead === instead)
                .map(({ leftOut }, j) => (
                  <span key={leftOut}>
                    {j > 0 && ", "}
                    <strong>{leftOut}</strong>
                  </span>
                ))}{" "}
              (without: {instead})
            </span>
          ))}
        </>
      )}
    </p>
  );
}

/** All functions of a stage, where no retriever chose among them. */
function Everything(props: {
  readonly env: AnyEnvironment;
  readonly base: FunctionBase;
  readonly call: Call;
  readonly joined: readonly FunctionEntry[];
}) {
  const { env, base, call, joined } = props;
  const entries = candidatesOf(base, call.stage, joined);
  return (
    <details class="inner">
      <summary>Every function of the stage was a candidate: {entries.length}</summary>
      <Names env={env.id} base={base} names={entries.map(({ name }) => name)} />
    </details>
  );
}

/** The retrieved functions with their scores and, where the selector tells them, its probabilities. */
function Candidates(props: {
  readonly env: AnyEnvironment;
  readonly base: FunctionBase;
  readonly call: Call;
  readonly previous: Call | undefined;
  readonly hits: readonly Hit[];
  readonly inForce: readonly string[];
  readonly experts: string | undefined;
  readonly resultOf: (name: string) => Json | undefined;
}) {
  const { env, base, call, previous, hits, inForce, experts, resultOf } = props;
  const { probabilities, stage } = call;
  useEffect(() => () => void (pointed.value = undefined), []);
  const most = Math.max(0, ...hits.map(({ score }) => score));
  const scored = hits.some(({ score }) => score !== hits[0]!.score);
  const rows = hits.map((hit, i) => {
    const probability = probabilities?.[hit.name];
    const share = probabilities === undefined ? (most <= 0 ? 0 : Math.max(0, hit.score) / most) : (probability ?? 0);
    const entry = byName(base).get(hit.name);
    const result = resultOf(hit.name);
    const point = () => void (pointed.value = result === undefined ? undefined : { stage, result });
    const leave = () => void (pointed.value = undefined);
    return {
      shown: i < MOST || hit.name === call.name || hit.name === experts,
      row: (
        <tr
          key={hit.name}
          class={hit.name === call.name ? "chosen" : ""}
          aria-current={hit.name === call.name ? "true" : undefined}
          onMouseEnter={point}
          onMouseLeave={leave}
          onFocusIn={point}
          onFocusOut={leave}
        >
          <th scope="row">
            <FunctionName env={env.id} name={hit.name} known={entry !== undefined} />
            {result !== undefined && <span class="would">{resultText(result, previous?.result)}</span>}
            {hit.joined === true && <Joined env={env} entry={entry} inForce={inForce} />}
            {hit.name === experts && (
              <span class="experts-choice" title="What the expert would take here">
                expert's
              </span>
            )}
          </th>
          {probabilities !== undefined && (
            <td class="bar" style={{ "--share": share }}>
              {probability === undefined ? "–" : `${Math.round(probability * 100)} %`}
            </td>
          )}
          {scored && (
            <td class={probabilities === undefined ? "bar" : "score"} style={{ "--share": share }}>
              {short(Math.round(hit.score * 10) / 10)}
            </td>
          )}
        </tr>
      ),
    };
  });
  const rest = rows.filter(({ shown }) => !shown);
  return (
    <>
      <table class="candidates">
        <caption>
          {hits.length} candidates{scored ? ", by the retriever's score" : ", in no order"}
          {probabilities !== undefined && "; the bars are the selector's probabilities"}
        </caption>
        <tbody>{rows.filter(({ shown }) => shown).map(({ row }) => row)}</tbody>
      </table>
      {rest.length > 0 && (
        <details class="inner">
          <summary>{rest.length} more</summary>
          <table class="candidates">
            <tbody>{rest.map(({ row }) => row)}</tbody>
          </table>
        </details>
      )}
    </>
  );
}

/** A mark on a function that joined because of a notice; it tells whether the function answers a notice in force. */
function Joined(props: { readonly env: AnyEnvironment; readonly entry: FunctionEntry | undefined; readonly inForce: readonly string[] }) {
  const { env, entry, inForce } = props;
  const answers = entry?.notice !== undefined && inForce.includes(entry.notice);
  const title = answers
    ? `Joined: it answers the notice ${noticeTitle(env, entry.notice)}`
    : "Joined with the notices in force, but answers none of them";
  return (
    <span class={answers ? "joined answers" : "joined"} title={title}>
      joined
      <span class="visually-hidden">{answers ? `: answers ${noticeTitle(env, entry.notice)}` : ": answers no notice in force"}</span>
    </span>
  );
}
