/** What the arena's local servers share: they listen on 127.0.0.1 alone, and read bodies of a bounded size. */
import type { IncomingMessage, Server } from "node:http";
import { ArenaError, messageOf } from "../core/index.ts";

/** A server that listens: its address, and how it ends. */
export type Listening = { readonly url: string; close(): Promise<void> };

/** Bytes a request may have. */
const MAX_BODY = 4 * 2 ** 20;

/** Reads a body; undefined when it is too long. */
export async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    // What is too long is read to its end, so that its sender hears the answer.
    if (size <= MAX_BODY) parts.push(part as Buffer);
    else parts.length = 0;
  }
  if (size > MAX_BODY) return undefined;
  return Buffer.concat(parts).toString("utf8");
}

/** Listens on 127.0.0.1; port 0 takes a free one. Throws `PortInUse`. */
export function listen(server: Server, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new ArenaError(
          "PortInUse",
          `port ${port}`,
          error.code === "EADDRINUSE" ? "another program listens on it" : messageOf(error),
          "expected a free port: choose one with --port, or --port 0 for any",
        ),
      ),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}/v1`;
      resolve({
        url,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
