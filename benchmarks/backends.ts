/** `npm run backends -- [student] [count]`: whether a student chooses alike on WebGPU and on WebAssembly, on selections of play. */
import { inTab } from "./tab.ts";

const [student = "pursuit-ld", count = "200"] = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);
const { backends, adapter, alike, of, apart } = await inTab<{
  backends: readonly string[];
  adapter: string;
  alike: number;
  of: number;
  apart: number;
}>("benchmarks/in-tab.ts", "backendsAgree", ["pursuit", student, Number(count)], { say });
process.stdout.write(
  `${student} on ${backends.join(" and ")} (${adapter}): ${alike} of ${of} selections alike, scores at most ${apart.toExponential(1)} apart\n`,
);
process.exit(alike === of ? 0 : 1);
