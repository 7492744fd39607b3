/** The text side of a pretrained model: its tokenizer and its chat template. */
import { Template } from "@huggingface/jinja";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { ArenaError, messageOf } from "../core/index.ts";
import { type Bad, readJson } from "./foreign.ts";

/** A message of a dialogue. */
export type Message = { readonly role: "system" | "user" | "assistant"; readonly content: string };

const word = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]);

const configSchema = z.looseObject({
  chat_template: z
    .union([
      z.string(),
      z.array(z.looseObject({ name: z.string().nullish(), template: z.string().nullish() })),
      z.record(z.string(), z.string().nullish()),
    ])
    .nullish(),
  bos_token: word.nullish(),
  eos_token: word.nullish(),
});

/** The date for chat templates that write one: with today's date, the same game would have another log every day. */
const DAY = "26 Jul 2024";

/** That day at midnight, by the letters of Python's `strftime`. */
const DAY_PARTS: Readonly<Record<string, string>> = {
  ...{ Y: "2024", G: "2024", y: "24", m: "07", d: "26", e: "26", j: "208", U: "29", V: "30", W: "30", u: "5", w: "5" },
  ...{ b: "Jul", h: "Jul", B: "July", a: "Fri", A: "Friday" },
  ...{ H: "00", I: "12", M: "00", S: "00", f: "000000", p: "AM", z: "", Z: "", s: "1721952000" },
  ...{ c: "Fri Jul 26 00:00:00 2024", x: "07/26/24", D: "07/26/24", F: "2024-07-26", X: "00:00:00", T: "00:00:00", R: "00:00" },
  "%": "%",
};

/** What templates get for `strftime_now`: the same day everywhere. `%-d` is a number without leading zeros. */
const dayAs = (format: unknown): string =>
  String(format).replaceAll(/%(-?)([A-Za-z%])/g, (all, bare: string, letter: string) => {
    const part = DAY_PARTS[letter];
    if (part === undefined) return all;
    return bare === "" ? part : part.replace(/^0+(?=\d)/, "");
  });

/** Does something in which texts are ordered by their code units, as in Python, whatever language the machine is set to. */
function inNoLanguage<T>(work: () => T): T {
  // The library of templates sorts keys with `localeCompare`, and has no setting for it. Nothing else runs before this returns.
  const { localeCompare } = String.prototype;
  String.prototype.localeCompare = function (this: string, other: string) {
    return `${this}` < other ? -1 : Number(`${this}` > other);
  };
  try {
    return work();
  } finally {
    String.prototype.localeCompare = localeCompare;
  }
}

/** The contents of the files that the tokenizer and the chat template are read from. */
export interface LanguageFiles {
  /** `tokenizer.json` */
  readonly tokenizer: string;
  /** `tokenizer_config.json` */
  readonly tokenizerConfig: string;
  /** `special_tokens_map.json`, where there is one: tokens that older models do not name in `tokenizer_config.json`. */
  readonly specials?: string | undefined;
  /** `chat_template.jinja`, where there is one: else the template is in `tokenizer_config.json`. */
  readonly template?: string | undefined;
}

/** Opens the tokenizer and the chat template of a model; throws `BadInput` for files that cannot be read. */
export function openLanguage(where: string, files: LanguageFiles) {
  const bad: Bad = (found, expected) => new ArenaError("BadInput", where, found, expected);
  const file = readJson("tokenizer.json", files.tokenizer, where);
  const parsed = configSchema.safeParse(readJson("tokenizer_config.json", files.tokenizerConfig, where));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw bad(`tokenizer_config.json: "${path.join(".")}": ${message}`, "expected one of transformers");
  }
  const config = parsed.data;
  let tokenizer: Tokenizer;
  let size: number;
  try {
    tokenizer = new Tokenizer(file as object, config);
    size = ordinarySize(file as TokenizerFile);
  } catch (error) {
    throw bad(`a tokenizer.json that cannot be read (${messageOf(error)})`, "expected one of Hugging Face's tokenizers");
  }
  const more = files.specials === undefined ? {} : readJson("special_tokens_map.json", files.specials, where);
  const specials = { ...specialsIn(more), ...specialsIn(config) };
  const eos = typeof specials["eos_token"] === "string" ? specials["eos_token"] : undefined;

  const source = [files.template, ...templatesIn(config.chat_template)].find((one) => one !== undefined && one.trim() !== "");
  if (source === undefined)
    throw bad("no chat template", "expected chat_template in tokenizer_config.json, or chat_template.jinja: an instruction-tuned model");
  let template: Template;
  try {
    // The library's own `strftime_now` reads the clock, and cannot be replaced under this name.
    template = new Template(source.replaceAll(/\bstrftime_now\b/g, "day_as"));
  } catch (error) {
    throw bad(`a chat template that cannot be read (${messageOf(error)})`, "expected one in Jinja");
  }
  const write = (messages: readonly object[]): string =>
    inNoLanguage(() =>
      template.render({
        messages: [...messages],
        add_generation_prompt: true,
        tools: null,
        documents: null,
        // Models with a thinking mode are asked not to use it: answers are short.
        enable_thinking: false,
        date_string: DAY,
        day_as: dayAs,
        ...specials,
      }),
    );
  const form = formFor(write, bad);

  return {
    /** One more than the largest id of an ordinary token. Added tokens, which stand for pictures and the like, may have ids beyond it. */
    size,
    /** The id of the token that ends a turn, if the configuration names one. */
    end: eos === undefined ? undefined : tokenizer.token_to_id(eos),

    /** A dialogue in the format that the model was trained on, up to where its answer begins. */
    text(messages: readonly Message[]): string {
      try {
        return write(form(messages));
      } catch (error) {
        throw bad(`its chat template failed (${messageOf(error)})`, "expected one that takes system and user messages");
      }
    },

    encode(text: string): readonly number[] {
      let ids: readonly number[];
      try {
        ({ ids } = tokenizer.encode(text, { add_special_tokens: false }));
      } catch (error) {
        throw bad(`its tokenizer failed (${messageOf(error)})`, "expected one that takes any text");
      }
      if (ids.every((id) => Number.isInteger(id) && id >= 0)) return ids;
      throw bad("a text that its tokenizer has no tokens for", "expected a tokenizer.json with a token for what is unknown (unk_token)");
    },

    decode(tokens: readonly number[]): string {
      // The library rejects an empty list, but a model may answer with nothing.
      if (tokens.length === 0) return "";
      try {
        return tokenizer.decode([...tokens], { skip_special_tokens: true });
      } catch (error) {
        throw bad(`its tokenizer failed (${messageOf(error)})`, "expected one that turns tokens into text");
      }
    },
  };
}

