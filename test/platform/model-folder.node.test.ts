/** Models from an address, in Node: fetched over real HTTP, kept on the disk, taken up again where a connection broke. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { fileAt, folderName } from "../../src/platform/download.ts";
import { readPretrained } from "../../src/student/pretrained.ts";
import { modelFolder } from "../../src/platform/model-folder.node.ts";

const BIG = Uint8Array.from({ length: 400_000 }, (_, i) => (i * 31 + (i >> 8)) % 256);
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answer: Answer;
let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}${request.headers.range === undefined ? "" : ` ${request.headers.range}`}`);
  answer(request, response);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/org/tiny-model/resolve/main`;
const cache = mkdtempSync(join(tmpdir(), "arena-cache-"));
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(cache, { recursive: true, force: true });
});
beforeEach(() => {
  process.env["ARENA_CACHE"] = mkdtempSync(join(cache, "one-"));
  asked = [];
});

/** Serves the file in ranges; a request breaks off after `breaks` bytes. */
const serving =
  (mark = '"a"', breaks = Infinity, bytes = BIG): Answer =>
  (request, response) => {
    const wanted = /bytes=(\d+)-/.exec(request.headers.range ?? "");
    const same = request.headers["if-range"] === undefined || request.headers["if-range"] === mark;
    const from = wanted !== null && same ? Number(wanted[1]) : 0;
    response.writeHead(from > 0 ? 206 : 200, { "content-length": bytes.length - from, etag: mark });
    if (request.method === "HEAD") return void response.end();
    const rest = bytes.subarray(from);
    if (rest.length <= breaks) return void response.end(rest);
    response.write(rest.subarray(0, breaks), () => response.destroy());
  };

const get = (heard: (done: number) => void = () => {}) => modelFolder(address).weights("onnx/model.onnx", heard);
const folder = () => join(process.env["ARENA_CACHE"]!, "models");
const left = () => readdirSync(folder(), { recursive: true }).filter((name) => /\.part|\.onnx/.test(String(name)));

test("a file is fetched once, whole, and told of on the way", async () => {
  answer = serving();
  const heard: number[] = [];
  const { weights, digest } = await get((done) => heard.push(done));
  expect(new Uint8Array(readFileSync(weights))).toEqual(BIG);
  expect(heard.at(-1)).toBe(BIG.length);
  expect(await modelFolder(address).look("onnx/model.onnx")).toEqual({ bytes: BIG.length });
  expect((await get()).digest).toBe(digest);
  expect(asked).toEqual(["GET /org/tiny-model/resolve/main/onnx/model.onnx"]);
  expect(modelFolder(address).name).toBe("tiny-model");
});

test("a connection that breaks is taken up where it broke, as often as bytes come", async () => {
  answer = serving('"a"', 90_000);
  expect(new Uint8Array(readFileSync((await get()).weights))).toEqual(BIG);
  expect(asked.slice(1).every((one) => / bytes=\d+-$/.test(one))).toBe(true);
  expect(asked.length).toBeGreaterThanOrEqual(5);
  expect(left()).toHaveLength(1);
});

test("a file that comes no further is told, kept, and gone on with the next time", async () => {
  let served = 0;
  answer = (request, response) => (served++ === 0 ? serving('"a"', 100_000)(request, response) : response.destroy());
  await expect(get()).rejects.toThrow(/cut off after \d+ of .* bytes .*expected the whole file: try again, what is there is kept/);
  const [part] = left().filter((name) => String(name).endsWith(".part"));
  const had = readFileSync(join(folder(), String(part))).length;
  expect(had).toBeGreaterThan(0);
  answer = serving();
  asked = [];
  expect(new Uint8Array(readFileSync((await get()).weights))).toEqual(BIG);
  expect(asked).toEqual([`GET /org/tiny-model/resolve/main/onnx/model.onnx bytes=${had}-`]);
});

