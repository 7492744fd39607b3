/** What an endpoint replied, read for what it is: an answer, or a failure with its own words, whatever its status and content type say. */
import { z } from "zod";

/** A reply. `code` is the word by which an endpoint names a failure. */
export type Reply =
  | { readonly ok: true; readonly text: string; readonly body: unknown }
  | { readonly ok: false; readonly status: number; readonly words: string; readonly code: string };

/** Letters of an endpoint's words that are told. */
const MAX_WORDS = 300;

/** The status of a failure that came with a good status: a bad gateway, to be tried again. */
const BAD_GATEWAY = 502;

const answers: Readonly<Record<string, z.ZodType>> = {
  "/chat/completions": z.looseObject({ choices: z.array(z.looseObject({ message: z.looseObject({}) })) }),
  "/embeddings": z.looseObject({ data: z.array(z.unknown()) }),
  "/responses": z.looseObject({ output: z.array(z.unknown()) }),
};

/** The schema of what answers at a path. */
const schemaAt = (path: string): z.ZodType | undefined => Object.entries(answers).find(([end]) => path.endsWith(end))?.[1];

/** Whether a text is an answer worth keeping: one of the form of its path, with a choice in it and without an error. */
export function isAnswer(path: string, text: string): boolean {
  const reply = readReply(path, 200, text);
  if (!reply.ok || reply.body === undefined) return false;
  const { choices } = reply.body as { readonly choices?: readonly unknown[] };
  return choices === undefined || choices.length > 0;
}

/** Reads a reply; `redact` takes the key out of words. JSON that is cut off is an answer without a body. */
export function readReply(path: string, status: number, raw: string, redact: (text: string) => string = (text) => text): Reply {
  const text = raw.replace(/^\uFEFF/, "").trim();
  const body = jsonIn(text);
  const words = (found: string) => told(redact(found));
  const failed = (as: number, found: string): Reply => ({ ok: false, status: as, words: words(found), code: codeIn(body) });
  if (status < 200 || status >= 300) return failed(status, wordsIn(body ?? text) ?? "without a word");
  if (body === undefined) {
    if (text === "") return failed(BAD_GATEWAY, `nothing in its answer (status ${status})`);
    if (/^[{[]/.test(text)) return { ok: true, text, body };
    if (/^(data|event|id|retry)?:/.test(text)) return failed(BAD_GATEWAY, "an event stream, which nobody asked for");
    return failed(BAD_GATEWAY, `no JSON but ${text.startsWith("<") ? wordsIn(text)! : `"${text}"`}`);
  }
  // Things that are asked about, as jobs, may tell an error of their own.
  const error = schemaAt(path) === undefined && isObject(body) && "id" in body ? undefined : errorIn(body);
  if (error !== undefined) return failed(statusIn(error) ?? BAD_GATEWAY, wordsIn(error) ?? "an error without a word");
  if (schemaAt(path)?.safeParse(body).success === false)
    return failed(BAD_GATEWAY, isObject(body) && wordsIn(body) ? wordsIn(body)! : `an answer of another form, ${text}`);
  return { ok: true, text, body };
}

/** The body that tells a failure to a client of the protocol. */
export const errorBody = (message: string, code: string | null = null): string =>
  JSON.stringify({ error: { message, type: "arena_gateway", param: null, code } });

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** The data of a JSON text; undefined for any other. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The error that a body holds, or its first choice. */
function errorIn(body: unknown): unknown {
  if (!isObject(body)) return undefined;
  if (isSaid(body["error"])) return body["error"];
  const choice = (Array.isArray(body["choices"]) ? body["choices"][0] : undefined) as unknown;
  if (!isObject(choice)) return undefined;
  if (isSaid(choice["error"])) return choice["error"];
  const ended = choice["finish_reason"];
  return ended === "error" || ended === "abort" ? `it gave up while it answered (finish_reason "${ended}")` : undefined;
}

/** Whether the field of an error holds one: servers that always send it leave it empty. */
const isSaid = (error: unknown): boolean =>
  typeof error === "object" && error !== null
    ? Object.keys(error).length > 0
    : error !== undefined && error !== null && error !== false && error !== "";

/** The status that an error names. */
function statusIn(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  return [error["status"], error["code"], error["status_code"]]
    .map(Number)
    .find((code) => Number.isInteger(code) && code >= 400 && code < 600);
}

/** The words by which a body names its kind of failure. */
function codeIn(body: unknown): string {
  const error = errorIn(body) ?? body;
  if (!isObject(error)) return "";
  return [error["code"], error["type"], isObject(error["metadata"]) && "flagged_input" in error["metadata"] ? "moderation" : undefined]
    .filter((word) => typeof word === "string")
    .join(" ");
}

/** Fields that hold words, the likeliest first. */
const FIELDS = ["error", "message", "detail", "details", "msg", "errors", "error_description", "description", "reason", "title"];

/** The words in a body, wherever they stand. */
function wordsIn(data: unknown, depth = 0): string | undefined {
  if (depth > 6) return undefined;
  if (typeof data === "string") return data.trim() === "" ? undefined : data.trim().startsWith("<") ? pageIn(data) : data.trim();
  if (Array.isArray(data)) {
    const all = data.slice(0, 3).flatMap((one) => wordsIn(one, depth + 1) ?? []);
    return all.length === 0 ? undefined : all.join("; ");
  }
  if (!isObject(data)) return undefined;
  const found = FIELDS.map((field) => wordsIn(data[field], depth + 1)).find((words) => words !== undefined);
  if (found === undefined) return undefined;
  const place = Array.isArray(data["loc"]) ? `${data["loc"].map(String).join(".")}: ` : "";
  const raw = isObject(data["metadata"]) ? wordsIn(data["metadata"]["raw"], depth + 1) : undefined;
  return `${place}${found}${raw === undefined || raw === found ? "" : ` (${raw})`}`;
}

/** A page in words: its title, or how its text begins. */
function pageIn(html: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(html)?.[1]?.trim();
  const text = (title ?? "") === "" ? html.replaceAll(/<[^>]*>/g, " ") : title!;
  return `a page ("${told(text).slice(0, 100)}")`;
}

/** Words in one line of bounded length, without control characters. */
const told = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, " ")
    .trim()
    .slice(0, MAX_WORDS)
    .replace(/[\ud800-\udbff]$/, "");
