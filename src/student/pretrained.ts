/** Finds and reads the files of a pretrained model in the layout of Hugging Face's ONNX exports. */
import type { Loading } from "../../agents/index.ts";
import { ArenaError, sha256Hex } from "../core/index.ts";
import type { CausalTexts } from "./causal.ts";

/** The file of each precision below `onnx/`. */
const FILES = {
  fp32: "model.onnx",
  fp16: "model_fp16.onnx",
  q8: "model_quantized.onnx",
  q4: "model_q4.onnx",
  q4f16: "model_q4f16.onnx",
} as const;

/** The precision that a model's weights are stored in. */
export type ModelPrecision = keyof typeof FILES;

/** The order in which precisions are looked for where none was chosen: CPUs convert 16-bit numbers before they compute, which is slow. */
export const PREFERRED: Readonly<Record<"cpu" | "wasm" | "webgpu" | "webgpu-f16", readonly ModelPrecision[]>> = {
  cpu: ["q8", "q4", "fp32", "q4f16", "fp16"],
  wasm: ["q8", "q4", "fp32", "q4f16", "fp16"],
  webgpu: ["q4", "fp32", "q8"],
  "webgpu-f16": ["q4f16", "q4", "fp16", "fp32", "q8"],
};

/** The folder of a model, on a disk or at an address. */
export interface ModelFolder<Weights> {
  /** The model's name: the last part of its path or address. */
  readonly name: string;
  readonly where: string;
  /** The contents of a small file; undefined when it is not there. */
  text(file: string): Promise<string | undefined>;
  /** Looks for a large file: undefined when it is not there, else its size if that is known. */
  look(file: string): Promise<{ readonly bytes?: number } | undefined>;
  /** Gets a large file; `heard` is told how many of its bytes have arrived. */
  weights(file: string, heard: (done: number) => void): Promise<{ readonly weights: Weights; readonly digest: string }>;
}

/** What a session is made from. */
export interface Pretrained<Weights> {
  /** The model's name in logs: its kind, the precision, and the beginning of the digest of all files. Where it lies is not part of it. */
  readonly name: string;
  /** The digests of the files that it is read from, by the file's name. */
  readonly parts: Readonly<Record<string, string>>;
  readonly texts: CausalTexts;
  readonly model: { readonly file: string; readonly weights: Weights };
  /** External data files, which the model file refers to. */
  readonly external: readonly { readonly file: string; readonly weights: Weights }[];
}

/** The most external data files of a model; none is known to have as many. */
const MAX_EXTERNAL = 100;

/** Reads the folder of a model; throws `BadInput` where a file is missing. */
export async function readPretrained<Weights>(
  folder: ModelFolder<Weights>,
  precision: ModelPrecision | "auto",
  preferred: readonly ModelPrecision[],
  heard: (loading: Loading) => void = () => {},
): Promise<Pretrained<Weights>> {
  const bad = (found: string, expected: string) => new ArenaError("BadInput", `model ${folder.where}`, found, expected);
  const need = async (file: string): Promise<string> => {
    const text = await folder.text(file);
    if (text !== undefined) return text;
    throw bad(`no ${file}`, "expected the layout of Hugging Face's ONNX exports: config.json, tokenizer files and onnx/model*.onnx");
  };
  const texts = {
    config: await need("config.json"),
    tokenizer: await need("tokenizer.json"),
    tokenizerConfig: await need("tokenizer_config.json"),
    generation: await folder.text("generation_config.json"),
    template: await folder.text("chat_template.jinja"),
  };

  let chosen: { readonly precision: ModelPrecision; readonly file: string; readonly bytes?: number } | undefined;
  for (const one of precision === "auto" ? preferred : [precision]) {
    const file = `onnx/${FILES[one]}`;
    const there = await folder.look(file);
    if (there === undefined) continue;
    chosen = { precision: one, file, ...there };
    break;
  }
  if (chosen === undefined) {
    const wanted = precision === "auto" ? preferred : [precision];
    throw bad(
      `none of ${wanted.map((one) => `onnx/${FILES[one]}`).join(", ")}`,
      precision === "auto" ? "expected one of them, or another precision asked for by name" : "expected it, or another precision",
    );
  }
  const external: { readonly file: string; readonly bytes?: number }[] = [];
  const declared = externalCount(texts.config, chosen.file);
  for (let i = 0; i < MAX_EXTERNAL; i++) {
    const file = `${chosen.file}_data${i === 0 ? "" : `_${i}`}`;
    const there = await folder.look(file);
    if (there === undefined && i < declared) throw bad(`no ${file}`, `expected it: config.json says that ${chosen.file} needs it`);
    if (there === undefined) break;
    external.push({ file, ...there });
  }

  const files = [chosen, ...external];
  const sizes = files.map(({ bytes }) => bytes);
  const total = sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + size!, 0);
  let before = 0;
  const got: { readonly file: string; readonly weights: Weights; readonly digest: string }[] = [];
  for (const { file } of files) {
    let most = 0;
    const tell = (done: number) => {
      most = done;
      heard({ model: folder.name, done: before + done, ...(total === undefined ? {} : { total }) });
    };
    tell(0);
    got.push({ file: file.split("/").at(-1)!, ...(await folder.weights(file, tell)) });
    before += most;
  }
  const parts = [...Object.values(texts).map((text) => text ?? ""), ...got.map(({ digest }) => digest)];
  const digest = sha256Hex(parts.join("\n"));
  const [model, ...rest] = got;
  return {
    name: `${kindOf(texts.config)} ${chosen.precision} ${digest.slice(0, 8)}`,
    parts: {
      ...Object.fromEntries(
        Object.entries(texts).flatMap(([part, text]) =>
          text === undefined ? [] : [[TEXTS[part as keyof typeof texts], sha256Hex(text).slice(0, 32)]],
        ),
      ),
      ...Object.fromEntries(got.map((one) => [one.file, one.digest])),
    },
    texts,
    model: model!,
    external: rest,
  };
}

/** The files of a model that are texts. */
const TEXTS = {
  config: "config.json",
  tokenizer: "tokenizer.json",
  tokenizerConfig: "tokenizer_config.json",
  generation: "generation_config.json",
  template: "chat_template.jinja",
} as const;

/** The kind of a model, as its `config.json` names it: `llama`. */
function kindOf(config: string): string {
  try {
    const { model_type: kind } = JSON.parse(config) as { readonly model_type?: unknown };
    if (typeof kind === "string" && /^[\w.-]{1,40}$/.test(kind)) return kind;
  } catch {
    // `openCausal` reads this file, too, and reports the error
  }
  return "model";
}

/** How many external data files `config.json` declares for a model file, for transformers.js: true for one, a number, or either by file name. */
function externalCount(config: string, file: string): number {
  let said: unknown;
  try {
    said = (JSON.parse(config) as { "transformers.js_config"?: { use_external_data_format?: unknown } })["transformers.js_config"]
      ?.use_external_data_format;
  } catch {
    return 0; // `openCausal` reads this file, too, and reports the error
  }
  const name = file.split("/").at(-1)!;
  if (typeof said === "object" && said !== null) {
    const byFile = said as Readonly<Record<string, unknown>>;
    said = byFile[name] ?? byFile["model"];
  }
  return Number(said ?? 0) || 0;
}
