/** The ways to language models that agents get, through the `openai` package, at the gateway of whoever hosts the arena. */
import OpenAI from "openai";
import type { Ports } from "../../agents/index.ts";
import { ask } from "./chat.ts";
import { embed } from "./embeddings.ts";
import { GATEWAY_HEADER } from "./gateway-header.ts";

/** Asks and embeds at a gateway's base URL, `http://127.0.0.1:5170/v1`; `send` stands in for `fetch`. */
export function modelsAt(baseURL: string, send?: typeof fetch): Required<Pick<Ports, "chat" | "embed">> {
  // The gateway adds the key: none is here, in a page or elsewhere.
  const client = new OpenAI({
    baseURL,
    apiKey: "the gateway adds it",
    dangerouslyAllowBrowser: true,
    // The package's own waits hear no signal: `patiently` makes further tries, and keeps the time.
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    ...(send === undefined ? {} : { fetch: send }),
    defaultHeaders: { [GATEWAY_HEADER]: "1" },
  });
  return {
    chat: (question) => ask(client, question),
    embed: (model, texts, timeoutMs) => embed(client, model, texts, timeoutMs),
  };
}
