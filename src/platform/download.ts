/** Fetches large files: in pieces, going on where a connection broke. */
import { ArenaError, messageOf } from "../core/index.ts";

/** Receives a file. */
export interface Sink {
  /** Bytes that are there already, and the mark of the file they are of, as its server gave it. */
  have(): { readonly bytes: number; readonly mark?: string | undefined };
  /** The pieces that follow begin at this byte: 0 throws away what was there. */
  begin(at: number, mark: string | undefined): Promise<void> | void;
  take(piece: Uint8Array): Promise<void> | void;
}

/** How many connections in a row may break without delivering a byte. */
const MAX_BROKEN = 3;

/** Milliseconds before a retry. */
const PAUSE_MS = 250;

/**
 * Fetches a file; `heard` is told how many of its bytes are there. Resolves to false where there is no such file. In a folder that is `open`,
 * since another file of it could be fetched, a file that is forbidden is one that is not there: some stores tell nobody which files they have.
 *
 * Throws `ModelFailed` for a server that refuses, or for a file that breaks off again and again.
 */
export async function download(url: string, sink: Sink, heard: (done: number) => void = () => {}, open = false): Promise<boolean> {
  for (let broken = 0; ;) {
    const { bytes: before, mark } = sink.have();
    let total: number | undefined;
    let done = before;
    let why: string;
    try {
      const response = await fetch(url, {
        // If the mark has changed, the server sends the whole new file, not the rest of the old one.
        headers: before === 0 ? {} : { range: `bytes=${before}-`, ...(mark === undefined ? {} : { "if-range": mark }) },
      });
      // A server of one page answers with it for whatever does not exist.
      if (isMissing(response, open)) return false;
      if (response.status === 416) {
        await sink.begin(0, undefined);
        continue;
      }
      if (!response.ok) throw refused(url, response);
      const from = response.status === 206 ? before : 0;
      const length = Number(response.headers.get("content-length") ?? NaN);
      total = Number.isFinite(length) ? from + length : undefined;
      await sink.begin(from, response.headers.get("etag") ?? undefined);
      done = from;
      const reader = response.body!.getReader();
      for (;;) {
        const { value, done: ended } = await reader.read();
        if (ended) break;
        await sink.take(value);
        done += value.length;
        heard(done);
      }
      // A file that is compressed in transit is longer than announced.
      if (total === undefined || done >= total) return true;
      why = "it broke off";
    } catch (error) {
      if (error instanceof ArenaError || isOfDisk(error)) throw error;
      why = messageOf(error);
    }
    broken = done > before ? 1 : broken + 1;
    if (broken >= MAX_BROKEN)
      throw new ArenaError(
        "ModelFailed",
        url,
        `cut off after ${done} of ${total ?? "an unknown number of"} bytes (${why})`,
        "expected the whole file: try again, what is there is kept",
      );
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * broken));
  }
}

/** Whether there is a file at an address, and its size where its server tells; `open` as for `download`. Throws `ModelFailed`. */
export async function lookAt(url: string, open = false): Promise<{ readonly bytes?: number } | undefined> {
  let response: Response;
  try {
    response = await fetch(url, { method: "HEAD" });
  } catch (error) {
    throw new ArenaError("ModelFailed", url, messageOf(error), "expected a server that answers, and lets pages of other addresses ask");
  }
  if (isMissing(response, open)) return undefined;
  if (!response.ok) throw refused(url, response);
  const length = response.headers.get("content-length");
  return length === null ? {} : { bytes: Number(length) };
}

const isMissing = (response: Response, open: boolean): boolean =>
  response.status === 404 ||
  response.status === 410 ||
  (open && response.status === 403) ||
  (response.headers.get("content-type") ?? "").includes("text/html");

const refused = (url: string, { status }: Response): ArenaError =>
  new ArenaError(
    "ModelFailed",
    url,
    `answered ${status}`,
    status === 401 || status === 403 ? "expected a model that everybody may fetch, or a folder with its files" : "expected the file",
  );

/** Whether an error came from the file system: another connection would not help. */
const isOfDisk = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  /^E[A-Z]+$/.test(error.code) &&
  "syscall" in error &&
  !("address" in error) &&
  "path" in error;

/** The address of a file in a folder at an address. */
export const fileAt = (folder: string, file: string): string => {
  const url = new URL(folder);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${file}`;
  return url.href;
};

/** Whether a model is named by an address. */
export const isAddress = (model: string): boolean => /^https?:\/\//.test(model);

/** Where the files of a model lie on a model hub, for what may be its name or its page there. */
export function hubHint(model: string): string | undefined {
  const [, origin, name, revision = "main"] = HUB_NAME.exec(model) ?? [];
  return name === undefined ? undefined : `: on a model hub it is ${origin ?? "https://<hub>"}/${name}/resolve/${revision}`;
}

const HUB_NAME = /^(?:(https?:\/\/[^/]+)\/|hf:\/\/)?([\w.-]+\/[\w.-]+)(?:\/(?:tree|blob)\/([^/?#]+)[^?#]*)?\/?(?:[?#].*)?$/;

/** What people call a folder: the last part of its address that tells something. */
export function folderName(where: string): string {
  const parts = where
    .replace(/[?#].*$/, "")
    .split(/[/\\]/)
    .filter((part) => part !== "" && !part.endsWith(":"));
  const at = parts.lastIndexOf("resolve");
  const name = at > 0 ? parts[at - 1] : parts.at(-1);
  return name === undefined ? "model" : decodeURIComponent(name);
}
