/** Decisions as a Parquet file: a row for every choice of a function, and one for every action. */
import { parquetWriteBuffer } from "hyparquet-writer";
import { type Json, splitOf } from "../core/index.ts";
import type { Dataset } from "./dataset.ts";

type Row = {
  readonly kind: "ld" | "kd";
  readonly episode: string;
  readonly seed: number;
  readonly t: number;
  readonly role: string;
  readonly image: number;
  readonly stage: string | null;
  readonly state: string;
  readonly candidates: Json;
  readonly label: string;
  readonly action: string;
  readonly facts: Json;
};

/** The bytes of a dataset; `candidates` and `facts` are JSON. */
export function parquetOf(env: string, { choices, moves }: Dataset): Uint8Array {
  const rows: readonly Row[] = [
    ...choices.map(({ right, ...rest }) => ({ ...rest, kind: "ld" as const, image: 0, label: right })),
    ...moves.map(({ answer, ...rest }) => ({
      ...rest,
      kind: "kd" as const,
      stage: null,
      candidates: null,
      label: answer,
      action: answer,
      facts: null,
    })),
  ];
  const text = (name: string, of: (row: Row) => string | null) => ({ name, data: rows.map(of), type: "STRING" as const });
  const whole = (name: string, of: (row: Row) => number) => ({ name, data: rows.map(of), type: "INT32" as const, nullable: false });
  const json = (value: Json): string | null => (value === null ? null : JSON.stringify(value));
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        text("env", () => env),
        text("split", ({ seed }) => splitOf(seed) ?? null),
        text("episode", ({ episode }) => episode),
        whole("seed", ({ seed }) => seed),
        whole("t", ({ t }) => t),
        text("role", ({ role }) => role),
        whole("image", ({ image }) => image),
        text("kind", ({ kind }) => kind),
        text("stage", ({ stage }) => stage),
        text("state", ({ state }) => state),
        text("candidates", ({ candidates }) => json(candidates)),
        text("label", ({ label }) => label),
        text("action", ({ action }) => action),
        text("facts", ({ facts }) => json(facts)),
      ],
    }),
  );
}
