/** The function base of an environment, to read and to search. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { worldOf } from "../../worlds.ts";
import { byName, type FunctionBase, type FunctionEntry, K, ofStage, type Query, type Stage } from "../../../function-base/index.ts";
import { type BaseAddress, baseAddress } from "../page/address.ts";
import { inspectedRole } from "../watch/decision.ts";
import { byState, byWords, type Ranking, rolesToRank, situationOf } from "./ranking.ts";
import { moves, player } from "../page/state.ts";
import { counted, short } from "../page/words.ts";
import { FunctionView } from "./function-view.tsx";
import { FactsList, FunctionName, Manual, NoticeOf } from "./manual.tsx";

/** The search text. */
const words = signal("");
/** The role whose situation the functions are ranked for. */
const ranked = signal("");

/** The page of a function base, or of one function in it. */
export function BaseView({ env, name }: BaseAddress) {
  const { base } = worldOf(env);
  const top = useRef<HTMLElement>(null);
  const entry = name === undefined ? undefined : byName(base).get(name);
  useReturn();
  useKeptPlace(name === undefined);
  useEffect(() => {
    const { title } = document;
    document.title = `${entry?.name ?? "Functions"} - Logic Arena`;
    top.current?.focus({ preventScroll: true });
    return () => void (document.title = title);
  }, [name]);
  return (
    <main class="base" ref={top} tabIndex={-1} aria-label="Function base">
      {entry !== undefined && (
        <p class="crumbs">
          <a href={baseAddress(env)}>← All functions</a>
        </p>
      )}
      {entry === undefined ? <Browse base={base} /> : <FunctionView base={base} entry={entry} />}
    </main>
  );
}

/** The scroll position at which the list was left. */
let place = 0;

/** Scrolls the page of a function to its top, and the list to where it was left. */
function useKeptPlace(list: boolean): void {
  useLayoutEffect(() => {
    scrollTo(0, list ? place : 0);
    const keep = () => (place = scrollY);
    if (list) addEventListener("scroll", keep);
    return () => removeEventListener("scroll", keep);
  }, [list]);
}

/** Returns keyboard focus to the element from which the base was opened. */
function useReturn(): void {
  useLayoutEffect(() => {
    const { activeElement } = document;
    return () => void setTimeout(() => activeElement instanceof HTMLElement && activeElement.focus({ preventScroll: true }));
  }, []);
}

