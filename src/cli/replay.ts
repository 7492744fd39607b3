/** `arena replay`: verifies a log, episode by episode. */
import { logPath, readEpisodes } from "../../benchmarks/journal.ts";
import { envs } from "../../envs/index.ts";
import { ArenaError, lookup, messageOf, replay, type Torn } from "../core/index.ts";

/** Runs `arena replay`; returns the exit code: 0 when every episode proves itself. */
export async function replayLog(path: string, options: { readonly json?: boolean }): Promise<number> {
  const log = logPath(path);
  let torn: Torn | undefined;
  let episodes = 0;
  let steps = 0;
  let faults = 0;
  const failures: string[] = [];
  const began = performance.now();
  for await (const { events, firstLine } of readEpisodes(log, (what) => (torn = what))) {
    const start = events[0]!;
    episodes++;
    try {
      if (start.type !== "start") throw new ArenaError("BadLog", log, "an episode without a start", "expected one");
      const { frames } = await replay(lookup(envs, start.env, `${log} line ${firstLine}`, "environment"), events);
      steps += frames.length - 1;
      faults += frames.reduce((sum, frame) => sum + frame.events.filter(({ type }) => type === "fault").length, 0);
    } catch (error) {
      failures.push(`line ${firstLine}: ${messageOf(error)}`);
      if (options.json !== true && failures.length <= MAX_SHOWN) process.stderr.write(`FAILED ${failures.at(-1)}\n`);
    }
  }
  const seconds = (performance.now() - began) / 1000;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ log, episodes, steps, faults, failures, torn: torn ?? null })}\n`);
  else {
    if (failures.length > MAX_SHOWN) process.stderr.write(`... and ${failures.length - MAX_SHOWN} more\n`);
    if (torn !== undefined)
      process.stderr.write(`Cut off at line ${torn.line}: ${torn.reason}; the whole episodes before it were checked.\n`);
    process.stdout.write(
      `${log}: ${episodes - failures.length} of ${episodes} episodes proved themselves (${steps} steps, ${faults} faults, ${seconds.toFixed(1)} s)\n`,
    );
  }
  if (episodes === 0) throw new ArenaError("BadLog", log, "no whole episode", "expected at least one");
  return failures.length === 0 ? 0 : 1;
}

const MAX_SHOWN = 20;
