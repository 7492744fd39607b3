/** The pretrained model that the page's server was told of, if any: agents that lack one get it. */
import { signal } from "@preact/signals";
import { lackOf } from "../../agents/index.ts";
import type { AgentSpec } from "../core/index.ts";
import { SERVED, type ServedModels } from "../platform/pretrained-path.ts";

/** Its folder or address. */
const served = signal<string | undefined>(undefined);

/** Asks the server; a page on a static host hears of none. */
export async function askServed(): Promise<void> {
  try {
    const response = await fetch(`/${SERVED}/`);
    if (!(response.headers.get("content-type") ?? "").includes("json")) return;
    served.value = ((await response.json()) as ServedModels).models[0];
  } catch {
    // Then there is none.
  }
}

/** An agent with the model that it lacks, where the server knows one. */
export const withServed = (spec: AgentSpec): AgentSpec =>
  served.value === undefined || lackOf(spec) === undefined
    ? spec
    : { ...spec, params: { ...(spec.params as object | undefined), model: served.value } };