type TokenizerFile = {
  readonly model: { readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[] };
  readonly added_tokens: readonly { readonly content: string }[];
};

/** One more than the largest id of a token that was not added to the vocabulary. */
function ordinarySize({ model: { vocab }, added_tokens }: TokenizerFile): number {
  const added = new Set(added_tokens.map(({ content }) => content));
  const ids = Array.isArray(vocab)
    ? (vocab as readonly (readonly [string, number])[]).map(([token], id) => [token, id] as const)
    : Object.entries(vocab as Readonly<Record<string, number>>);
  return ids.reduce((most, [token, id]) => (added.has(token) ? most : Math.max(most, id)), -1) + 1;
}

/** The special tokens that a template may write, by the names that it has for them. */
function specialsIn(source: unknown): Readonly<Record<string, string | readonly string[]>> {
  if (typeof source !== "object" || source === null) return {};
  const known: Record<string, string | readonly string[]> = {};
  const { extra_special_tokens: extra, additional_special_tokens: list } = source as Readonly<Record<string, unknown>>;
  const named = typeof extra === "object" && extra !== null && !Array.isArray(extra) ? extra : {};
  for (const [name, value] of [...Object.entries(source), ...Object.entries(named)]) {
    const token = word.safeParse(value);
    if (name.endsWith("_token") && token.success) known[name] = token.data;
  }
  const all = z.array(word).safeParse(list);
  if (all.success) known["additional_special_tokens"] = all.data;
  return known;
}

/** The templates of a configuration, the best first. */
function templatesIn(templates: z.output<typeof configSchema>["chat_template"]): readonly string[] {
  if (templates === null || templates === undefined) return [];
  if (typeof templates === "string") return [templates];
  const named = Array.isArray(templates) ? templates : Object.entries(templates).map(([name, template]) => ({ name, template }));
  const usual = named.filter(({ name }) => name === "default");
  return [...usual, ...named].flatMap(({ template }) => template ?? []);
}

type Form = (messages: readonly Message[]) => readonly object[];

/** Messages as lists of parts, as templates of models that see pictures want them. */
const parts: Form = (messages) => messages.map(({ role, content }) => ({ role, content: [{ type: "text", text: content }] }));

/** Messages without a system message: its text goes before the first question. */
const merged = ([first, second, ...rest]: readonly Message[]): readonly Message[] =>
  first?.role !== "system" || second === undefined
    ? [first, second, ...rest].filter((one) => one !== undefined)
    : [{ ...second, content: `${first.content}\n\n${second.content}` }, ...rest];

/** The forms that templates take messages in: some know no system message, some leave it out without a word. */
const FORMS: readonly Form[] = [(messages) => messages, parts, (messages) => merged(messages), (messages) => parts(merged(messages))];

/** A dialogue on which a model is tried. */
export const SAMPLE: readonly Message[] = [
  { role: "system", content: "the rules" },
  { role: "user", content: "a question" },
];

/** The first form in which a template writes both the rules and the question. */
function formFor(write: (messages: readonly object[]) => string, bad: Bad): Form {
  let failed: string | undefined;
  for (const form of FORMS)
    try {
      const text = write(form(SAMPLE));
      if (SAMPLE.every(({ content }) => text.includes(content))) return form;
    } catch (error) {
      failed ??= messageOf(error);
    }
  throw failed === undefined
    ? bad("a chat template that leaves out what it is given", "expected one that writes the messages")
    : bad(`its chat template failed (${failed})`, "expected one that takes user messages");
}
