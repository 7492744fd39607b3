/** The pretrained models of a command: finds them, loads them before play, and serves them to pages. */
import { createReadStream, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { lackOf, type Loading } from "../../agents/index.ts";
import type { RunInfo } from "../../benchmarks/journal.ts";
import type { Runner } from "../../benchmarks/runners/runner.ts";
import { opponentsOf, type Suite } from "../../benchmarks/suite.ts";
import { type AgentSpec, messageOf } from "../core/index.ts";
import { modelFolder } from "../platform/model-folder.node.ts";
import { ENDING, SERVED, type ServedModels } from "../platform/pretrained-path.ts";
import type { Known } from "../workers/protocol.ts";

/** A suite in which agents without a pretrained model get the one that ARENA_SLLM names. */
export function withPretrained(suite: Suite, model: string = process.env["ARENA_SLLM"] ?? ""): Suite {
  if (model === "") return suite;
  const given = (spec: AgentSpec): AgentSpec =>
    lackOf(spec) === undefined ? spec : { ...spec, params: { ...(spec.params as object | undefined), model } };
  const all = (cast: Readonly<Record<string, AgentSpec>>) =>
    Object.fromEntries(Object.entries(cast).map(([name, spec]) => [name, given(spec)]));
  return { ...suite, benchmarks: suite.benchmarks.map((one) => ({ ...one, cast: all(opponentsOf(one)), subjects: all(one.subjects) })) };
}

/** A runner in a page, which gets the students and models that lie on the disk from the arena's server. */
export const served =
  (runner: Runner, players: RunInfo["players"] = {}): Runner =>
  (requests, ...rest) => {
    const at = (one: Known, student: boolean): Known =>
      student && one.at !== undefined ? { ...one, at: `/${SERVED}/${encodeURIComponent(one.at)}` } : one;
    const known = (all: Readonly<Record<string, Known>>) =>
      Object.fromEntries(Object.entries(all).map(([name, one]) => [name, at(one, players[name]?.kind === "student")]));
    return runner(
      requests.map((request) => (request.known === undefined ? request : { ...request, known: known(request.known) })),
      ...rest,
    );
  };

/** Progress of a model, in words. */
const loadingText = ({ model, done, total }: Loading): string =>
  `Loading ${model}: ${megabytes(done)}${total === undefined ? "" : ` of ${megabytes(total)}`} MB`;

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0);

/** Shows how far models are: a moving line on a terminal, else a line for each and one at its end. */
export function loadingLine(stream: NodeJS.WriteStream): { show(loading: Loading): void; end(): void } {
  const live = stream.isTTY === true;
  let open = false;
  let said = "";
  return {
    show(loading) {
      const text = loadingText(loading);
      const whole = loading.done === loading.total;
      if (text === said) return;
      if (live) stream.write(`\r\x1b[K${text}`);
      else if (!said.startsWith(`Loading ${loading.model}:`) || whole) stream.write(`${text}\n`);
      else return;
      said = text;
      open = live;
    },
    end() {
      if (open) stream.write("\n");
      open = false;
    },
  };
}

/** Answers requests below `/pretrained/`: which models the server was told of, and the files of those alone that are on its disk, or a list of those with an ending. */
export function pretrainedServer({ models, onDisk }: ServedModels & { readonly onDisk: readonly string[] }) {
  return async (request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, first, encoded, ...rest] = pathname.split("/");
    if (first !== SERVED) return next();
    const end = (status: number, text: string, type = "text/plain") =>
      void response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
    if (request.method !== "GET" && request.method !== "HEAD") return end(405, "GET alone\n");
    if (encoded === undefined || encoded === "") return end(200, JSON.stringify({ models } satisfies ServedModels), "application/json");
    try {
      const model = decodeURIComponent(encoded);
      const file = decodeURIComponent(rest.join("/"));
      if (!onDisk.includes(model)) return end(404, "no such model\n");
      const folder = modelFolder(model);
      const ending = searchParams.get(ENDING);
      if (file === "" && ending !== null) return end(200, JSON.stringify(await folder.list(ending)), "application/json");
      const path = await folder.path(file);
      const there = path === undefined ? undefined : statSync(path);
      if (path === undefined || there?.isFile() !== true) return end(404, "no such file\n");
      const { size } = there;
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      if (from > size) return end(416, "no such range\n");
      response.writeHead(from > 0 ? 206 : 200, {
        "content-type": file.endsWith(".json") ? "application/json" : "application/octet-stream",
        "content-length": size - from,
        "cache-control": "no-store",
        ...(from > 0 ? { "content-range": `bytes ${from}-${size - 1}/${size}` } : {}),
      });
      if (request.method === "HEAD" || from === size) return void response.end();
      createReadStream(path, { start: from })
        .on("error", () => response.destroy())
        .pipe(response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else end(error instanceof URIError ? 400 : 500, `${messageOf(error)}\n`);
    }
  };
}
