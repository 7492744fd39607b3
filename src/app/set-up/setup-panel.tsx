/** What to play: environment, preset, agents, seed, parameters, emergencies, files. */
import { useState } from "preact/hooks";
import { agentsOf, lackOf } from "../../../agents/index.ts";
import { worldOf, worlds } from "../../worlds.ts";
import { type AgentSpec, type Role, wordOf } from "../../core/index.ts";
import { tonesOf } from "../page/hues.ts";
import { envOf, MAX_SEED, rolesOf, type Setup, wordsOf } from "./setup.ts";
import { withServed } from "./served-model.ts";
import { comparison, notice, open, player, restart, say, setup } from "../page/state.ts";
import { counted } from "../page/words.ts";
import { AgentOptions, AgentParams, Seats } from "./agent-choice.tsx";
import { Branch } from "./branch.tsx";
import { Dots } from "../page/dot.tsx";
import { Emergencies } from "./emergencies.tsx";
import { KeysView } from "../page/keys-view.tsx";
import { LineUpFields } from "../compare/line-up-fields.tsx";
import { Parameters } from "./parameters.tsx";
import { Trajectory } from "./trajectory.tsx";

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

/** The panel where an episode is set up. */
export function SetupPanel() {
  const now = setup.value;
  const env = envOf(now);
  const roles = rolesOf(now);
  const words = wordsOf(roles);
  const comparing = comparison.value !== undefined;
  const [lacking, setLacking] = useState<{ readonly word: string; readonly spec: AgentSpec } | undefined>(undefined);
  const change = (part: Partial<Setup>) => {
    const t = player.peek()?.cursor.peek() ?? 0;
    open({ ...now, ...part });
    if (part.cast !== undefined && part.env === undefined && t > 0 && notice.peek() === undefined)
      say(`The game began anew. To let another agent go on from step ${t}, branch there.`);
  };
  const kindOf = ({ agent }: AgentSpec) => agentsOf(worldOf(now.env))[agent];
  const cast = (role: Role, spec: AgentSpec | undefined) => {
    // An agent that lacks something is not cast yet: its parameters are shown, so that a person can supply it.
    const lacks = spec !== undefined && lackOf(withServed(spec)) !== undefined;
    setLacking(lacks ? { word: role, spec } : undefined);
    if (lacks && words.includes(role)) return;
    const { [role]: _, ...others } = now.cast;
    change({ cast: spec === undefined ? others : { ...others, [role]: spec } });
  };
  return (
    <section class="panel setup" aria-label="Set-up">
      <h2>Set-up</h2>
      <div class="field wide">
        <label for="env">Environment</label>
        <select
          id="env"
          value={now.env}
          onChange={({ currentTarget }) => change({ env: currentTarget.value, preset: "default", changes: {}, cast: {} })}
        >
          {Object.values(worlds).map(({ env: { id, title } }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div class="field wide">
        <label for="preset">Preset</label>
        <select id="preset" value={now.preset} onChange={({ currentTarget }) => change({ preset: currentTarget.value, changes: {} })}>
          {Object.keys(env.presets).map((id) => (
            <option key={id}>{id}</option>
          ))}
        </select>
        <p class="hint">
          {env.presets[now.preset]?.about}
          {Object.keys(now.changes).length > 0 && `; with ${counted(Object.keys(now.changes).length, "parameter")} changed`}
        </p>
      </div>
      {comparing && <LineUpFields />}
      {(comparing ? [] : words).map((word) => {
        const role = roles.find((one) => wordOf(one) === word)!;
        const spec = lacking?.word === word ? lacking.spec : now.cast[word]!;
        const lack = lacking?.word === word ? lackOf(spec) : undefined;
        const kind = kindOf(spec);
        return (
          <div class="field wide" key={word}>
            <label for={`agent-${word}`}>
              <Dots tones={tonesOf(env.id, roles, word)} /> Agent for every {word}
            </label>
            <select id={`agent-${word}`} value={spec.agent} onChange={({ currentTarget }) => cast(word, { agent: currentTarget.value })}>
              <AgentOptions role={role} />
            </select>
            <p class="hint">{kind?.about}</p>
            {lack !== undefined && (
              <p class="wrong" role="alert">
                {sentence(lack)} Until then {kindOf(now.cast[word]!)?.title} plays.
              </p>
            )}
            {kind !== undefined && <AgentParams word={word} spec={spec} open={lack !== undefined} onChange={(next) => cast(word, next)} />}
          </div>
        );
      })}
      <div class="field wide">
        <label for="seed">Seed</label>
        <div class="row tight">
          <input
            id="seed"
            type="number"
            min={0}
            max={MAX_SEED}
            step={1}
            value={now.seed}
            onChange={({ currentTarget }) => {
              const seed = Number(currentTarget.value);
              if (Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED && currentTarget.value !== "") change({ seed });
              else currentTarget.value = String(now.seed);
            }}
          />
          <button type="button" aria-label="Next seed" onClick={() => change({ seed: (now.seed + 1) % MAX_SEED })}>
            Next
          </button>
          <button type="button" class="primary" onClick={restart}>
            Restart
          </button>
        </div>
      </div>
      {!comparing && <Emergencies />}
      <Branch />
      {!comparing && <Seats roles={roles} onCast={cast} />}
      <details>
        <summary>Parameters{Object.keys(now.changes).length > 0 && <b class="count">{Object.keys(now.changes).length} changed</b>}</summary>
        <Parameters />
      </details>
      <Trajectory />
      {comparing && (
        <details>
          <summary>Keys</summary>
          <KeysView />
        </details>
      )}
    </section>
  );
}
