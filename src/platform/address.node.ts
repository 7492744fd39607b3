/** The address and the key of an endpoint: what is taken, where requests go, and what of them may be shown. */
import { z } from "zod";

/** What a request to an endpoint is made of. */
export type Endpoint = {
  /** The base URL, which may hold a query, and a user and a password. */
  readonly url: string;
  readonly key: string | undefined;
};

/** The base URL of an endpoint. Messages do not tell the value: it may be a key in the wrong place. */
export const urlSchema = z
  .url({ protocol: /^https?$/, error: "expected the base URL of an endpoint, as https://host/v1" })
  .superRefine((text, { addIssue }) => {
    if (!URL.canParse(text)) return;
    const url = new URL(text);
    const wrong = (message: string) => addIssue({ code: "custom", message });
    if (/\s/.test(text)) wrong("a blank or a line break in it, expected the address alone");
    if (url.hash !== "") wrong("a # in it, expected an address without one");
    if (/\/(chat\/completions|completions|embeddings|responses)\/?$/.test(url.pathname))
      wrong("the address of one kind of question, expected the base URL before it, as https://host/v1");
    if (url.username === "" && url.password !== "") wrong("a password without a user, expected user:password@host, or ARENA_LLM_KEY");
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
  return { authorization: `Basic ${Buffer.from(namedIn(username, password)).toString("base64")}` };
}

const namedIn = (user: string, password: string): string => `${decoded(user)}:${decoded(password)}`;

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

/** Letters in a row of a secret that tell too much of it. */
const PART = 8;

/** Letters from which a secret is looked for in words: shorter ones ("none", "x") are no secrets. */
const LEAST = 6;

/** What stands in place of a secret. */
const HIDDEN = "[key]";

/**
 * The secrets of an endpoint, to be taken out.
 *
 * Local servers ask for dummy keys (`none`, `lm-studio`, `not-needed`), which are also words of answers: answers are searched for long keys,
 * and for keys with a digit.
 */
export function redactionOf({ url, key }: Endpoint): Redaction {
  const { username, password, searchParams } = new URL(url);
  const inQuery = [...searchParams].flatMap(([name, value]) => (/key|token|secret|sig|pass/i.test(name) ? [value] : []));
  const given = [key ?? "", decoded(password), ...inQuery];
  const basic = password === "" ? [] : [Buffer.from(namedIn(username, password)).toString("base64")];
  const secrets = [...new Set([...given, ...given.map(encodeURIComponent), password, ...basic])].filter(({ length }) => length >= LEAST);
  const inAnswers = secrets.filter((secret) => secret.length >= PART && (/\d/.test(secret) || secret.length >= 20));
  const clean = (text: string) => inAnswers.reduce((rest, secret) => without(rest, secret), text);
  return {
    words: (text) => secrets.reduce((rest, secret) => withoutMasked(without(rest, secret), secret), text),
    answer: (body) => (inAnswers.length === 0 ? undefined : changed(body, clean)),
  };
}

/** A text without a secret, and without longer parts of it. */
function without(text: string, secret: string): string {
  const rest = text.replaceAll(secret, HIDDEN);
  if (secret.length < PART + 4) return rest;
  let out = "";
  for (let i = 0; i < rest.length;) {
    let length = secret.includes(rest.slice(i, i + PART)) && rest.length - i >= PART ? PART : 0;
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

/** The same data with every text changed; undefined where nothing changes. */
function changed(data: unknown, change: (text: string) => string): unknown {
  let found = false;
  const visit = (value: unknown): unknown => {
    if (typeof value === "string") {
      const other = change(value);
      found ||= other !== value;
      return other;
    }
    if (Array.isArray(value)) return value.map(visit);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [change(name), visit(one)]));
  };
  const result = visit(data);
  return found ? result : undefined;
}
