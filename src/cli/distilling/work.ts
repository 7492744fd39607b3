/** A distillation under way, and the suites that it plays in its folder. */
import { existsSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import type { World } from "../../../agents/world.ts";
import { createJournal, FILES, openJournal, readInfo } from "../../../benchmarks/journal.ts";
import { openPlayers, refuseOther } from "../../../benchmarks/players.ts";
import { runSuite } from "../../../benchmarks/run.ts";
import { nodeRunner } from "../../../benchmarks/runners/node.ts";
import type { Scores } from "../../../benchmarks/scores.ts";
import { parseSuite, suiteDigest } from "../../../benchmarks/suite.ts";
import { ArenaError } from "../../core/index.ts";
import type { Recipe } from "../../distill/recipe.ts";
import { VERSION } from "../../core/package.node.mjs";
import { modelSettings } from "../../platform/model-settings.node.ts";
import { pricesNow } from "../../platform/prices.ts";
import { contentNow, suiteAsksModel } from "../dry-run.ts";
import { openModelForRun, spendingText } from "../model.ts";
import { progressLine } from "../progress.ts";

/** A distillation under way: what it learns, where, and with how many workers. */
export type Work = {
  readonly world: World;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly size: number;
  readonly signal: AbortSignal;
  readonly budget: number | undefined;
};

/** Tells people how far it is: the standard output is for results. */
export const say = (line: string) => process.stderr.write(`${line}\n`);

/** The machine, in words. */
export const MACHINE = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`;

/** Plays a suite in a folder, or goes on with it. */
export async function play(
  { folder, size, signal, budget }: Work,
  name: string,
  suite: unknown,
): Promise<{ readonly path: string; readonly scores: Scores }> {
  const path = join(folder, name);
  const { suite: parsed, players } = await openPlayers(parseSuite(suite, name), { threads: size });
  const now = { arena: VERSION, content: contentNow(parsed), players };
  const begun = existsSync(join(path, FILES.info));
  if (begun) refuseOther(path, readInfo(path), now);
  const journal = begun
    ? await openJournal(path, { players, told: say })
    : await createJournal(path, {
        ...now,
        suite: parsed,
        suiteDigest: suiteDigest(parsed),
        runtimes: ["node"],
        machine: MACHINE,
        startedAt: new Date().toISOString(),
        seconds: 0,
        ...(suiteAsksModel(parsed) ? { prices: pricesNow(modelSettings(process.env).price) } : {}),
      });
  const progress = progressLine(process.stderr, false);
  const halt = new AbortController();
  const asks = suiteAsksModel(parsed) && !journal.complete;
  const model = asks ? await openModelForRun(path, (reason) => halt.abort(reason), budget, journal.info.prices) : undefined;
  if (model !== undefined) say(model.offline ? `The offline teacher answers as ${model.model}` : `Asking ${model.model}`);
  try {
    const either = AbortSignal.any([signal, halt.signal]);
    return { path, scores: await runSuite(journal, nodeRunner(size), either, (step) => progress.show(step)) };
  } catch (error) {
    const { reason } = halt.signal as { readonly reason?: ArenaError };
    throw reason === undefined ? error : new ArenaError("Stopped", `run ${path}`, reason.message, "then go on with the same command");
  } finally {
    await model?.close();
    if (model !== undefined) say(spendingText(model.gateway.spending()));
    progress.end();
    journal.close();
  }
}