/** All functions, stage by stage. */
function Browse({ base }: { readonly base: FunctionBase }) {
  const { env } = worldOf(base.env);
  const now = player.value;
  const frame = now?.env.id === base.env ? now.frame.value : undefined;
  const roles = now === undefined || frame === undefined ? [] : rolesToRank(base, now.env, frame, inspectedRole(now, frame));
  const role = words.value === "" ? roles.find((one) => one === ranked.value) : undefined;
  const situation = role === undefined ? undefined : situationOf(base, now!.env, frame!, role);
  const notices = situation?.queries[0]?.observation.notices ?? [];
  const queryOf = (stage: Stage) => situation?.queries.find((query) => query.stage === stage);
  const rankings = base.stages.map((stage): readonly Ranking[] => {
    if (words.value.trim() !== "") return byWords(base, stage, words.value);
    const query = queryOf(stage);
    if (query !== undefined) return byState(base, query);
    return ofStage([...base.functions, ...base.emergency], stage.id).map((entry) => ({ entry, handed: true }));
  });
  const count = rankings.reduce((sum, { length }) => sum + length, 0);
  return (
    <>
      <header class="base-head">
        <h1>Functions of {env.title}</h1>
        <p class="lead">
          Every {base.words.join(", ")} that plays by functions decides in {base.stages.length} stages. In each, a retriever proposes
          functions, a selector picks one, and its result goes to the next stage. The last result is the move.
        </p>
      </header>
      <div class="finder" role="search">
        <label>
          <span>Find</span>
          <input
            type="search"
            value={words.value}
            placeholder="corner, last, fog ..."
            onInput={({ currentTarget }) => (words.value = currentTarget.value)}
          />
        </label>
        {roles.length > 0 && (
          <label>
            <span>Rank</span>
            <select value={role ?? ""} disabled={words.value !== ""} onChange={({ currentTarget }) => (ranked.value = currentTarget.value)}>
              <option value="">as listed</option>
              {roles.map((role) => (
                <option key={role} value={role}>
                  for {role} on the board now
                </option>
              ))}
            </select>
          </label>
        )}
        <p class="hint" role="status">
          {words.value.trim() !== ""
            ? `${counted(count, "function")}, ranked as the retriever ranks these words`
            : situation !== undefined
              ? `Ranked as the retriever ranks what ${situation.role} sees, stage after stage as the teacher decides`
              : `${base.functions.length} functions, and ${base.emergency.length} that join when a notice appears`}
        </p>
      </div>
      {notices.length > 0 && (
        <ul class="facts" aria-label="Notices in force">
          {notices.map(({ id, text }) => (
            <li key={id} class="notice">
              {text}
            </li>
          ))}
        </ul>
      )}
      <div class="jump" role="group" aria-label="Go to a stage">
        {base.stages.map(({ id }, i) => (
          <button
            type="button"
            key={id}
            onClick={() =>
              document.getElementById(`stage-${id}`)?.scrollIntoView({ block: "start", behavior: moves() ? "smooth" : "auto" })
            }
          >
            <b>{i + 1}</b> <span>{id}</span>
          </button>
        ))}
      </div>
      <div class="base-stages">
        {base.stages.map((stage, i) => (
          <section key={stage.id} class="base-stage" aria-labelledby={`stage-${stage.id}`}>
            <header>
              <h2 id={`stage-${stage.id}`}>
                <span class="number" aria-hidden="true">
                  {i + 1}
                </span>
                <span>{stage.id}</span>
              </h2>
              <p class="hint">{stage.asks}</p>
            </header>
            <Known query={queryOf(stage)} />
            <Cards base={base} rankings={rankings[i]!} />
          </section>
        ))}
      </div>
    </>
  );
}

/** The facts of a situation that a retriever is given. */
function Known({ query }: { readonly query: Query | undefined }) {
  return query === undefined ? null : <FactsList facts={query.facts} label={`What the retriever knows in stage ${query.stage.id}`} />;
}

/** The functions of a stage; a line divides those that a selector would get from the others. */
function Cards({ base, rankings }: { readonly base: FunctionBase; readonly rankings: readonly Ranking[] }) {
  if (rankings.length === 0) return <p class="empty">Nothing here fits.</p>;
  const most = Math.max(0, ...rankings.map(({ score = 0 }) => score));
  const [handed, rest] = [rankings.filter((one) => one.handed), rankings.filter((one) => !one.handed)];
  const card = ({ entry, score }: Ranking) => (
    <Card key={entry.name} base={base} entry={entry} {...(score === undefined || most <= 0 ? {} : { score, share: score / most })} />
  );
  return (
    <>
      <ul class="cards">{handed.map(card)}</ul>
      {rest.length > 0 && (
        <>
          <p class="cut">not proposed at K = {K}</p>
          <ul class="cards rest">{rest.map(card)}</ul>
        </>
      )}
    </>
  );
}

/** A function in a few lines. */
function Card(props: { readonly base: FunctionBase; readonly entry: FunctionEntry; readonly score?: number; readonly share?: number }) {
  const { base, entry, score, share } = props;
  return (
    <li class="card">
      <h3>
        <FunctionName env={base.env} name={entry.name} />
        {score !== undefined && (
          <span class="score" style={{ "--share": share }} title="The retriever's score">
            {short(Math.round(score * 10) / 10)}
          </span>
        )}
      </h3>
      {entry.notice !== undefined && <NoticeOf base={base} notice={entry.notice} />}
      <Manual entry={entry} />
    </li>
  );
}
