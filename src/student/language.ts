/** The text side of a pretrained model: its tokenizer and its chat template. */
import { Template } from "@huggingface/jinja";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { ArenaError, messageOf } from "../core/index.ts";

/** A message of a dialogue. */
export type Message = { readonly role: "system" | "user" | "assistant"; readonly content: string };

const word = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]);

const configSchema = z.looseObject({
  chat_template: z.union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))]).optional(),
  bos_token: word.nullish(),
  eos_token: word.nullish(),
});

/** The date for chat templates that write one: with today's date, the same game would have another log every day. */
const DAY = "26 Jul 2024";

/** The contents of the files that the tokenizer and the chat template are read from. */
export interface LanguageFiles {
  /** `tokenizer.json` */
  readonly tokenizer: string;
  /** `tokenizer_config.json` */
  readonly tokenizerConfig: string;
  /** `chat_template.jinja`, where there is one: else the template is in `tokenizer_config.json`. */
  readonly template?: string | undefined;
}

/** Opens the tokenizer and the chat template of a model; throws `BadInput` for files that cannot be read. */
export function openLanguage(where: string, files: LanguageFiles) {
  const bad = (found: string, expected: string) => new ArenaError("BadInput", where, found, expected);
  const read = (name: string, text: string): object => {
    try {
      return JSON.parse(text) as object;
    } catch {
      throw bad(`a ${name} that is no JSON`, "expected the whole file");
    }
  };
  const file = read("tokenizer.json", files.tokenizer);
  const parsed = configSchema.safeParse(read("tokenizer_config.json", files.tokenizerConfig));
  if (!parsed.success) throw bad(`a tokenizer_config.json with ${parsed.error.issues[0]!.message}`, "expected one of transformers");
  const config = parsed.data;
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(file, config);
  } catch (error) {
    throw bad(`a tokenizer.json that cannot be read (${messageOf(error)})`, "expected one of Hugging Face's tokenizers");
  }
  const listed = Array.isArray(config.chat_template)
    ? (config.chat_template.find(({ name }) => name === "default") ?? config.chat_template[0])?.template
    : config.chat_template;
  const source = files.template ?? listed;
  if (source === undefined)
    throw bad("no chat template", "expected chat_template in tokenizer_config.json, or chat_template.jinja: an instruction-tuned model");
  let template: Template;
  try {
    template = new Template(source);
  } catch (error) {
    throw bad(`a chat template that cannot be read (${messageOf(error)})`, "expected one in Jinja");
  }
  const known = {
    ...(config.bos_token == null ? {} : { bos_token: config.bos_token }),
    ...(config.eos_token == null ? {} : { eos_token: config.eos_token }),
  };
  const write = (messages: readonly Message[]): string =>
    // Models with a thinking mode are asked not to use it: answers are short.
    template.render({ messages: [...messages], add_generation_prompt: true, enable_thinking: false, date_string: DAY, ...known });
  const vocabulary = [...tokenizer.get_vocab(true).values()];

  return {
    /** One more than the largest token id. */
    size: vocabulary.reduce((most, id) => Math.max(most, id), -1) + 1,
    /** The id of the token that ends a turn, if the configuration names one. */
    end: config.eos_token == null ? undefined : tokenizer.token_to_id(config.eos_token),

    /** A dialogue in the format that the model was trained on, up to where its answer begins. */
    text(messages: readonly Message[]): string {
      try {
        return write(messages);
      } catch (error) {
        // Some templates reject system messages: the text then goes before the first question.
        const [first, second, ...rest] = messages;
        if (first?.role !== "system" || second === undefined)
          throw bad(`its chat template failed (${messageOf(error)})`, "expected one that takes system and user messages");
        try {
          return write([{ ...second, content: `${first.content}\n\n${second.content}` }, ...rest]);
        } catch {
          throw bad(`its chat template failed (${messageOf(error)})`, "expected one that takes user messages");
        }
      }
    },

    encode: (text: string): readonly number[] => tokenizer.encode(text, { add_special_tokens: false }).ids,
    decode: (tokens: readonly number[]): string => tokenizer.decode([...tokens], { skip_special_tokens: true }),
  };
}
