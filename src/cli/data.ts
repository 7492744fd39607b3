/** `arena data`: the decisions in logs, written as what students and large models learn from. */
import { existsSync, realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { agentsOf } from "../../agents/index.ts";
import { readEpisodes } from "../../benchmarks/log-file.ts";
import { worldOf } from "../worlds.ts";
import { ArenaError, lookup } from "../core/index.ts";
import { CARD, chatFile, LARGE, logsIn, MANIFEST, readData, shortName, writeData } from "./data-files.ts";
import { KINDS } from "../distill/recipe.ts";
import { wholeNumber } from "./flags.ts";
import { RESULTS, VERSION } from "../core/package.node.mjs";

/** The flags of `arena data`. */
export type DataOptions = {
  readonly out?: string;
  readonly env?: string;
  readonly agent?: string;
  readonly symmetries?: boolean;
  readonly examples: string;
};

/** Runs `arena data`; returns the exit code. */
export async function data(
  paths: readonly string[],
  { out, env: game, agent, symmetries = false, examples }: DataOptions,
): Promise<number> {
  const most = wholeNumber("arena data --examples", examples, 0);
  // The same log by another path is the same log.
  const logs = [...new Set(paths.flatMap(logsIn).map((log) => (existsSync(log) ? realpathSync(log) : log)))];
  const world = worldOf(game ?? (await envOf(logs)), game === undefined ? "arena data" : "arena data --env");
  const { env } = world;
  if (agent !== undefined) lookup(agentsOf(world), agent, "arena data --agent", "agent");
  const folder = resolve(out ?? join(RESULTS, `data-${env.id}`));
  if (existsSync(join(folder, MANIFEST)))
    throw new ArenaError("BadInput", `data ${folder}`, "it exists already", "expected another folder: choose one with --out");
  if (existsSync(join(folder, CARD)))
    throw new ArenaError("BadInput", `data ${folder}`, `a ${CARD} in it already`, "expected another folder: choose one with --out");
  process.stderr.write(`Reading ${logs.length === 1 ? "a log" : `${logs.length} logs`}\n`);
  let twice = 0;
  const told = (line: string) => void process.stderr.write(`${line}\n`);
  const onOther = (other: string) => {
    if (game === undefined)
      throw new ArenaError(
        "BadInput",
        `arena data ${paths.join(" ")}`,
        `episodes of ${env.id} and of ${other} in it`,
        "expected those of one game: name it with --env",
      );
  };
  const onTwice = () => twice++;
  const read = await readData(world, logs, { symmetries, ...(agent === undefined ? {} : { agent }), told, onTwice, onOther });
  if (twice > 0) told(`${twice === 1 ? "An episode is" : `${twice} episodes are`} there more than once, and counted once`);
  if (read.data.moves.length === 0)
    throw new ArenaError(
      "BadInput",
      `arena data ${paths.join(" ")}`,
      agent === undefined ? "nobody in it was being taught" : `"${agent}" did not play in it`,
      "expected the logs of `arena distill`, or --agent with the agent whose decisions are to be learned",
    );
  const said = [
    ...read.sources.map(({ log }) => shortName(log)),
    ...(game === undefined ? [] : [`--env ${game}`]),
    ...(agent === undefined ? [] : [`--agent ${agent}`]),
    ...(symmetries ? ["--symmetries"] : []),
    `--examples ${most}`,
  ];
  const manifest = await writeData(folder, {
    arena: VERSION,
    world,
    teacher: agent ?? "taught",
    ...read,
    command: `npm run arena -- data ${said.join(" ")}`,
    more: { examples: most, agent },
  });
  const kind = KINDS.find((one) => manifest.files[chatFile(LARGE[one], "train")] !== undefined);
  const from = relative(process.cwd(), folder) || ".";
  const rows = Object.entries(manifest.files).map(([name, file]) => `  ${name.padEnd(42)} ${String(file.rows).padStart(8)} rows`);
  process.stdout.write(
    [
      `${read.data.moves.length} examples of actions and ${read.data.choices.length} of functions, digest ${manifest.digest}`,
      ...rows,
      `Data: ${from}`,
      ...(kind === undefined
        ? []
        : [`Fine-tune a model on it: arena finetune ${from} --kind ${kind} --model <model> (${chatFile(LARGE[kind], "train")})`]),
      "",
    ].join("\n"),
  );
  return 0;
}

/** The environment of the first episode. */
async function envOf(logs: readonly string[]): Promise<string> {
  for (const log of logs)
    for await (const { events } of readEpisodes(log)) {
      const [start] = events;
      if (start?.type === "start") return start.env;
    }
  throw new ArenaError("BadInput", `arena data ${logs.join(" ")}`, "no whole episode in it", "expected a log, or the folder of a run");
}
