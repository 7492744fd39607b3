/** A form made from a schema: one control per field; values without a control of their own are edited as JSON. */
import { useState } from "preact/hooks";
import { type ZodType, z } from "zod";
import type { Json } from "../../core/index.ts";
import { plain } from "../page/words.ts";

/** Values by field. */
export type Values = Readonly<Record<string, Json>>;

type Field = {
  readonly type?: string;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly Field[];
  readonly description?: string;
  readonly default?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** Shows the fields of an object schema; `onChange` returns what is wrong with the new values, if anything. */
export function SchemaForm(props: {
  readonly id: string;
  readonly schema: ZodType;
  readonly values: Values;
  /** Texts to choose from, by field. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly onChange: (values: Values) => string | undefined;
}) {
  const { properties = {} } = z.toJSONSchema(props.schema, { io: "input", unrepresentable: "any" }) as unknown as {
    properties?: Readonly<Record<string, Field>>;
  };
  return (
    <div class="form">
      {Object.entries(properties).map(([name, field]) => (
        <FormField
          key={name}
          id={`${props.id}-${name}`}
          name={name}
          field={field}
          choices={props.choices?.[name] ?? []}
          value={props.values[name] ?? field.default ?? null}
          onChange={(value) => props.onChange({ ...props.values, [name]: value })}
        />
      ))}
    </div>
  );
}

function FormField(props: {
  readonly id: string;
  readonly name: string;
  readonly field: Field;
  readonly choices: readonly string[];
  readonly value: Json;
  readonly onChange: (value: Json) => string | undefined;
}) {
  const { id, name, field, choices, value } = props;
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const set = (next: Json) => setWrong(props.onChange(next));
  const common = { id, "aria-invalid": wrong !== undefined, "aria-describedby": `${id}-about`, title: field.description };
  return (
    <div class="field">
      <label for={id}>{spaced(name)}</label>
      {control()}
      <p class={wrong === undefined ? "visually-hidden" : "wrong"} id={`${id}-about`} role={wrong === undefined ? undefined : "alert"}>
        {wrong ?? field.description}
      </p>
    </div>
  );

  function control() {
    if (field.enum !== undefined)
      return (
        <select {...common} value={plain(value)} onChange={({ currentTarget }) => set(currentTarget.value)}>
          {field.enum.map((one) => (
            <option key={plain(one)}>{plain(one)}</option>
          ))}
        </select>
      );
    if (choices.length > 0)
      return (
        <select {...common} value={plain(value)} onChange={({ currentTarget }) => set(currentTarget.value)}>
          {[...new Set([plain(field.default ?? ""), ...choices, plain(value)])].map((one) => (
            <option key={one} value={one}>
              {one === "" ? "as usual" : one}
            </option>
          ))}
        </select>
      );
    if (field.type === "boolean")
      return <input {...common} type="checkbox" checked={value === true} onChange={({ currentTarget }) => set(currentTarget.checked)} />;
    if (field.type === "string")
      return (
        <input
          {...common}
          type="text"
          spellcheck={false}
          value={value === null ? "" : plain(value)}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      );
    const nullable = field.anyOf?.some(({ type }) => type === "null") === true;
    const number = [field, ...(field.anyOf ?? [])].find(({ type }) => type === "integer" || type === "number");
    if (number !== undefined)
      return (
        <input
          {...common}
          type="number"
          step={number.type === "integer" ? 1 : "any"}
          min={number.minimum}
          max={bounded(number.maximum)}
          placeholder={nullable ? "free" : undefined}
          value={value === null ? "" : plain(value)}
          onChange={({ currentTarget: { value: text } }) => set(text === "" ? (nullable ? null : (field.default ?? null)) : Number(text))}
        />
      );
    return (
      <textarea
        {...common}
        rows={2}
        spellcheck={false}
        value={JSON.stringify(value)}
        onChange={({ currentTarget }) => {
          try {
            set(JSON.parse(currentTarget.value) as Json);
          } catch {
            setWrong(`not JSON: ${currentTarget.value.slice(0, 40)}`);
          }
        }}
      />
    );
  }
}

/** `layoutSeed` as "layout seed". */
const spaced = (name: string): string => name.replace(/([A-Z])/g, " $1").toLowerCase();

/** Largest safe integers stand for "no limit". */
const bounded = (maximum: number | undefined): number | undefined => (maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum);
