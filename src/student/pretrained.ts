/** Finds and reads the files of a pretrained model: in the layout of Hugging Face's ONNX exports, or where other tools put them. */
import type { Loading } from "../../agents/index.ts";
import { ArenaError, sha256Hex } from "../core/index.ts";
import type { CausalTexts } from "./causal.ts";
import { type Bad, instead, readJson, START } from "./foreign.ts";
import { type Part, type Reference, referencesIn } from "./onnx-references.ts";

/** What the names of files add for each precision; the first is the name that is usual. */
const SUFFIXES = {
  fp32: ["", "_fp32"],
  fp16: ["_fp16"],
  q8: ["_quantized", "_int8", "_uint8", "_q8"],
  q4: ["_q4"],
  q4f16: ["_q4f16"],
} as const;

/** The precision that a model's weights are stored in. */
export type ModelPrecision = keyof typeof SUFFIXES;

/** The usual file of a precision. */
const usualFile = (precision: ModelPrecision): string => `onnx/model${SUFFIXES[precision][0]}.onnx`;

/** Where tools put a model, and what they call it, in the order in which they are looked at. */
const STEMS = ["onnx/model", "model", "onnx/decoder_model_merged", "decoder_model_merged"];

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
  /** A further word on where its files may be, if they are not there. */
  readonly hint?: string | undefined;
  /** The contents of a small file; undefined when it is not there. */
  text(file: string): Promise<string | undefined>;
  /** Looks for a large file: undefined when it is not there, else its size if that is known. */
  look(file: string): Promise<{ readonly bytes?: number } | undefined>;
  /** The files with this ending, where that can be told: a folder at an address has no list. */
  list?(ending: string): Promise<readonly string[]>;
  /** Forgets a file that was fetched. */
  forget?(file: string): Promise<void>;
  /** Gets a large file; `heard` is told how many of its bytes have arrived. `part` gives some of its bytes. */
  weights(
    file: string,
    heard: (done: number) => void,
  ): Promise<{ readonly weights: Weights; readonly digest: string; readonly bytes: number; readonly part: Part }>;
}

/** What a session is made from. */
export interface Pretrained<Weights> {
  /** The model's name in logs: its kind, the precision, and the beginning of the digest of all files. Where it lies is not part of it. */
  readonly name: string;
  /** The digests of the files that it is read from, by the file's name. */
  readonly parts: Readonly<Record<string, string>>;
  /** The precision of its weights; undefined where its file has a name of its own. */
  readonly precision?: ModelPrecision;
  readonly texts: CausalTexts;
  readonly model: { readonly file: string; readonly weights: Weights };
  /** Files that the model refers to, by the names that it has for them. */
  readonly external: readonly { readonly file: string; readonly weights: Weights }[];
}

/** Reads the folder of a model; throws `BadInput` where a file is missing. */
export async function readPretrained<Weights>(
  folder: ModelFolder<Weights>,
  precision: ModelPrecision | "auto",
  preferred: readonly ModelPrecision[],
  heard: (loading: Loading) => void = () => {},
): Promise<Pretrained<Weights>> {
  const where = `model ${folder.where}`;
  const bad: Bad = (found, expected) => new ArenaError("BadInput", where, found, expected);
  /** Refuses what is no file of a model. It is not kept: its address may have the right one the next time. */
  const check = async (file: string, size: number, start: string): Promise<void> => {
    const wrong = instead(file, size, start);
    if (wrong === undefined) return;
    await folder.forget?.(file);
    throw bad(...wrong);
  };
  const need = async (file: string): Promise<string> => {
    const text = await folder.text(file);
    if (text !== undefined) {
      await check(file, text.length, text.slice(0, START));
      return text;
    }
    throw bad(
      `no ${file}`,
      `expected the layout of Hugging Face's ONNX exports, config.json, tokenizer files and onnx/model*.onnx${folder.hint ?? ""}`,
    );
  };
  const texts = {
    config: await need("config.json"),
    tokenizer: await need("tokenizer.json"),
    tokenizerConfig: await need("tokenizer_config.json"),
    generation: await folder.text("generation_config.json"),
    template: await folder.text("chat_template.jinja"),
    specials: await folder.text("special_tokens_map.json"),
  };
  const chosen = await modelFile(folder, precision, preferred, bad);

  const got: { readonly file: string; readonly weights: Weights; readonly digest: string }[] = [];
  let [before, total] = [0, chosen.bytes];
  const get = async (name: string, file: string) => {
    const tell = (done: number) =>
      heard({ model: folder.name, done: before + done, ...(total === undefined ? {} : { total: Math.max(total, before + done) }) });
    tell(0);
    const { bytes, part, ...rest } = await folder.weights(file, tell);
    await check(file, bytes, new TextDecoder().decode(await part(0, START)));
    before += bytes;
    got.push({ file: name, ...rest });
    return { bytes, part };
  };
  const { bytes, part } = await get(chosen.file.split("/").at(-1)!, chosen.file);
  let references: readonly Reference[];
  try {
    references = await referencesIn(bytes, part);
  } catch (error) {
    throw bad(`${chosen.file} is no model (${(error as Error).message})`, "expected a whole ONNX file: fetch it again");
  }
  const beside = chosen.file.split("/").slice(0, -1);
  const external: { readonly name: string; readonly file: string; readonly bytes?: number }[] = [];
  for (const { file: name, least } of references) {
    if (!isInside(name)) throw bad(`${chosen.file} refers to ${name}`, "expected a file beside it");
    const file = [...beside, name.replace(/^(\.\/)+/, "")].join("/");
    const there = await folder.look(file);
    if (there === undefined) throw bad(`no ${file}`, `expected it: ${chosen.file} keeps its numbers there, and names it so`);
    if (there.bytes !== undefined && there.bytes >= START && there.bytes < least)
      throw bad(`${file} has ${there.bytes} bytes`, `expected ${least} at least: it is cut off, or belongs to another model`);
    external.push({ name, file, ...there });
  }
  const sizes = external.map(({ bytes: size }) => size);
  total = sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + size!, before);
  for (const { name, file } of external) await get(name, file);

  const { specials, ...rest } = texts;
  const parts = [
    ...Object.values(rest).map((text) => text ?? ""),
    ...(specials === undefined ? [] : [specials]),
    ...got.map(({ digest }) => digest),
  ];
  const digest = sha256Hex(parts.join("\n"));
  const [model, ...others] = got;
  const known = (Object.keys(SUFFIXES) as ModelPrecision[]).find((one) => one === chosen.precision);
  return {
    name: `${kindOf(texts.config, where)} ${known ?? "onnx"} ${digest.slice(0, 8)}`,
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
    external: others,
    ...(known === undefined ? {} : { precision: known }),
  };
}

