/** Serves a gateway to a language model on 127.0.0.1, beside pages or alone. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { answering, type Answering, failed, type GatewayOptions, type Reply } from "./gateway.ts";
import { DRAW_HEADER, GATEWAY_HEADER } from "./gateway-header.ts";
import { bodyOf, listen, type Listening } from "./http.node.ts";

export type { GatewayOptions, ModelSettings } from "./gateway.ts";

/** A gateway: the handler, and what it has spent. */
export interface Gateway extends Pick<Answering, "spending" | "close"> {
  /** Answers a request, or passes it on if it is not for the gateway. */
  handle(request: IncomingMessage, response: ServerResponse, next?: () => void): void;
}

/** Makes a gateway. */
export function makeGateway(options: GatewayOptions): Gateway {
  const { answer, spending, close } = answering(options);

  async function answered(request: IncomingMessage, path: string): Promise<Reply> {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return failed(403, refusal);
    const draw = request.headers[DRAW_HEADER];
    return answer({
      method: request.method ?? "",
      path,
      draw: typeof draw === "string" ? draw : undefined,
      body: () => bodyOf(request),
    });
  }

  return {
    handle(request, response, next) {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      if (pathname.startsWith("/v1/")) void answered(request, pathname).then((reply) => send(response, reply));
      else if (next === undefined) send(response, failed(404, `nothing at ${pathname}`));
      else next();
    },
    spending,
    close,
  };
}

/** Serves a gateway alone, for hosts without pages. */
export const serveGateway = (gateway: Gateway, port = 0): Promise<Listening> =>
  listen(
    createServer((request, response) => gateway.handle(request, response)),
    port,
  );

function send(response: ServerResponse, { status, text, headers }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers).end(text);
}

/** Why a request is refused as foreign: it comes from another machine or another page. */
function refusalOf({ headers }: IncomingMessage): string | undefined {
  const host = headers.host ?? "";
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return `the host "${host}" is not this machine`;
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return `the origin "${headers.origin}" is another page's`;
  if (headers[GATEWAY_HEADER] === undefined) return `the header ${GATEWAY_HEADER} is missing`;
  return undefined;
}
