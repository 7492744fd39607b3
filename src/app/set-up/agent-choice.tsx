/** The choice of agents: for a team, for single seats, and their parameters. */
import { useEffect, useState } from "preact/hooks";
import { agentsOf, GROUPS } from "../../../agents/index.ts";
import { worldOf } from "../../worlds.ts";
import type { AgentSpec, Role } from "../../core/index.ts";
import { committed, keptStudents } from "../../platform/students.browser.ts";
import { agentsFor, isPerson } from "./setup.ts";
import { setup } from "../page/state.ts";
import { SchemaForm, type Values } from "./schema-form.tsx";

/** The agents that can play a role in a page, as options in groups; with or without people. */
export function AgentOptions({ role, people = true }: { readonly role: Role; readonly people?: boolean }) {
  const world = worldOf(setup.value.env);
  const able = agentsFor(world, role)
    .filter((agent) => people || !isPerson({ agent }))
    .map((id) => agentsOf(world)[id]!);
  return (
    <>
      {Object.entries(GROUPS).map(([group, title]) => {
        const these = able.filter((kind) => kind.group === group && kind.inNode !== true);
        return these.length === 0 ? null : (
          <optgroup key={group} label={title}>
            {these.map(({ id, title: name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        );
      })}
    </>
  );
}

/** The parameters of an agent, if it has any. */
export function AgentParams(props: {
  readonly word: string;
  readonly spec: AgentSpec;
  readonly open?: boolean;
  readonly onChange: (spec: AgentSpec) => void;
}) {
  const { agent, params } = props.spec;
  const { params: schema } = agentsOf(worldOf(setup.value.env))[agent]!;
  const model = useStudents(agent);
  if (Object.keys((schema as { shape?: object }).shape ?? {}).length === 0) return null;
  return (
    <details class="inner" {...(props.open === true ? { open: true } : {})}>
      <summary>Its parameters</summary>
      <SchemaForm
        id={`of-${props.word}-${agent}`}
        schema={schema}
        values={(params ?? {}) as Values}
        choices={{ model }}
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

/** The students that can play for an agent: committed ones, and those that were made in this browser. */
function useStudents(agent: string): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  const kind = /^s-llm-(ld|kd)/.exec(agent)?.[1];
  const { env } = setup.value;
  useEffect(() => {
    if (kind === undefined) return setNames([]);
    const mine = (name: string) => name.startsWith(`${env}-${kind}`);
    void keptStudents().then((kept) => setNames([...committed(), ...kept].filter(mine)));
  }, [env, kind]);
  return names;
}

/** The choice of agents for single seats that differ from their team. */
export function Seats({
  roles,
  onCast,
}: {
  readonly roles: readonly Role[];
  readonly onCast: (role: Role, spec: AgentSpec | undefined) => void;
}) {
  const { cast } = setup.value;
  const apart = roles.filter((role) => cast[role] !== undefined).length;
  return (
    <details>
      <summary>Single seats{apart > 0 && <b class="count">{apart} changed</b>}</summary>
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
