/** Asks the gateway to a language model from a page: its server's, or the one in the page itself where it has no server. */
import type { PageRequest } from "./gateway.browser.ts";
import type { Reply } from "./gateway.ts";
import { IS_STATIC } from "./static.browser.ts";

/** Asks a gateway that takes requests as data, as `fetch` does: whoever no longer waits for the answer hears of that at once. */
export async function askThrough(
  gateway: (request: PageRequest) => Promise<Reply>,
  path: string,
  { method = "GET", headers, body, signal }: RequestInit = {},
): Promise<Response> {
  signal?.throwIfAborted();
  const reply = gateway({
    path,
    method,
    headers: Object.fromEntries(new Headers(headers)),
    body: typeof body === "string" ? body : undefined,
  });
  const aborted = new Promise<never>((_, reject) =>
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
  );
  const { status, text, headers: told } = await Promise.race([reply, aborted]);
  return new Response(text, { status, headers: told });
}

/** Asks at a path below the base URL (`chat/completions`), as `fetch` does. */
export async function askGateway(path: string, init?: RequestInit): Promise<Response> {
  if (!IS_STATIC) return fetch(`v1/${path}`, init);
  const { askHere } = await import("./gateway.browser.ts");
  return askThrough(askHere, `/v1/${path}`, init);
}
