/** The command line of the arena. */
import { Command, CommanderError } from "commander";
import { messageOf } from "../core/index.ts";
import { diskError, isOfDisk } from "../platform/disk.node.ts";
import { isArenaError } from "./failure.ts";
import { folderName, guardFlags } from "./flags.ts";

/** What `arena.mjs` takes out of every command line. */
const WORLDS_HELP = `
Worlds from elsewhere:
  --worlds <folder>  with any command: those that the worlds.ts of a folder exports (else ARENA_WORLDS=<folder>, else the current folder
                     if it has a worlds.ts). The path of a world, <folder>/envs/<id>, can stand wherever an environment's id does.`;

/** Runs the command line; returns the exit code: 1 for bad input and failures, 130 when it was stopped. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("arena")
    .description("Watch, benchmark and replay agents that decide turn by turn.")
    .addHelpText("after", WORLDS_HELP)
    .exitOverride()
    .configureOutput({ writeErr: (text) => void (text.startsWith("error:") ? undefined : process.stderr.write(text)) });

  program
    .command("bench [suite]")
    .description("play a suite (default: quick) and end with its scores and report")
    .option("--runtime <runtime>", "where to play: chromium (default) or node; a resumed run may go on in the other")
    .option("--resume <run>", "go on with a run that was stopped")
    .option("--name <name>", "name of the run's folder", (text: string) => folderName("arena bench --name", text))
    .option("--out <folder>", "where runs are kept (default: benchmarks/results)")
    .option("--workers <n>", "workers that play side by side (default: one a core)")
    .option("--agents <list>", "only these subjects of the suite, by commas")
    .option("--episodes <n>", "at most so many episodes a subject and benchmark")
    .option("--no-extend", "what happens when no functions join with a notice")
    .option("--budget <dollars>", "what a paid model may cost in this session; the run stops there and can go on")
    .option("--cassette <mode>", "what a model answered is kept with the run: auto, record, replay or off", "auto")
    .option("--plain", "keep the log as plain text, some fifteen times as large")
    .option("--dry-run", "say what the suite would cost, and play nothing")
    .option("--json", "progress and scores as JSON lines")
    .action(async (suite: string | undefined, options) => {
      code = await (await import("./bench.ts")).bench(suite, options as never);
    });
  program
    .command("replay <log>")
    .description("verify a log, or a whole run's, by playing it again")
    .option("--json", "the result as JSON")
    .action(async (log: string, options) => {
      code = await (await import("./replay.ts")).replayLog(log, options as never);
    });
  program
    .command("compare <first> <second>")
    .description("the paired difference of two runs on common seeds")
    .option("--metric <id>", "what to compare", "episode_return")
    .option("--subject <name>", "the subject of the first run (default: each that both have)")
    .option("--versus <name>", "the subject of the second run (default: the same)")
    .option("--json", "the result as JSON")
    .action(async (first: string, second: string, options) => {
      code = (await import("./compare.ts")).compare(first, second, options as never);
    });
  program
    .command("list")
    .description("environments, agents and suites")
    .option("--json", "as JSON")
    .action(async (options) => {
      code = (await import("./list.ts")).list(options as never);
    });
  program
    .command("new")
    .description("begin something of one's own")
    .command("env <id>")
    .description("write a small world that plays and passes every check, to be made into another one")
    .option(
      "--in <folder>",
      "where: the folder of a worlds.ts, or one to become that (default: the current folder; in the arena's repository, its own)",
    )
    .action(async (id: string, options) => {
      code = (await import("./new.ts")).newEnv(id, options as never);
    });
  program
    .command("check [env]")
    .description("check a world, or all worlds of a folder, against the contract: what is wrong, and where")
    .option("--golden", "write golden.txt anew, the record of how it plays")
    .action(async (env: string | undefined, options) => {
      code = await (await import("./check.ts")).check(env, options as never);
    });
  const functions = program.command("functions").description("the function base of an environment");
  functions
    .command("list <env>")
    .description("its functions, by stage, and when to use them")
    .option("--json", "as JSON")
    .action(async (env: string, options) => {
      code = (await import("./functions.ts")).listFunctions(env, options as never);
    });
  functions
    .command("show <env> <name>")
    .description("a function's file")
    .action(async (env: string, name: string) => {
      code = (await import("./functions.ts")).showFunction(env, name);
    });
  functions
    .command("check <env> [files...]")
    .description("run every function, or those of files, on its examples and on states of play")
    .option("--json", "the result as JSON")
    .action(async (env: string, files: string[], options) => {
      code = await (await import("./functions.ts")).checkBase(env, files, options as never);
    });
  functions
    .command("find <env>")
    .description("find the best function for every state by play, and write found.json")
    .option("--out <file>", "where to write (default: function-base/<env>/found.json)")
    .option("--state <file>", "where it keeps how far it is, to go on after a stop (default: in benchmarks/results)")
    .option("--episodes <n>", "validation episodes a setting to score on", "100")
    .option("--fixed", "keep the table that there is: choose the fixed sequence anew, on fresh seeds, and measure")
    .option("--measure", "search nothing: measure the table that there is, as after a change of facts or by hand")
    .action(async (env: string, options) => {
      code = await (await import("./functions-found.ts")).findFunctions(env, options as never);
    });
  functions
    .command("values <env>")
    .description("how often each function is the teacher's choice, and best by playouts, as a table")
    .option("--episodes <n>", "validation episodes a setting", "100")
    .action(async (env: string, options) => {
      code = await (await import("./functions-found.ts")).functionValues(env, options as never);
    });
  functions
    .command("worth <env>")
    .description("what each function is worth by play: what is lost without it, beside all others and beside random ones, as a table")
    .option(
      "--setting <list>",
      "settings of the plan, by commas, or all (default: the first, and for answers to notices those with rule changes)",
    )
    .option("--episodes <n>", "validation seeds a setting (default: as many as the search tries, at least 100)")
    .option("--masks <n>", "random masks that each seed is played under", "10")
    .option("--seed <n>", "the seed of masks and intervals", "1")
    .option("--json", "the result as JSON")
    .action(async (env: string, options) => {
      code = await (await import("./functions-worth.ts")).functionWorth(env, options as never);
    });
  functions
    .command("sentences <env>")
    .description("the clauses (@when) that each function should have, read off the table and the states of play")
    .option("--episodes <n>", "training episodes a setting", "24")
    .action(async (env: string, options) => {
      code = await (await import("./functions-found.ts")).functionSentences(env, options as never);
    });
  functions
    .command("generate <env>")
    .description("have a language model write functions; what stands every check is stored, with its origin")
    .option("--out <folder>", "where to write (default: benchmarks/results/functions-<env>-<day>)")
    .option("--stages", "have the model propose the stages too, in place of the committed ones")
    .option("--count <n>", "functions a stage, at most", "16")
    .option("--repairs <n>", "times that what failed goes back to the model", "2")
    .option("--episodes <n>", "validation episodes to play by the new base and by the committed one", "50")
    .option("--budget <dollars>", "what it may cost; it stops there and can go on")
    .action(async (env: string, options) => {
      code = await (await import("./functions-generate.ts")).generateFunctions(env, options as never);
    });
  program
    .command("distill <env>")
    .description("make students of a teacher: its decisions, training by functions and by imitation, and how they play")
    .option("--quick", "within three minutes on two cores")
    .option(
      "--recipe <name>",
      "quick, fast, default or augmented, or a file of your own: JSON with the fields that differ from the default one, or with --quick from the quick one",
    )
    .option(
      "--out <folder>",
      "where to write; the same folder goes on where it stopped (default: benchmarks/results/distill-<env>[-quick])",
    )
    .option("--seed <n>", "the seed of the training: another one, another student of the same decisions")
    .option("--workers <n>", "workers that play side by side, and cores to train on (default: one a core)")
    .option("--budget <dollars>", "what a paid teacher may cost in this session; it stops there and can go on")
    .option("--adopt", "put the students among the committed ones of the world's folder, where suites and pages find them by themselves")
    .action(async (env: string, options) => {
      code = await (await import("./distill.ts")).distill(env, options as never);
    });
  program
    .command("evidence [env]")
    .description(
      "play the suite of an environment's evidence with the committed students, measure every decision, and draw its page and the README's table",
    )
    .option("--train", "make every student anew first; goes on where it stopped")
    .option("--runs <list>", "with --train, only these trainings, by commas; of the others the evidence keeps what it says")
    .option("--cross-env", "train students on the decisions of all other environments instead, and play them in this one")
    .option("--joint", "train one student for all environments instead, and play it in each beside that of its own")
    .option("--efficiency", "train students on few of the teacher's decisions and on many instead, and draw what each needs")
    .option("--adopt", "put the students that were made here in the place of the committed ones")
    .option("--draw", "play nothing, only draw the page and the table again; with --train, of the students made here")
    .action(async (env: string | undefined, options) => {
      code = await (await import("./evidence.ts")).evidence(env, options as never);
    });
  program
    .command("data <logs...>")
    .description("write the decisions in logs as data to learn from: chats, Parquet, trajectories, a card, a manifest of digests")
    .option("--out <folder>", "where to write (default: benchmarks/results/data-<env>)")
    .option("--env <env>", "which game, where logs have several")
    .option("--agent <id>", "whose decisions (default: those of teachers, as `arena distill` plays them)")
    .option("--symmetries", "every state of imitation by all symmetries of the game")
    .option("--examples <n>", "chats with a large model, of each kind and split; 0 for none", "500")
    .action(async (logs: string[], options) => {
      code = await (await import("./data.ts")).data(logs, options as never);
    });
  program
    .command("finetune <data>")
    .description("have a paid endpoint fine-tune a model on data of `arena data`; the same command goes on where it stopped")
    .requiredOption("--kind <kind>", "ld: to select functions, as l-llm-functions; kd: to take actions, as l-llm")
    .requiredOption("--model <model>", "the model to begin with, by its name at the endpoint")
    .option("--epochs <n>", "passes over the data (default: the endpoint decides)")
    .option("--suffix <word>", "a word of the new model's name")
    .option("--every <seconds>", "how often to look at the job", "10")
    .option("--again", "start another job where one is over")
    .option("--dry-run", "count examples and tokens, and send nothing")
    .action(async (data: string, options) => {
      code = await (await import("./finetune.ts")).finetune(data, options as never);
    });
  program
    .command("teacher")
    .description("serve the offline teacher: an OpenAI-compatible endpoint on 127.0.0.1 whose model is the expert")
    .option("--port <port>", "port on 127.0.0.1, 0 for any", "5180")
    .option("--bad <share>", "share of answers to misbehave in, and how: 0.3, or 0.3:429,slow,illegal")
    .option("--slow-ms <n>", "milliseconds of a slow answer", "3000")
    .action(async (options) => {
      code = await (await import("./teacher.ts")).teacher(options as never);
    });
  program
    .command("bridge")
    .description("play environments from another program, by lines of JSON on standard input and output (docs/python.md)")
    .action(async () => {
      code = await (await import("./bridge.ts")).serveBridge();
    });
  program
    .command("watch")
    .description("open the watch page")
    .option("--port <port>", "port on 127.0.0.1, 0 for any", "5170")
    .option("--no-open", "only serve it")
    .option("--dev", "serve it from its sources: it loads anew whenever one of them, or a file of a world, is written")
    .option("--cassette <file>", "keep what a language model answers in a file, and ask nothing again that is in it")
    .option("--cassette-mode <mode>", "how the cassette is used: auto (default), record, replay (never asks the model) or off")
    .action(async (options) => {
      code = await (await import("./watch.ts")).watch(options as never);
    });
  program
    .command("site")
    .description("write the watch page and the evidence as a folder for any web host: it needs no server of the arena")
    .option("--out <folder>", "where to write", "site")
    .action(async (options) => {
      code = await (await import("./static-site.ts")).site(options as never);
    });
  program
    .command("browser")
    .description("find a Chromium for the benchmarks, or install one")
    .action(async () => {
      const { ensureBrowser } = await import("../../benchmarks/runners/browser.ts");
      const { path, from } = ensureBrowser((line) => process.stderr.write(`${line}\n`));
      process.stdout.write(`${path} (${from})\n`);
    });

  guardFlags(program);
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const found = error.code === "commander.help" ? "no command" : error.message.replace(/^error: /, "").replaceAll("\n", " ");
      process.stderr.write(`arena: ${found}, expected a call as \`arena --help\` shows\n`);
      return 1;
    }
    const told = isOfDisk(error) ? diskError(error, { where: error.path ?? "disk" }) : error;
    if (isArenaError(told)) {
      process.stderr.write(`${told.message}\n`);
      return told.name === "Stopped" ? 130 : 1;
    }
    process.stderr.write(`arena: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`);
    return 1;
  }
}
