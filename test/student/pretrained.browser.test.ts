/** Pretrained models in the browser: they are fetched, kept in the cache, and answer as in Node. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CausalOptions, Loading } from "../../agents/index.ts";
import { browserModels } from "../../src/workers/pretrained.browser.ts";
import { type Family, FILE, modelOf, QUESTION, qwen, SAID, SAID_AT_LEVEL_4, smol, type Stored, textsOf } from "./pretrained-models.ts";

const real = globalThis.fetch;
const encoder = new TextEncoder();

/** Serves files at a host, and lists the requests for them; with `breaks.at`, downloads from the start break off after so many bytes. */
function serve(host: string, files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>, breaks: { at?: number } = {}) {
  const asked: string[] = [];
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (url.host !== host) return real(input, init);
    const name = url.pathname.replace("/tiny/resolve/main/", "");
    const content = files[name];
    asked.push(`${init?.method ?? "GET"} ${name}`);
    if (content === undefined) return new Response("no", { status: 404 });
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    const from = Number(/bytes=(\d+)-/.exec(new Headers(init?.headers).get("range") ?? "")?.[1] ?? 0);
    const headers = { "content-length": String(bytes.length - from), etag: '"1"' };
    if (init?.method === "HEAD") return new Response(null, { headers });
    const rest = bytes.subarray(from);
    const { at } = breaks;
    if (at === undefined || rest.length <= at || from > 0) return new Response(rest, { status: from > 0 ? 206 : 200, headers });
    let sent = false;
    const body = new ReadableStream<Uint8Array>({
      pull(to) {
        if (sent) return to.error(new Error("connection lost"));
        sent = true;
        to.enqueue(rest.subarray(0, at));
      },
    });
    return new Response(body, { headers });
  };
  return asked;
}

const filesOf = (family: Family, stored: readonly Stored[], external = false) => {
  const files: Record<string, string | Uint8Array<ArrayBuffer>> = { ...textsOf(family) };
  for (const one of stored) {
    const { model, data } = modelOf(family, one, external ? `${FILE[one]}_data` : undefined);
    files[`onnx/${FILE[one]}`] = model;
    if (external) files[`onnx/${FILE[one]}_data`] = data;
  }
  return files;
};

/** A model with the numbers of its embedding in a file of this name. */
function besideOf(name: string): Readonly<Record<string, string | Uint8Array<ArrayBuffer>>> {
  const { model, data } = modelOf(smol, "fp32", name);
  return { ...textsOf(smol), "onnx/model.onnx": model, [`onnx/${name.replace("./", "")}`]: data };
}

const options = (more: Partial<CausalOptions> = {}): CausalOptions => ({ precision: "fp32", device: "wasm", context: 1024, ...more });
let n = 0;
const host = () => `models-${n++}.test`;
const at = (name: string) => `https://${name}/tiny/resolve/main`;

beforeEach(() => caches.delete("logic-arena-models"));
afterEach(() => void (globalThis.fetch = real));

describe.each(["smol", "qwen"] as const)("%s", (name) => {
  const family = name === "smol" ? smol : qwen;
  test.each(["fp32", "fp16", "q8", "q4", "q4f16"] as const)("%s on wasm says what it says in Node", async (precision) => {
    const where = host();
    serve(where, filesOf(family, [precision]));
    const causal = await browserModels()(at(where), options({ precision }));
    const { shares } = await causal.weigh(QUESTION.messages, QUESTION.answers);
    for (const [i, share] of SAID[name][precision].entries()) expect(shares[i]).toBeCloseTo(share, precision.endsWith("16") ? 1 : 3);
  });

  // In WebAssembly ONNX Runtime does not round, whatever `accuracy_level` says.
  test("q4 whose products round what goes in says nearly what it says in Node", async () => {
    const where = host();
    serve(where, filesOf({ ...family, level: 4 }, ["q4"]));
    const causal = await browserModels()(at(where), options({ precision: "q4" }));
    const { shares } = await causal.weigh(QUESTION.messages, QUESTION.answers);
    for (const [i, share] of SAID_AT_LEVEL_4[name].entries()) expect(Math.abs(shares[i]! - share)).toBeLessThan(0.02);
  });
});

test.each([
  ["dimensions of the cache without names", filesOf({ ...smol, unnamed: true }, ["fp32"])],
  ["numbers in a file of another name", besideOf("parts/weights.bin")],
  ["numbers in a file named from here", besideOf("./model.onnx.data")],
  ["a model at the root", { ...textsOf(smol), "model.onnx": modelOf(smol, "fp32").model }],
])("%s", async (_, files) => {
  const where = host();
  serve(where, files);
  const { shares } = await (await browserModels()(at(where), options())).weigh(QUESTION.messages, QUESTION.answers);
  for (const [i, share] of SAID.smol.fp32.entries()) expect(shares[i]).toBeCloseTo(share, 3);
});

