/**
 * A cassette of answers: a `fetch` that records and replays the answers of endpoints.
 *
 * An answer is found by the digest of method, path and canonical body, and by who asks where that is told, never by a key. Only
 * answers are kept: no error, page or stream of events, whatever its status. The same request gets the same answer, so that what
 * was paid for once is never paid for again.
 */
import { ArenaError, digest, type Json } from "../core/index.ts";
import { isAnswer } from "./reply.ts";

/** How a cassette is used: not at all, to be written, to be read alone (a miss is an error), or both. */
export const CASSETTE_MODES = ["off", "record", "replay", "auto"] as const;

/** One of the modes. */
export type CassetteMode = (typeof CASSETTE_MODES)[number];

/** What a cassette is called where it is shown, and how it is used. */
export type CassetteLabel = { readonly name: string; readonly mode: CassetteMode };

/** An answer as it is kept. */
export type Take = { readonly key: string; readonly type: string; readonly body: string };

/** Where answers are kept. */
export interface Tape {
  get(key: string): Take | undefined;
  put(take: Take): void;
}

/** The key of a request; `draw` tells requests apart that are equal and get answers of their own. */
export function takeKey(method: string, path: string, body: string, draw?: string): string {
  let data: Json = body;
  try {
    data = JSON.parse(body) as Json;
  } catch {
    // A body that is not JSON is used as it is.
  }
  return digest(draw === undefined ? [method, path, data] : [method, path, data, draw]);
}

/** Whether an answer came from a tape. */
export const REPLAYED = "x-logic-arena-replayed";

/** A `fetch` for POST requests with text bodies that records and replays answers; throws `ModelFailed` for a miss in mode `replay`. */
export function cassetteFetch(
  tape: Tape,
  mode: CassetteMode,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): (url: string, init: RequestInit & { readonly method: string; readonly body: string }, draw?: string) => Promise<Response> {
  return async (url, init, draw) => {
    if (mode === "off") return fetch(url, init);
    // Only the path after the version counts: the same question may go to another host.
    const path = new URL(url).pathname.replace(/^.*\/v\d+(?=\/)/, "");
    const key = takeKey(init.method, path, init.body, draw);
    // What was kept without a name is anybody's.
    const found = mode === "record" ? undefined : (tape.get(key) ?? tape.get(takeKey(init.method, path, init.body)));
    const kept = found !== undefined && isAnswer(path, found.body) ? found : undefined;
    if (kept !== undefined) return new Response(kept.body, { status: 200, headers: { "content-type": kept.type, [REPLAYED]: "1" } });
    if (mode === "replay")
      throw new ArenaError("ModelFailed", "cassette", `no answer to ${init.method} ${path} (${key})`, "expected one that was recorded");
    const response = await fetch(url, init);
    if (response.status !== 200) return response;
    const body = await response.text();
    const type = response.headers.get("content-type") ?? "application/json";
    if (isAnswer(path, body)) tape.put({ key, type, body });
    return new Response(body, { status: 200, headers: { "content-type": type } });
  };
}
