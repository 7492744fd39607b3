/** The language model of a command: the one the environment is set to, or the offline teacher. */
import { join } from "node:path";
import { ArenaError, lookup } from "../core/index.ts";
import { CASSETTE_MODES, type CassetteMode } from "../platform/cassette.ts";
import { type Gateway, type GatewayOptions, makeGateway, serveGateway } from "../platform/gateway.node.ts";
import type { Spending } from "../platform/page-settings.ts";
import { type Prices, priceOf } from "../platform/prices.ts";
import { modelSettings } from "../platform/model-settings.node.ts";
import { openTape } from "../platform/tape.node.ts";
import { teacherServer } from "../platform/teacher-server.node.ts";

/** Access to a language model. */
export interface ModelAccess {
  readonly gateway: Gateway;
  /** The model's name. */
  readonly model: string;
  /** Whether it is the offline teacher. */
  readonly offline: boolean;
  close(): Promise<void>;
}

/** Opens access to the model, or starts the offline teacher if none is set. Throws `BadInput` for impossible settings. */
export async function openModel({
  offlineAlways = false,
  prices,
  ...options
}: Omit<GatewayOptions, "settings"> & {
  readonly offlineAlways?: boolean;
  /** The prices of a run: what it costs is counted as its scores count it. */
  readonly prices?: Prices | undefined;
} = {}): Promise<ModelAccess> {
  const { offline, ...set } = modelSettings(offlineAlways ? {} : process.env);
  const settings = { ...set, price: prices !== undefined && "set" in prices ? prices.set : set.price };
  const teacher = offline ? await teacherServer() : undefined;
  const gateway = makeGateway({ ...options, offline, settings: teacher === undefined ? settings : { ...settings, url: teacher.url } });
  return { gateway, model: settings.model, offline, close: async () => (gateway.close(), await teacher?.close()) };
}

/** The file of a run that holds what language models answered. */
export const CASSETTE = "cassette.jsonl";

/** Opens access for the worker threads of a run. Answers are kept in its folder, so that no question is asked twice. */
export async function openModelForRun(
  folder: string,
  onStop: (reason: ArenaError) => void,
  budget: number | undefined,
  prices: Prices | undefined,
): Promise<Pick<ModelAccess, "model" | "offline" | "gateway" | "close">> {
  const access = await openModel({ tape: openTape(join(folder, CASSETTE)), onStop, prices, ...(budget === undefined ? {} : { budget }) });
  const plain = await serveGateway(access.gateway);
  process.env["ARENA_GATEWAY"] = plain.url;
  return {
    ...access,
    async close() {
      await plain.close();
      await access.close();
    },
  };
}

/** The dollars of `--budget`; throws `BadInput` if the text is no amount or the price of the model is unknown. */
export function budgetOf(command: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (!(value > 0)) throw new ArenaError("BadInput", `${command} --budget`, `"${text}"`, "expected dollars, as 2.50");
  const { model, price } = modelSettings(process.env);
  if (price === undefined && priceOf(model) === undefined)
    throw new ArenaError("BadInput", `${command} --budget`, `no price known for "${model}"`, "expected ARENA_LLM_PRICE, as 1.25,10");
  return value;
}

/** The mode of a cassette that a flag names; throws `UnknownId` for any other text. */
export const cassetteMode = (flag: string, text: string): CassetteMode =>
  lookup(Object.fromEntries(CASSETTE_MODES.map((mode) => [mode, mode])), text, flag, "mode");

/** What was asked and spent, in a line. */
export function spendingText({ requests, failed, replayed, input, output, untold, dollars }: Spending): string {
  const unknown = untold > 0 ? "cost not told" : "no price known: set ARENA_LLM_PRICE";
  const money = dollars === undefined ? unknown : `${dollars.toFixed(4)} $`;
  const told = untold === 0 ? "" : `, and those that ${untold === 1 ? "an answer" : `${untold} answers`} did not tell`;
  const lost = failed === 0 ? "" : `, ${failed} without an answer`;
  return `${requests} requests to the model${lost} (${input} + ${output} tokens${told}, ${money}), ${replayed} answers from the cassette`;
}
