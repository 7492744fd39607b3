/** What to play: environment, preset, agents, seed, parameters, emergencies, files. */
import { useState } from "preact/hooks";
import { agents } from "../../../agents/index.ts";
import { envs } from "../../../envs/index.ts";
import { type AgentSpec, castFor, messageOf, type Role } from "../../core/index.ts";
import { download, library, openEpisode, openFile } from "../files.ts";
import { agentsFor, envOf, MAX_SEED, paramsOf, rolesOf, type Setup as SetupData, wordOf, wordsOf } from "../setup.ts";
import { branch, open, player, restart, setup } from "../state.ts";
import { Emergencies } from "./emergencies.tsx";
import { SchemaForm, type Values } from "./schema-form.tsx";
import { toneOf } from "./tones.ts";

/** The panel where an episode is set up. */
export function Setup() {
  const now = setup.value;
  const env = envOf(now);
  const roles = rolesOf(now);
  const words = wordsOf(roles);
  const change = (part: Partial<SetupData>) => open({ ...now, ...part });
  const cast = (role: Role, spec: AgentSpec | undefined) => {
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
          {Object.values(envs).map(({ id, title }) => (
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
        <p class="hint">{env.presets[now.preset]?.about}</p>
      </div>
      {words.map((word) => {
        const role = roles.find((one) => wordOf(one) === word)!;
        const spec = now.cast[word]!;
        const kind = agents[spec.agent];
        return (
          <div class="field wide" key={word}>
            <label for={`agent-${word}`}>
              <span class={`dot ${toneOf(word)}`} aria-hidden="true" /> Agent for every {word}
            </label>
            <select id={`agent-${word}`} value={spec.agent} onChange={({ currentTarget }) => cast(word, { agent: currentTarget.value })}>
              <AgentOptions role={role} />
            </select>
            <p class="hint">{kind?.about}</p>
            {kind !== undefined && <AgentParams word={word} spec={spec} onChange={(next) => cast(word, next)} />}
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
          <button type="button" onClick={() => change({ seed: (now.seed + 1) % MAX_SEED })}>
            Next seed
          </button>
          <button type="button" class="primary" onClick={restart}>
            Restart
          </button>
        </div>
      </div>
      <Seats roles={roles} onCast={cast} />
      <details>
        <summary>Parameters{Object.keys(now.changes).length > 0 && <b class="count">{Object.keys(now.changes).length} changed</b>}</summary>
        <Parameters />
      </details>
      <Emergencies />
      <GoOn />
      <Files />
    </section>
  );
}

/** The agents that can play a role, as options. */
function AgentOptions({ role }: { readonly role: Role }) {
  return (
    <>
      {agentsFor(envOf(setup.value), role).map((id) => (
        <option key={id} value={id}>
          {agents[id]!.title}
        </option>
      ))}
    </>
  );
}

/** The parameters of an agent, if it has any. */
function AgentParams(props: { readonly word: string; readonly spec: AgentSpec; readonly onChange: (spec: AgentSpec) => void }) {
  const { agent, params } = props.spec;
  const { params: schema } = agents[agent]!;
  if (Object.keys((schema as { shape?: object }).shape ?? {}).length === 0) return null;
  return (
    <details class="inner">
      <summary>Its parameters</summary>
      <SchemaForm
        id={`of-${props.word}-${agent}`}
        schema={schema}
        values={(params ?? {}) as Values}
        onChange={(values) => {
          const parsed = schema.safeParse(values);
          if (!parsed.success) return parsed.error.issues[0]!.message;
          props.onChange({ agent, params: values });
          return undefined;
        }}
      />
    </details>
  );
}

/** An agent for single seats, where it differs from its team's. */
function Seats({ roles, onCast }: { readonly roles: readonly Role[]; readonly onCast: (role: Role, spec: AgentSpec | undefined) => void }) {
  const { cast } = setup.value;
  const apart = roles.filter((role) => cast[role] !== undefined).length;
  return (
    <details>
      <summary>Single seats{apart > 0 && <b class="count">{apart} apart</b>}</summary>
      <div class="form">
        {roles.map((role) => (
          <div class="field" key={role}>
            <label for={`seat-${role}`}>{role}</label>
            <select
              id={`seat-${role}`}
              value={cast[role]?.agent ?? ""}
              onChange={({ currentTarget }) => onCast(role, currentTarget.value === "" ? undefined : { agent: currentTarget.value })}
            >
              <option value="">as its team</option>
              <AgentOptions role={role} />
            </select>
          </div>
        ))}
      </div>
    </details>
  );
}

/** The parameters of the environment; what differs from the preset is kept in the address. */
function Parameters() {
  const now = setup.value;
  const env = envOf(now);
  const preset = paramsOf({ ...now, changes: {} }) as Values;
  return (
    <>
      <SchemaForm
        id="param"
        schema={env.params}
        values={paramsOf(now) as Values}
        onChange={(values) => {
          const changed = Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(preset[name]));
          const next = { ...now, changes: Object.fromEntries(changed) };
          try {
            paramsOf(next);
          } catch (error) {
            return messageOf(error);
          }
          open(next);
          return undefined;
        }}
      />
      {Object.keys(now.changes).length > 0 && (
        <button type="button" onClick={() => open({ ...now, changes: {} })}>
          Back to the preset
        </button>
      )}
    </>
  );
}

/** A branch: another agent takes over from the step on show. */
function GoOn() {
  const now = player.value;
  const [chosen, choose] = useState<Role | undefined>(undefined);
  if (now?.start === undefined) return null;
  const { cast } = now.start;
  const roles = rolesOf(setup.value);
  const role = chosen !== undefined && roles.includes(chosen) ? chosen : roles[0]!;
  const t = now.cursor.value;
  return (
    <details>
      <summary>Branch at step {t}</summary>
      <form
        class="branch"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          branch({ [data.get("role") as string]: { agent: data.get("agent") as string } });
        }}
      >
        <p class="hint">The steps so far stay as they are; from here on another agent, or you, sits in one seat.</p>
        <label class="visually-hidden" for="branch-role">
          Seat
        </label>
        <select id="branch-role" name="role" value={role} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {roles.map((one) => (
            <option key={one} value={one}>
              {one} ({castFor(cast, one).agent})
            </option>
          ))}
        </select>
        <label class="visually-hidden" for="branch-agent">
          Agent
        </label>
        <select id="branch-agent" name="agent" value="human">
          <AgentOptions role={role} />
        </select>
        <button type="submit">Branch here</button>
      </form>
    </details>
  );
}

/** Trajectories out of the page and into it. */
function Files() {
  const now = player.value;
  const log = library.value;
  const whole = now?.end !== undefined;
  return (
    <details open={log !== undefined && now?.recorded === true}>
      <summary>Trajectory file</summary>
      <div class="row">
        <button
          type="button"
          disabled={!whole}
          title={whole ? undefined : "Once the episode is over"}
          onClick={() => download(now!.events)}
        >
          Download
        </button>
        <label class="file">
          <span>Open a log</span>
          <input
            type="file"
            accept=".jsonl,.json,.txt"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file !== undefined) void openFile(file);
              currentTarget.value = "";
            }}
          />
        </label>
      </div>
      {log !== undefined && log.episodes.length > 1 && (
        <div class="row">
          <label for="episode">Episode</label>
          <input
            id="episode"
            type="number"
            min={1}
            max={log.episodes.length}
            value={log.index + 1}
            onChange={({ currentTarget }) => {
              const index = Number(currentTarget.value) - 1;
              if (log.episodes[index] !== undefined) void openEpisode({ ...log, index });
            }}
          />
          <span>of {log.episodes.length}</span>
        </div>
      )}
      <p class="hint">A log is replayed and checked to its last line before it is shown. You can also drop one anywhere on the page.</p>
    </details>
  );
}