test("logits that are not finite are ModelFailed, and files that are something else are told", async () => {
  const where = host();
  serve(where, filesOf({ ...smol, spoilt: { after: 0, by: NaN } }, ["fp32"]));
  await expect(browserModels()(at(where), options())).rejects.toMatchObject({ name: "ModelFailed" });
  const pointer = host();
  serve(pointer, { ...textsOf(smol), "onnx/model.onnx": "version https://git-lfs.github.com/spec/v1\n" });
  await expect(browserModels()(at(pointer), options())).rejects.toThrow(/onnx\/model\.onnx is a pointer of Git LFS/);
});

// On a software adapter, which has no 16-bit floats and takes seconds to start.
test.each([
  ["smol", "fp32", false],
  ["qwen", "q4", false],
  ["smol", "fp32", true],
] as const)("%s, %s, on WebGPU too, its cache on the graphics processor (fused attention: %s)", async (name, precision, fused) => {
  const where = host();
  serve(where, filesOf({ ...(name === "smol" ? smol : qwen), fused }, [precision]));
  const causal = await browserModels()(at(where), options({ precision, device: "webgpu" }));
  expect(causal.backend).toBe("webgpu");
  const { shares } = await causal.weigh(QUESTION.messages, QUESTION.answers);
  for (const [i, share] of SAID[name][precision].entries()) expect(shares[i]).toBeCloseTo(share, 2);
});

test("numbers in a file beside the model come with it, and progress tells of both", async () => {
  const where = host();
  const files = filesOf(qwen, ["fp32"], true);
  serve(where, files);
  const heard: Loading[] = [];
  const causal = await browserModels()(at(where), options({ heard: (one) => heard.push(one) }));
  const { shares } = await causal.weigh(QUESTION.messages, QUESTION.answers);
  for (const [i, share] of SAID.qwen.fp32.entries()) expect(shares[i]).toBeCloseTo(share, 3);
  const total = files["onnx/model.onnx"]!.length + files["onnx/model.onnx_data"]!.length;
  expect(heard.at(-1)).toEqual({ model: "tiny", done: total, total });
});

test("what was fetched is kept: the second time nothing large is asked for", async () => {
  const where = host();
  const asked = serve(where, filesOf(smol, ["q4"]));
  const first = await browserModels()(at(where), options({ precision: "q4" }));
  expect(asked).toContain("GET onnx/model_q4.onnx");
  asked.length = 0;
  const second = await browserModels()(at(where), options({ precision: "q4" }));
  expect(second.name).toBe(first.name);
  // Optional files that do not exist are looked for again.
  expect(asked.filter((one) => !/chat_template|special_tokens_map/.test(one))).toEqual([]);
});

test("a connection that breaks is taken up again; one that always breaks is told, with what came", async () => {
  const where = host();
  const files = filesOf(smol, ["fp32"]);
  const whole = files["onnx/model.onnx"]!.length;
  const asked = serve(where, files, { at: 50_000 });
  const causal = await browserModels()(at(where), options());
  expect(asked.filter((one) => one === "GET onnx/model.onnx")).toHaveLength(2);
  expect((await causal.weigh(QUESTION.messages, QUESTION.answers)).shares[0]).toBeCloseTo(SAID.smol.fp32[0], 3);
  const other = host();
  serve(other, files);
  const good = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    if (!new Request(input).url.endsWith("model.onnx") || init?.method === "HEAD") return good(input, init);
    return Promise.resolve(
      new Response(new ReadableStream({ start: (to) => to.error(new Error("gone")) }), { headers: { "content-length": String(whole) } }),
    );
  };
  await expect(browserModels()(at(other), options())).rejects.toThrow(
    new RegExp(`cut off after 0 of ${whole} bytes .*expected the whole file: try again`),
  );
});

test("a server that answers with a page, or refuses, is told from one that has the model", async () => {
  const where = host();
  globalThis.fetch = () => Promise.resolve(new Response("<html>", { headers: { "content-type": "text/html" } }));
  await expect(browserModels()(at(where), options())).rejects.toThrow(/no config\.json, expected the layout/);
  globalThis.fetch = () => Promise.resolve(new Response("no", { status: 401 }));
  await expect(browserModels()(at(where), options())).rejects.toThrow(/answered 401, expected a model that everybody may fetch/);
});
