/** Which language models a suite asks, and an estimate of the cost. */
import { agents, asksModel } from "../../agents/index.ts";
import { contentOf } from "../../benchmarks/players.ts";
import { nodeRunner } from "../../benchmarks/runners/node.ts";
import { castOf, jobsOf, opponentsOf, type Suite } from "../../benchmarks/suite.ts";
import { type AgentSpec, type Event, type Usage } from "../core/index.ts";
import { serveGateway } from "../platform/gateway.node.ts";
import { modelSettings } from "../platform/model-settings.node.ts";
import { costOf, PRICED_ON, priceOf } from "../platform/prices.ts";
import { TEACHER } from "../platform/teacher.ts";
import { usageOf } from "../platform/usage.ts";
import { openModel } from "./model.ts";

/** Whether an agent asks a language model to decide. Agents that only embed texts are not estimated. */
const asks = (spec: AgentSpec): boolean => asksModel(spec) && agents[spec.agent]!.asksModel!({});

/** Whether anybody in a suite asks a language model. */
export const suiteAsksModel = (suite: Suite): boolean =>
  suite.benchmarks.some((benchmark) =>
    Object.values(benchmark.subjects).some((subject) => Object.values(castOf(benchmark, subject)).some(asksModel)),
  );

/** What a suite is played by: what `contentOf` tells of it, and whether the offline teacher answers for language models. */
export const contentNow = (suite: Suite): Readonly<Record<string, string>> => ({
  ...contentOf(suite),
  ...(suiteAsksModel(suite) ? { "the language model": modelSettings(process.env).offline ? "offline" : "online" } : {}),
});

/** A suite in which agents without a model name the one that the arena is set to, so that scores say who answered. */
export function withModel(suite: Suite, model: string = modelSettings(process.env).model): Suite {
  if (!suiteAsksModel(suite)) return suite;
  const named = (spec: AgentSpec): AgentSpec => {
    const params = (spec.params ?? {}) as { readonly model?: string };
    return asks(spec) && (params.model ?? "") === "" ? { ...spec, params: { ...params, model } } : spec;
  };
  const all = (cast: Readonly<Record<string, AgentSpec>>) =>
    Object.fromEntries(Object.entries(cast).map(([name, spec]) => [name, named(spec)]));
  return { ...suite, benchmarks: suite.benchmarks.map((one) => ({ ...one, cast: all(opponentsOf(one)), subjects: all(one.subjects) })) };
}

/** Episodes per subject that are played with the offline teacher for the estimate. */
const TRIED = 3;

/** Plays a few episodes of each asking subject with the offline teacher, and prints the estimated cost; returns the exit code. */
export async function dryRun(suite: Suite, size: number, say: (line: string) => void): Promise<number> {
  const models = new Map<string, string>();
  const benchmarks = suite.benchmarks.flatMap((benchmark) => {
    const subjects = Object.fromEntries(
      Object.entries(benchmark.subjects).flatMap(([name, subject]) => {
        const asking = Object.values(castOf(benchmark, subject)).find(asks);
        if (asking === undefined) return [];
        models.set(`${benchmark.id}/${name}`, String((asking.params as { model?: string } | undefined)?.model ?? ""));
        return [[name, offline(subject)]];
      }),
    );
    if (Object.keys(subjects).length === 0) return [];
    const cast = Object.fromEntries(Object.entries(opponentsOf(benchmark)).map(([role, spec]) => [role, offline(spec)]));
    return [{ ...benchmark, cast, subjects, seeds: { ...benchmark.seeds, count: Math.min(TRIED, benchmark.seeds.count) } }];
  });
  if (benchmarks.length === 0) {
    process.stdout.write("Nobody in this suite asks a language model: it costs nothing.\n");
    return 0;
  }
  say(`Playing ${TRIED} episodes of everybody who asks a model with the offline teacher ...`);
  const access = await openModel({ offlineAlways: true });
  const plain = await serveGateway(access.gateway);
  process.env["ARENA_GATEWAY"] = plain.url;
  const used = new Map<string, { readonly usages: Usage[]; episodes: number }>();
  try {
    const jobs = jobsOf({ ...suite, benchmarks });
    const byEpisode = new Map(jobs.map((job) => [job.episode, `${job.benchmark}/${job.subject}`]));
    const requests = jobs.map(({ benchmark: _, subject: __, ...request }) => request);
    await nodeRunner(size)(
      requests,
      ({ episode, lines }) => {
        const key = byEpisode.get(episode)!;
        const sum = used.get(key) ?? { usages: [], episodes: 0 };
        used.set(key, sum);
        sum.episodes++;
        for (const line of lines) {
          const event = JSON.parse(line) as Event;
          if (event.type !== "trace" || event.trace.type !== "llm") continue;
          sum.usages.push(event.trace.usage);
        }
      },
      new AbortController().signal,
    );
  } finally {
    await plain.close();
    await access.close();
  }
  const { price: set } = modelSettings(process.env);
  let whole: number | undefined = 0;
  for (const [key, { usages, episodes }] of used) {
    // The offline teacher always tells its tokens.
    const { input, output } = usageOf(usages);
    const [id, subject] = key.split("/") as [string, string];
    const { count } = suite.benchmarks.find((one) => one.id === id)!.seeds;
    const model = models.get(key)!;
    const price = set ?? priceOf(model);
    const all = { input: (input! / episodes) * count, output: (output! / episodes) * count };
    const cost = price === undefined ? undefined : costOf(price, all);
    whole = cost === undefined || whole === undefined ? undefined : whole + cost;
    process.stdout.write(
      `${id}, ${subject}: ${count} episodes, ${Math.round((usages.length / episodes) * count)} questions to ${model}, ${thousands(all.input)} + ${thousands(all.output)} tokens, ${cost === undefined ? "no price known" : `${cost.toFixed(2)} $`}\n`,
    );
  }
  process.stdout.write(
    whole === undefined
      ? "No price known: set ARENA_LLM_PRICE, as 1.25,10 for dollars a million tokens in and out.\n"
      : `About ${whole.toFixed(2)} $ in all, by the ${set === undefined ? `price table of ${PRICED_ON}` : "price of ARENA_LLM_PRICE"}; tokens are letters by four, and a model that thinks writes more.\n`,
  );
  return 0;
}

const thousands = (count: number): string => (count >= 10_000 ? `${Math.round(count / 1000)} k` : String(Math.round(count)));

/** The same agent, asking the offline teacher. */
const offline = (spec: AgentSpec): AgentSpec =>
  asks(spec) ? { ...spec, params: { ...(spec.params as object | undefined), model: TEACHER } } : spec;
