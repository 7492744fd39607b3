/** The pretrained model that the page's server offers, if any: agents that lack a model get it. */
import { signal } from "@preact/signals";
import { lackOf } from "../../../agents/index.ts";
import type { AgentSpec } from "../../core/index.ts";
import { IS_STATIC } from "../../platform/static.browser.ts";
import { SERVED, type ServedModels } from "../../platform/pretrained-path.ts";

/** The folder or URL of the model. */
const served = signal<string | undefined>(undefined);

/** Asks the server for its model. */
export async function askServed(): Promise<void> {
  if (IS_STATIC) return;
  try {
    const response = await fetch(`/${SERVED}/`);
    if (!(response.headers.get("content-type") ?? "").includes("json")) return;
    served.value = ((await response.json()) as ServedModels).models[0];
  } catch {
    // Without an answer, there is no model.
  }
}

/** An agent with the model that it lacks, if the server offers one. */
export const withServed = (spec: AgentSpec): AgentSpec =>
  served.value === undefined || lackOf(spec) === undefined
    ? spec
    : { ...spec, params: { ...(spec.params as object | undefined), model: served.value } };
