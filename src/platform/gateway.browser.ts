/**
 * A gateway in the page itself, for pages without a server of the arena.
 *
 * The offline teacher answers until the visitor names an endpoint. Requests then go there from the page, with the visitor's own key, which
 * stays in the memory of this tab. The endpoint must allow requests from pages (CORS).
 */
import { answering, type Reply } from "./gateway.ts";
import { DRAW_HEADER } from "./gateway-header.ts";
import { complete, embeddings, readBody, TEACHER } from "./teacher.ts";

/** The address under which the gateway knows the offline teacher; nothing is there. */
const TEACHER_URL = "https://teacher.invalid/v1";

const gateway = answering({
  settings: { url: TEACHER_URL, model: TEACHER, key: undefined, price: undefined, concurrency: 4, perMinute: 60 },
  offline: true,
  settable: true,
  // A page cannot follow redirections by itself.
  send: (url, init) => (url.startsWith(TEACHER_URL) ? Promise.resolve(taught(url, init)) : fetch(url, { ...init, redirect: "follow" })),
});

/** An answer of the offline teacher. */
function taught(url: string, { body }: RequestInit): Response {
  const text = body as string;
  const read = readBody(text);
  const { status, body: answer } = url.endsWith("/embeddings") ? embeddings(text) : "messages" in read ? complete(read) : read;
  return Response.json(answer, { status });
}

/** What a page or a worker asks of the gateway, in data that travels between them. */
export type PageRequest = {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** Answers a request of this page or one of its workers. */
export const askHere = ({ path, method, headers, body }: PageRequest): Promise<Reply> =>
  gateway.answer({ path, method, draw: headers[DRAW_HEADER], body: () => Promise.resolve(body) });
