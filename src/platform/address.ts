/** The address and the key of an endpoint: what is taken, where requests go, and what of them may be shown. */
import { z } from "zod";
import { jsonIn } from "./reply.ts";

/** What a request to an endpoint is made of. */
export type Endpoint = {
  /** The base URL, which may hold a query, and a user and a password. */
  readonly url: string;
  readonly key: string | undefined;
};

/** Names in a query that stand for a secret. */
const SECRET_NAME = /key|token|secret|sig|pass|auth|credential/i;

/** What is wrong with a base URL, if anything is. */
function wrongIn(text: string): string | undefined {
  if (/\s/.test(text)) return "a blank or a line break in it, expected the address alone";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return "expected the base URL of an endpoint, as https://host/v1";
  if (url.hash !== "" || text.includes("#")) return "a # in it, expected an address without one";
  if (/\/(chat\/completions|completions|embeddings|responses)\/*$/.test(url.pathname))
    return "the address of one kind of question, expected the base URL before it, as https://host/v1";
  if (url.username === "" && url.password !== "") return "a password without a user, expected user:password@host, or ARENA_LLM_KEY";
  if ([...url.searchParams.keys()].some((name) => SECRET_NAME.test(name)))
    return "a key in the query, which is shown and stored, expected it as ARENA_LLM_KEY";
  return undefined;
}

/** The base URL of an endpoint; blanks around it are dropped. Messages do not tell the value: it may be a key in the wrong place. */
export const urlSchema = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const message = wrongIn(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** A key, which goes into a header. */
export const keySchema = z
  .string()
  .regex(/^[\x21-\x7e]+$/, "a blank, a line break or a letter beyond ASCII in it, expected the key alone, as the endpoint gave it out");

/** What is wrong with a key beside an address, if anything is. */
export const clashOf = ({ url, key }: Endpoint): string | undefined =>
  key !== undefined && new URL(url).username !== ""
    ? "a key beside a user and a password in the address, expected one of them: both go into the same header"
    : undefined;

/** Where a question goes: the path comes before the query, and nobody is named. */
export function requestUrl(base: string, path: string): string {
  const url = new URL(bareUrl(base));
  url.pathname = `${url.pathname.replace(/\/+$/, "")}${path}`;
  return url.href;
}

/** An address without user and password. */
export function bareUrl(text: string): string {
  const url = new URL(text);
  if (url.username === "" && url.password === "") return text;
  [url.username, url.password] = ["", ""];
  return url.href;
}

/** The same address as it is shown: without user, password and query. */
export function shownUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}

/** Words about an address, with it. */
export const addressed = (words: string, url: string): string => `${words.replace(/[.\s]+$/, "")} at ${shownUrl(url)}`;

/** The header that says who asks; empty where nobody is named. */
export function authorizationOf({ url, key }: Endpoint): { readonly authorization?: string } {
  if (key !== undefined) return { authorization: `Bearer ${key}` };
  const { username, password } = new URL(url);
  if (username === "") return {};
  return { authorization: `Basic ${base64(namedIn(username, password))}` };
}

const namedIn = (user: string, password: string): string => `${decoded(user)}:${decoded(password)}`;

/** The base64 of a text in UTF-8. */
const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes secrets out of what an endpoint, or an error of the HTTP client, says. */
export interface Redaction {
  /** Out of words. */
  words(text: string): string;
  /** Out of the texts of an answer; undefined where it holds none. */
  answer(body: unknown): unknown;
}

/** Letters from which a secret is looked for: in words, and in answers, whose text is data. */
const [LEAST, LEAST_IN_ANSWERS] = [6, 8];

/** Letters in a row of a secret that tell too much of it, in words and in answers. */
const [PART, PART_IN_ANSWERS] = [8, 12];

/** Words of the keys that local servers are documented with (`lm-studio`, `not-needed`), which are no secrets. */
const DUMMY =
  /^(?:(?:a|an|any|anything|api|apikey|bearer|changeme|cpp|dummy|empty|example|fake|here|ignored|is|key|llama|lm|local|localai|localhost|needed|no|none|not|null|ollama|placeholder|required|server|sk|studio|test|token|undefined|unused|used|vllm|x+|your)(?:[-_. ]|$))+$/i;

/** What stands in place of a secret. */
const HIDDEN = "[key]";

/** The secrets of an endpoint, to be taken out. Answers keep what is too short for a secret, or a word of a dummy key. */
export function redactionOf({ url, key }: Endpoint): Redaction {
  const { username, password, searchParams } = new URL(url);
  const inQuery = [...searchParams].flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
  const given = [key ?? "", decoded(password), ...inQuery];
  const basic = password === "" ? [] : [base64(namedIn(username, password))];
  const written = given.flatMap((one) => [one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1)]);
  const secrets = [...new Set([...written, password, ...basic])]
    .filter(({ length }) => length >= LEAST)
    .sort((a, b) => b.length - a.length);
  const inAnswers = secrets.filter((secret) => secret.length >= LEAST_IN_ANSWERS && !DUMMY.test(secret));
  const clean = (text: string) => inAnswers.reduce((rest, secret) => without(rest, secret, PART_IN_ANSWERS), text);
  return {
    words: (text) => secrets.reduce((rest, secret) => withoutMasked(without(rest, secret, PART), secret), text),
    answer: (body) => (inAnswers.length === 0 ? undefined : changed(body, clean)),
  };
}

/** A text without a secret, and without parts of it that are as long. */
function without(text: string, secret: string, part: number): string {
  const rest = text.replaceAll(secret, HIDDEN);
  if (secret.length < part + 4) return rest;
  let out = "";
  for (let i = 0; i < rest.length;) {
    let length = secret.includes(rest.slice(i, i + part)) && rest.length - i >= part ? part : 0;
    while (length > 0 && i + length < rest.length && secret.includes(rest.slice(i, i + length + 1))) length++;
    out += length > 0 ? HIDDEN : rest[i]!;
    i += Math.max(1, length);
  }
  return out;
}

/** A text without a secret whose middle is masked: `sk-ab****yz`. */
const withoutMasked = (text: string, secret: string): string =>
  text.replace(/([\w-]*)(?:[*•]{2,}|\.{3,}|…|x{4,})([\w-]*)/g, (all, head: string, tail: string) =>
    (head.length > 2 && secret.startsWith(head)) || (tail.length > 2 && secret.endsWith(tail)) ? HIDDEN : all,
  );

/** The same data with every text changed; undefined where nothing changes. JSON in a text stays JSON: its own texts are changed. */
function changed(data: unknown, change: (text: string) => string): unknown {
  let found = false;
  const told = (text: string): string => {
    const other = change(text);
    found ||= other !== text;
    return other;
  };
  const visit = (value: unknown): unknown => {
    if (typeof value === "string") {
      const inner = /^\s*[[{]/.test(value) ? jsonIn(value) : undefined;
      if (inner === undefined) return told(value);
      const other = changed(inner, change);
      found ||= other !== undefined;
      return other === undefined ? value : JSON.stringify(other);
    }
    if (Array.isArray(value)) return value.map(visit);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [told(name), visit(one)]));
  };
  const result = visit(data);
  return found ? result : undefined;
}