test("a file that is another one by now is fetched anew, not glued together", async () => {
  const other = BIG.map((byte) => 255 - byte);
  let served = 0;
  answer = (request, response) =>
    serving(served++ === 0 ? '"a"' : '"b"', served === 1 ? 100_000 : Infinity, served === 1 ? BIG : other)(request, response);
  expect(new Uint8Array(readFileSync((await get()).weights))).toEqual(other);
});

test("two who want the same file fetch it once", async () => {
  answer = (request, response) => void setTimeout(() => serving()(request, response), 300);
  const [one, other] = await Promise.all([get(), get()]);
  expect([one.weights, one.digest]).toEqual([other.weights, other.digest]);
  expect(asked).toHaveLength(1);
});

test("what is not there, a page in its place, and a refusal are told apart", async () => {
  answer = (_, response) => void response.writeHead(404).end();
  expect(await modelFolder(address).text("config.json")).toBeUndefined();
  expect(await modelFolder(address).look("onnx/model.onnx")).toBeUndefined();
  answer = (_, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>");
  expect(await modelFolder(address).text("config.json")).toBeUndefined();
  answer = (_, response) => void response.writeHead(403).end();
  await expect(modelFolder(address).text("config.json")).rejects.toThrow(/answered 403, expected a model that everybody may fetch/);
  expect(left().filter((name) => String(name).endsWith(".part"))).toEqual([]);
});

test("in a folder that hands out files, one that is forbidden is not there", async () => {
  const files: Readonly<Record<string, string>> = {
    "config.json": "{}",
    "tokenizer.json": "{}",
    "tokenizer_config.json": "{}",
    "model.onnx": "",
  };
  answer = ({ url }, response) => {
    const content = files[url!.split("/main/")[1]!];
    if (content === undefined) return void response.writeHead(403).end();
    response.writeHead(200, { "content-length": content.length }).end(content);
  };
  await expect(readPretrained(modelFolder(address), "auto", ["q8", "fp32"])).rejects.toThrow("model.onnx has 0 bytes");
  // What is no model is not kept.
  expect(left().filter((name) => String(name).endsWith(".onnx"))).toEqual([]);
  expect(asked).toContain("HEAD /org/tiny-model/resolve/main/onnx/model_quantized.onnx");
});

test("a disk that cannot be written to is an error of its own, not a broken connection", async () => {
  answer = serving();
  mkdirSync(process.env["ARENA_CACHE"]!, { recursive: true });
  writeFileSync(join(process.env["ARENA_CACHE"]!, "models"), "in the way");
  await expect(get()).rejects.toMatchObject({
    name: "BadInput",
    message: expect.stringMatching(
      /^model http:.*(ENOTDIR|EEXIST).*, expected a place for it that can be written: ARENA_CACHE names one$/,
    ) as string,
  });
  await expect(modelFolder(address).text("config.json")).rejects.toMatchObject({ name: "BadInput" });
  expect(existsSync(join(folder(), "x"))).toBe(false);
});

test("a page of a model hub in place of its files is told where these are", async () => {
  answer = (_, response) => void response.writeHead(404).end();
  const { origin } = new URL(address);
  const read = (model: string) => readPretrained(modelFolder(model), "auto", ["fp32"]);
  for (const page of ["org/tiny-model", "org/tiny-model/", "org/tiny-model/tree/main"])
    await expect(read(`${origin}/${page}`)).rejects.toThrow(`no config.json, expected`);
  await expect(read(`${origin}/org/tiny-model`)).rejects.toThrow(`on a model hub it is ${origin}/org/tiny-model/resolve/main`);
  await expect(read(`${origin}/org/tiny-model/tree/v2`)).rejects.toThrow(`on a model hub it is ${origin}/org/tiny-model/resolve/v2`);
});

test("names of folders and files", () => {
  expect(folderName("https://models.example/org/Tiny-1B/resolve/main/")).toBe("Tiny-1B");
  expect(folderName("/home/me/models/tiny")).toBe("tiny");
  expect(folderName("C:\\models\\tiny")).toBe("tiny");
  expect(fileAt("https://models.example/a/?token=1", "onnx/model.onnx")).toBe("https://models.example/a/onnx/model.onnx?token=1");
});
