/** Asks the gateway to a language model from a page: its server's, or the one in the page itself where it has no server. */
import type { PageRequest } from "./gateway.browser.ts";
import type { Reply } from "./gateway.ts";
import { IS_STATIC } from "./static.browser.ts";

/** A request as the gateway in the page hears it. */
export const requestOf = (path: string, { method = "GET", headers, body }: RequestInit = {}): PageRequest => ({
  path,
  method,
  headers: Object.fromEntries(new Headers(headers)),
  body: typeof body === "string" ? body : undefined,
});

/** A reply of the gateway as a response. */
export const responseOf = ({ status, text, headers }: Reply): Response => new Response(text, { status, headers });

/** Asks at a path below the base URL (`chat/completions`), as `fetch` does. */
export async function askGateway(path: string, init?: RequestInit): Promise<Response> {
  if (!IS_STATIC) return fetch(`v1/${path}`, init);
  const { askHere } = await import("./gateway.browser.ts");
  return responseOf(await askHere(requestOf(`/v1/${path}`, init)));
}
