/** The offline teacher as a local server that speaks the protocol of OpenAI. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { digest, type Json } from "../core/index.ts";
import { bodyOf, listen, type Listening } from "./http.node.ts";
import { complete, embeddings, readBody, TEACHER, type Trouble, troubleOf } from "./teacher.ts";

/** How it misbehaves where the model's name does not say. */
export type TeacherOptions = {
  readonly port?: number;
  /** Added to the names of models that ask for no misbehaviour: `0.3` or `0.3:429,slow`. */
  readonly bad?: string;
  /** Milliseconds of a slow answer. */
  readonly slowMs?: number;
};

/** Starts the teacher on 127.0.0.1. */
export function teacherServer({ port = 0, bad, slowMs = 3_000 }: TeacherOptions = {}): Promise<Listening> {
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (request.method === "GET" && path === "/v1/models")
      return send(response, 200, { object: "list", data: [{ id: TEACHER, object: "model", created: 0, owned_by: "logic-arena" }] });
    const text = request.method === "POST" ? await bodyOf(request) : undefined;
    if (text === undefined || !["/v1/chat/completions", "/v1/embeddings"].includes(path))
      return send(response, 404, { error: { message: `Nothing at ${request.method} ${path}.`, type: "invalid_request_error" } });
    if (path === "/v1/chat/completions") return chat(text, response);
    const { status, body } = embeddings(text);
    send(response, status, body);
  }

  async function chat(text: string, response: ServerResponse): Promise<void> {
    const read = readBody(text);
    if ("status" in read) return send(response, (read as { status: number }).status, (read as { body: Json }).body);
    const body = { ...read, model: bad === undefined || read.model.includes("+bad=") ? read.model : `${read.model}+bad=${bad}` };
    const key = digest(body as unknown as Json);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    const trouble = troubleOf(body, count);
    if (await behaveBadly(trouble, response)) return;
    const { status, body: completion } = complete(body, trouble);
    if (status === 200 && read.stream === true) return stream(response, completion as unknown as Completion);
    send(response, status, completion);
  }

  /** Troubles of HTTP; tells whether the request is done with. */
  async function behaveBadly(trouble: Trouble | undefined, response: ServerResponse): Promise<boolean> {
    const error = (message: string) => ({ error: { message, type: "server_error" } });
    switch (trouble) {
      case "429":
        // The package reads the first, other clients the second.
        response.setHeader("retry-after-ms", "50").setHeader("retry-after", "1");
        send(response, 429, error("Too many requests (on request)."));
        return true;
      case "500":
        response.setHeader("retry-after-ms", "50");
        send(response, 500, error("Out of order (on request)."));
        return true;
      case "disconnect":
        response.destroy();
        return true;
      case "malformed":
        response.writeHead(200, { "content-type": "application/json" }).end('{"id":"chatcmpl-1","choices":[{"mess');
        return true;
      case "slow":
        await new Promise((resolve) => setTimeout(resolve, slowMs));
        return false;
      default:
        return false;
    }
  }

  return listen(server, port);
}

function send(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

type Completion = {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly [
    { readonly message: { readonly content: string | null; readonly tool_calls?: readonly object[] }; readonly finish_reason: string },
  ];
  readonly usage: Json;
};

/** Sends a completion as server-sent events: the role, the answer in pieces, the end. */
function stream(response: ServerResponse, { id, model, choices, usage }: Completion): void {
  const [{ message, finish_reason }] = choices;
  const chunk = (delta: object, finish: string | null, more: object = {}) =>
    `data: ${JSON.stringify({ id, object: "chat.completion.chunk", created: 0, model, choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(chunk({ role: "assistant", content: message.tool_calls === undefined ? "" : null }, null));
  const pieces = (text: string) => text.match(/[\s\S]{1,16}/g) ?? [];
  if (message.tool_calls === undefined) for (const content of pieces(message.content ?? "")) response.write(chunk({ content }, null));
  for (const [index, one] of (message.tool_calls ?? []).entries()) {
    const call = one as { id: string; type: string; function: { name: string; arguments: string } };
    response.write(
      chunk({ tool_calls: [{ index, id: call.id, type: call.type, function: { name: call.function.name, arguments: "" } }] }, null),
    );
    for (const piece of pieces(call.function.arguments))
      response.write(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }, null));
  }
  response.end(`${chunk({}, finish_reason, { usage })}data: [DONE]\n\n`);
}
