/** `arena list`: what exists, by id. */
import { agents } from "../../agents/index.ts";
import { worlds } from "../worlds.ts";
import { metricsFor } from "../../benchmarks/metrics.ts";
import { loadSuite, suiteIds } from "./bench.ts";

/** Everything that can be named on the command line, as data. */
export function catalogue() {
  return {
    environments: Object.values(worlds).map(({ env, ...parts }) => ({
      id: env.id,
      version: env.version,
      title: env.title,
      presets: Object.fromEntries(Object.entries(env.presets).map(([id, { about }]) => [id, about])),
      emergencies: Object.fromEntries(Object.entries(env.emergencies).map(([id, { about }]) => [id, about])),
      metrics: Object.fromEntries(metricsFor({ env, ...parts }).map(({ id, title }) => [id, title])),
    })),
    agents: [
      ...Object.values(agents).map(({ id, about }) => ({ id, about, environments: "all" as const })),
      ...Object.values(worlds).flatMap(({ env, players }) =>
        Object.entries(players.others).map(([id, { about }]) => ({ id, about, environments: [env.id] })),
      ),
    ],
    suites: suiteIds().map((id) => {
      const suite = loadSuite(id);
      return {
        id,
        version: suite.version,
        title: suite.title,
        episodes: suite.benchmarks.reduce((n, b) => n + b.seeds.count * Object.keys(b.subjects).length, 0),
      };
    }),
  };
}

/** Runs `arena list`; returns the exit code. */
export function list(options: { readonly json?: boolean }): number {
  const all = catalogue();
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return 0;
  }
  const row = (id: string, about: string, indent = 2) => `${" ".repeat(indent)}${id.padEnd(24 - indent)}${about}`;
  const lines = [
    ...all.environments.flatMap(({ id, version, title, presets, emergencies, metrics }) => [
      `Environment ${id}@${version}: ${title}`,
      "  presets",
      ...Object.entries(presets).map(([name, about]) => row(name, about, 4)),
      "  emergencies",
      ...Object.entries(emergencies).map(([name, about]) => row(name, about, 4)),
      "  metrics",
      ...Object.entries(metrics).map(([name, about]) => row(name, about, 4)),
    ]),
    "",
    "Agents",
    ...all.agents.map(({ id, about, environments }) =>
      row(id, `${about}${typeof environments === "string" ? "" : ` [${environments.join(", ")}]`}`),
    ),
    "",
    "Suites",
    ...all.suites.map(({ id, version, title, episodes }) => row(`${id}@${version}`, `${title} (${episodes} episodes)`)),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}
