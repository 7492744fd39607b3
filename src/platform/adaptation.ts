/** What servers do not know of a request: learned from their refusals, since they speak the same protocol in dialects. */
import { ADAPTED, WITHOUT_TOOLS } from "./gateway-header.ts";

type Body = Readonly<Record<string, unknown>>;

/** A change of requests, and what is told of it. */
export type Change = {
  readonly told: string;
  /** Whether a body has what is changed. */
  in(body: Body): boolean;
  /** Words of a refusal that ask for it. */
  readonly asked: RegExp;
  of(body: Body): Body;
};

/** A body without some fields. */
const without = (body: Body, ...names: readonly string[]): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** Leaves a field out. */
const left = (name: string, asked = new RegExp(`\\b${name}\\b`, "i")): Change => ({
  told: `asked without ${name}`,
  in: (body) => name in body,
  asked,
  of: (body) => without(body, name),
});

const renamed = (from: string, to: string): Change => ({
  told: `asked with ${to} in place of ${from}`,
  in: (body) => from in body,
  asked: new RegExp(`\\b${from}\\b`, "i"),
  of: (body) => (from in body ? { ...without(body, from), [to]: body[from] } : body),
});

type Tool = { readonly function?: { readonly name?: unknown; readonly parameters?: unknown; readonly strict?: unknown } };
const toolsIn = (body: Body): readonly Tool[] => (Array.isArray(body["tools"]) ? (body["tools"] as readonly Tool[]) : []);

/** The changes, each tried once and in this order. */
const CHANGES: readonly Change[] = [
  renamed("max_completion_tokens", "max_tokens"),
  renamed("max_tokens", "max_completion_tokens"),
  left("temperature"),
  left("encoding_format"),
  {
    told: "asked without strict",
    in: (body) => toolsIn(body).some(({ function: about }) => about?.strict !== undefined),
    asked: /\bstrict\b/i,
    of: (body) => ({
      ...body,
      tools: toolsIn(body).map((tool) => ({ ...tool, function: without((tool.function ?? {}) as Body, "strict") })),
    }),
  },
  {
    told: "asked without a choice of the tool",
    in: (body) => "tool_choice" in body,
    asked: /tool.?choice/i,
    of: (body) => without(body, "tool_choice"),
  },
  {
    told: WITHOUT_TOOLS,
    in: (body) => toolsIn(body).length > 0,
    asked: /\btools?\b|tool.?(choice|call)|function.?call/i,
    of: (body) => {
      const about = toolsIn(body)[0]?.function;
      if (about === undefined) return body;
      const json_schema = { name: about.name, schema: about.parameters };
      return { ...without(body, "tools", "tool_choice"), response_format: { type: "json_schema", json_schema } };
    },
  },
  {
    told: "asked for JSON without its form",
    in: (body) => (body["response_format"] as { readonly type?: unknown } | undefined)?.type === "json_schema",
    asked: /json.?schema|response.?format|structured|guided/i,
    of: (body) => ("response_format" in body ? { ...body, response_format: { type: "json_object" } } : body),
  },
  { ...left("response_format"), told: "asked without response_format" },
];

/** The next change of a request that a refusal asks for; undefined where none helps. */
export function adapt(
  { status, words, code }: { readonly status: number; readonly words: string; readonly code: string },
  sent: Body,
  done: readonly Change[],
): Change | undefined {
  if (![400, 404, 405, 415, 422, 500, 501].includes(status)) return undefined;
  const now = done.reduce((body, { of }) => of(body), sent);
  const renamedBack = (change: Change) => done.some(({ told }) => told.startsWith("asked with ")) && change.told.startsWith("asked with ");
  return CHANGES.find(
    (change) => !done.includes(change) && !renamedBack(change) && change.in(now) && change.asked.test(`${words} ${code}`),
  );
}

/** An answer with the changes of its request, where there are any; `redacted` is the answer without the key, if it held one. */
export function noted(redacted: unknown, body: unknown, changes: readonly Change[]): unknown {
  if (changes.length === 0) return redacted;
  return { ...((redacted ?? body) as object), [ADAPTED]: changes.map(({ told }) => told) };
}
