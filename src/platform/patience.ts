/** Requests that are tried again while an endpoint is busy or out of reach, within a limit of time that is kept. */
import { APIConnectionError, APIError, APIUserAbortError } from "openai";
import { messageOf } from "../core/index.ts";

/** Times that a request is made. */
const TRIES = 5;

/** Milliseconds before the second try where the endpoint does not say; each further wait is twice as long. */
const FIRST_WAIT_MS = 500;

/** The longest time that a timer holds. */
const MOST_MS = 2 ** 31 - 1;

/** The longest wait that is told: ten years. */
const LONGEST_MS = 10 * 365 * 86_400_000;

/** Nothing came within the time; the message holds what the endpoint said last. */
export class TimeUp extends Error {
  constructor(ms: number, last: unknown, waitMs?: number) {
    const said = last === undefined ? "" : `, after ${wordsOf(last)}`;
    super(`no answer within ${ms} ms${said}${waitMs === undefined ? "" : `, which asks to come again in ${timeText(waitMs)}`}`);
    this.name = "TimeUp";
  }
}

/**
 * Makes a request, and again where it failed for the time being, after the time that the endpoint asks for. `ofMs` is the time that there was
 * for everything, of which `timeoutMs` are left.
 *
 * Rejects with what the last try failed of, with `TimeUp`, or at once with the signal's reason when it is aborted.
 */
export async function patiently<T>(
  request: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, ofMs = timeoutMs, signal }: { readonly timeoutMs: number; readonly ofMs?: number; readonly signal?: AbortSignal },
): Promise<T> {
  const began = performance.now();
  const limitMs = Math.min(Math.max(1, Math.ceil(timeoutMs)), MOST_MS);
  const limit = AbortSignal.timeout(limitMs);
  const both = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  let last: unknown;
  for (let tried = 1; ; tried++) {
    let wait: number;
    try {
      return await untilAborted(both, request(both));
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (limit.aborted) throw new TimeUp(ofMs, last);
      if (!isTemporary(error) || tried === TRIES) throw error;
      last = error;
      const asked = waitIn(error);
      wait = asked ?? FIRST_WAIT_MS * 2 ** (tried - 1);
      if (wait > limitMs - (performance.now() - began)) throw new TimeUp(ofMs, last, asked);
    }
    await pause(wait, both).catch(() => {
      throw signal?.aborted === true ? signal.reason : new TimeUp(ofMs, last);
    });
  }
}

/** Whether a request may succeed when it is made again. */
export const isTemporary = (error: unknown): boolean =>
  error instanceof APIConnectionError ||
  (error instanceof APIError && typeof error.status === "number" && ([408, 409, 425, 429].includes(error.status) || error.status >= 500));

/** What an endpoint said, or what became of the way to it. */
export const wordsOf = (error: unknown): string =>
  `${error instanceof APIError && typeof error.status === "number" ? "status " : ""}${messageOf(error)}`.slice(0, 400);

/** Milliseconds that an endpoint asks to wait, by its headers; undefined for none, for what cannot be read, and for what is over. */
export function askedWait(headers: { get(name: string): string | null }): number | undefined {
  const ms = numberIn(headers.get("retry-after-ms"));
  const seconds = numberIn(headers.get("retry-after"));
  // A date is compared with the date of the answer: the clocks of two machines differ.
  const now = Date.parse(headers.get("date") ?? "");
  const date = Date.parse(headers.get("retry-after") ?? "") - (Number.isNaN(now) ? Date.now() : now);
  const waits = [ms, seconds === undefined ? date : seconds * 1000].filter((wait) => wait !== undefined && wait > 0);
  return waits.length === 0 ? undefined : Math.min(waits[0]!, LONGEST_MS);
}

const numberIn = (text: string | null): number | undefined =>
  text !== null && /^\s*[+-]?\d+(\.\d*)?\s*$/.test(text) ? Number(text) : undefined;

const waitIn = (error: unknown): number | undefined =>
  error instanceof APIError && error.headers !== undefined ? askedWait(error.headers as Headers) : undefined;

const timeText = (ms: number): string =>
  ms < 120_000
    ? `${Number((ms / 1000).toFixed(1))} s`
    : ms < 7_200_000
      ? `${Math.round(ms / 60_000)} min`
      : `${Math.round(ms / 3_600_000)} h`;

/** Waits; rejects at once when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener("abort", stop);
        resolve();
      },
      Math.min(ms, MOST_MS),
    );
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** A promise that ends with the signal, whatever it does itself. */
function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new APIUserAbortError());
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