/** The files of a model that are texts. */
const TEXTS = {
  config: "config.json",
  tokenizer: "tokenizer.json",
  tokenizerConfig: "tokenizer_config.json",
  generation: "generation_config.json",
  template: "chat_template.jinja",
  specials: "special_tokens_map.json",
} as const;

/** The kind of a model, as its `config.json` names it: `llama`. */
function kindOf(config: string, where: string): string {
  const { model_type: kind } = (readJson("config.json", config, where) ?? {}) as { readonly model_type?: unknown };
  return typeof kind === "string" && /^[\w.-]{1,40}$/.test(kind) ? kind : "model";
}

/** Whether a path stays in the folder that it is relative to. */
export const isInside = (path: string): boolean => path !== "" && !/^[/\\]|:/.test(path) && !path.split(/[\\/]/).includes("..");

/** Endings of models in other formats. */
const OTHER_FORMATS = [".safetensors", ".gguf", ".bin"];

/** How many files of a folder an error names. */
const NAMED = 8;

/** The model that suits best: of a precision asked for, or the first in order of preference; else the only one that there is. */
async function modelFile<Weights>(
  folder: ModelFolder<Weights>,
  precision: ModelPrecision | "auto",
  preferred: readonly ModelPrecision[],
  bad: Bad,
): Promise<{ readonly precision: string; readonly file: string; readonly bytes?: number }> {
  const order = precision === "auto" ? preferred : [precision];
  const files = (one: ModelPrecision) =>
    STEMS.flatMap((stem) => SUFFIXES[one].map((suffix) => ({ precision: one, file: `${stem}${suffix}.onnx` })));
  const usual = order.map((one) => ({ precision: one, file: usualFile(one) }));
  const unusual = order.flatMap(files).filter(({ file }) => usual.every((one) => one.file !== file));
  for (const one of [...usual, ...unusual]) {
    const there = await folder.look(one.file);
    if (there !== undefined) return { ...one, ...there };
  }
  const found = (await folder.list?.(".onnx")) ?? [];
  const [only] = found;
  if (precision === "auto" && only !== undefined && found.length === 1) {
    const name = only
      .split("/")
      .at(-1)!
      .replace(/\.onnx$/, "");
    return { precision: name, file: only, ...(await folder.look(only)) };
  }
  const wanted = `none of ${usual.map(({ file }) => file).join(", ")}`;
  const others: string[] = [];
  if (found.length === 0) for (const ending of OTHER_FORMATS) others.push(...((await folder.list?.(ending)) ?? []));
  const named = (files: readonly string[]) =>
    `${wanted}, but ${files.slice(0, NAMED).join(", ")}${files.length > NAMED ? ` and ${files.length - NAMED} more` : ""}`;
  if (others.length > 0) throw bad(named(others), "expected a model in ONNX: it has to be exported to it first");
  throw bad(
    found.length === 0 ? wanted : named(found),
    precision === "auto"
      ? `expected one of them, or another precision asked for by name${found.length === 0 ? "" : ": rename the file that is to play"}`
      : "expected it, or another precision",
  );
}
