/** `arena functions worth`: what each function is worth by play, as a table or as JSON. */
import { type Estimate, onlyHarms, type Worth, worthsOf } from "../../agents/functions/worth.ts";
import { metricNamed, type Setting, type World } from "../../agents/world.ts";
import { keyOf, lookup, SPLIT_SIZE, SPLITS } from "../core/index.ts";
import { worldOf } from "../worlds.ts";
import { wholeNumber } from "./flags.ts";
import { duration } from "./progress.ts";

/** The flags of `arena functions worth`. */
export type WorthOptions = {
  readonly setting?: string;
  readonly episodes?: string;
  readonly masks: string;
  readonly seed: string;
  readonly json?: boolean;
};

const WHERE = "arena functions worth";

/** The fewest seeds: with less no interval means anything. */
const LEAST_SEEDS = 10;

/** Seeds of a setting on which the search tries less than that. */
const USUAL_SEEDS = 100;

/** Runs `arena functions worth`; returns the exit code. */
export async function functionWorth(id: string, { setting, episodes, masks, seed, json = false }: WorthOptions): Promise<number> {
  const world = worldOf(id, WHERE);
  await world.env.prepare?.();
  const { base, benchmark, plan } = world;
  const count = episodes === undefined ? undefined : wholeNumber(`${WHERE} --episodes`, episodes, LEAST_SEEDS, SPLIT_SIZE);
  const trial = { masks: wholeNumber(`${WHERE} --masks`, masks, 0), key: keyOf(wholeNumber(`${WHERE} --seed`, seed, 0)) };
  const measured = settingsOf(world, setting).map(({ of, ...one }) => {
    const all = count ?? Math.max(USUAL_SEEDS, one.setting.episodes * plan.find.blocks);
    const seeds = Array.from({ length: all }, (_, i) => SPLITS.validation + i);
    const functions = worthsOf(world, base, { ...trial, seeds, of, setting: one.setting }, progress(one.setting.id, all));
    return { setting: one.setting.id, episodes: all, functions: sorted(world, functions) };
  });
  const { measure } = benchmark;
  const judged = plan.judge !== undefined;
  const rows = measured.flatMap(({ functions }) => functions);
  const harmful = [...new Set(rows.map(({ name }) => name))].filter((name) => onlyHarms(rows.filter((one) => one.name === name)));
  if (json) {
    const settings = measured.map((one) => ({ ...one, functions: one.functions.map((row) => ({ ...row, onlyHarms: onlyHarms([row]) })) }));
    const report = { env: id, measure, judged, seed: Number(seed), masks: trial.masks, settings, onlyHarm: harmful };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return 0;
  }
  const { title, better } = metricNamed(world, measure, WHERE);
  const what = judged
    ? `what the decisions of an episode are worth by the game's own judge, without the luck in ${measure}`
    : `${title} (${measure}${better === "lower" ? ", of which less is better, negated" : ""})`;
  const tables = measured.map((one) => tableOf(one, trial.masks));
  const harm = `Only harm in all that was measured: ${harmful.join(", ") || "none"}.`;
  process.stdout.write(`Measured: ${what}.\n\n${tables.join("\n")}\n${harm}\n\n${NOTES}\n`);
  return 0;
}

const NOTES = [
  "left out: what an episode of the teacher loses without this function alone.",
  "by masks: the same where each other function is hidden with probability 1/2, so that none can stand in for all.",
  "Both are means of paired differences on validation seeds with 95 % intervals, each for itself: one in twenty does not hold the true mean.",
].join("\n");

/** Settings, and the functions to measure in each: by default all in the first one, and the answers to notices where a schedule has some. */
function settingsOf({ base, plan }: World, list: string | undefined) {
  const all = plan.find.settings;
  const functions = [...base.functions, ...base.emergency];
  if (list === undefined)
    return all.flatMap((setting, i) =>
      i === 0 ? [{ setting, of: functions }] : isScheduled(setting) ? [{ setting, of: base.emergency }] : [],
    );
  const known = Object.fromEntries([...all.map((one): [string, readonly Setting[]] => [one.id, [one]]), ["all", all]]);
  const wanted = list.split(",").flatMap((id) => lookup(known, id.trim(), `${WHERE} --setting`, "setting"));
  return [...new Set(wanted)].map((setting) => ({ setting, of: functions }));
}

/** Whether rule changes are scheduled in a setting. */
const isScheduled = ({ params }: Setting): boolean =>
  ((params as { readonly emergencies?: readonly unknown[] }).emergencies ?? []).length > 0;

/** Functions by stage, those that are worth most first. */
function sorted({ base }: World, functions: readonly Worth[]): readonly Worth[] {
  const stage = (one: Worth) => base.stages.findIndex(({ id }) => id === one.stage);
  const least = (a: number | undefined, b: number | undefined) => (b ?? Infinity) - (a ?? Infinity) || 0;
  return [...functions].sort(
    (a, b) => stage(a) - stage(b) || least(a.leftOut?.mean, b.leftOut?.mean) || least(a.byMasks?.mean, b.byMasks?.mean),
  );
}

/** Milliseconds between lines of progress. */
const TOLD_MS = 5_000;

/** Tells how far a setting is, now and then. */
function progress(setting: string, of: number): (done: number) => void {
  const began = performance.now();
  let told = began;
  return (done) => {
    const now = performance.now();
    if (done < of && now - told < TOLD_MS) return;
    told = now;
    const left = done < of ? `, about ${duration(((now - began) / 1000 / done) * (of - done))} left` : "";
    process.stderr.write(`${setting}: ${done} of ${of} seeds${left}\n`);
  };
}

type Measured = { readonly setting: string; readonly episodes: number; readonly functions: readonly Worth[] };

function tableOf({ setting, episodes, functions }: Measured, masks: number): string {
  const estimates = functions.flatMap(({ leftOut, byMasks }) => [leftOut, byMasks]).filter((one) => one !== undefined);
  const digits = estimates.some(({ low, high }) => Math.max(-low, high) >= 10) ? 2 : 4;
  const number = (value: number) => value.toFixed(value === 0 ? 0 : digits).replace(/^-(?=[0.]+$)/, "");
  const cell = (one: Estimate | undefined) => (one === undefined ? "-" : `${number(one.mean)} [${number(one.low)}, ${number(one.high)}]`);
  const rows = functions.map((one) => {
    const name = `\`${one.name}\`${one.notice === undefined ? "" : ` (${one.notice})`}`;
    const taken = `${(100 * one.taken).toFixed(1)} %`;
    return `| ${[one.stage, name, taken, cell(one.leftOut), cell(one.byMasks), remarkOn(one)].join(" | ")} |`;
  });
  const heads = "| stage | function | taken | left out | by masks | remark |\n| --- | --- | ---: | ---: | ---: | --- |";
  return `${setting}: ${episodes} seeds, ${masks} ${masks === 1 ? "mask" : "masks"} each\n\n${[heads, ...rows].join("\n")}\n`;
}

/** What is remarkable about a function. */
function remarkOn(worth: Worth): string {
  const { taken, leftOut, byMasks } = worth;
  if (onlyHarms([worth])) return "only harms";
  if (leftOut === undefined) return "its stage has no other";
  if (leftOut.high < 0) return "harms beside all others";
  if (byMasks !== undefined && byMasks.high < 0) return "harms where others are missing";
  if (taken > 0) return "";
  const always = (one: Estimate | undefined) => one === undefined || (one.low === 0 && one.high === 0);
  return always(byMasks) ? "never taken" : "taken only in place of others";
}
