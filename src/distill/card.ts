/** The card that lies beside data, as Hugging Face reads it: where the data comes from, its licence, its splits, and how it can be checked. */
import type { manifestOf } from "./manifest.ts";

/** What a card tells beside the manifest. */
export type CardOptions = {
  /** The game's title. */
  readonly title: string;
  /** The command that wrote the data. */
  readonly command: string;
  /** Whether the rules and texts of the game are the arena's own. */
  readonly ours: boolean;
  /** The language models that answered in the logs, without the arena's offline teacher. */
  readonly models: readonly string[];
};

const ABOUT: Readonly<Record<string, string>> = {
  decisions: "a row for each choice of a function (`kind` is `ld`) and for each action (`kd`), with the state in words",
  trajectories: "a line for each seat of each episode: observations, legal actions, actions, rewards, and how it ended",
  ld: "chats: does a function suit the state, yes or no",
  kd: "chats: the action for a state",
  "l-llm-functions": "chats: a large model's prompt to select a function, and the call that the teacher's choice makes",
  "l-llm": "chats: a large model's prompt to act, and the call that takes the teacher's action",
};

/** The text of `README.md` for data with this manifest. */
export function cardOf(manifest: ReturnType<typeof manifestOf>, { title, command, ours, models }: CardOptions): string {
  const { arena, env, teacher, digest, functionBase, splits, kinds, logs, files } = manifest;
  const who = teacher === "taught" ? "a teacher" : teacher;
  const configs = new Map<string, { readonly about: string; readonly files: Map<string, string> }>();
  for (const name of Object.keys(files)) {
    const [kind, split, form] = name.split(".") as [string, string, string];
    const trl = form === "trl";
    const id = trl ? `${kind}-trl` : kind;
    const about = trl ? "the same, with the arguments of calls as objects" : ABOUT[kind]!;
    const config = configs.get(id) ?? { about, files: new Map<string, string>() };
    configs.set(id, config);
    config.files.set(split, name);
  }
  const rows = Object.values(files).reduce((sum, file) => sum + file.rows, 0);
  const free = ours && models.length === 0;
  const front = [
    `pretty_name: ${JSON.stringify(`${title}: decisions of ${who}`)}`,
    `license: ${free ? "mit" : "unknown"}`,
    "language:",
    "  - en",
    "task_categories:",
    "  - reinforcement-learning",
    "  - text-generation",
    "tags:",
    "  - logic-arena",
    "  - games",
    "size_categories:",
    `  - ${sizeOf(rows)}`,
    "configs:",
    ...[...configs].flatMap(([id, config]) => [
      `  - config_name: ${id}`,
      ...(id === "decisions" ? ["    default: true"] : []),
      "    data_files:",
      ...[...config.files].flatMap(([split, name]) => [`      - split: ${split}`, `        path: ${name}`]),
    ]),
  ];
  const licence = free
    ? "MIT, as the arena: states, functions, manuals and actions are what its rules, function base and agents make."
    : [
        "Not stated.",
        ...(ours ? [] : ["The rules and texts of this game are not the arena's: their licence is their author's."]),
        ...(models.length === 0
          ? []
          : [
              `Language models decided in the logs (${models.join(", ")}): whether their choices may be passed on or trained on is for the terms of those who offer them.`,
            ]),
        "State it here, and in `license` above, before you publish.",
      ].join(" ");
  const splitRows = Object.entries(splits).map(([name, { seeds, states, examples }]) => [
    name,
    seeds.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`)).join(", "),
    `${states.count}`,
    `${examples.ld}`,
    `${examples.kd}`,
  ]);
  return `---
${front.join("\n")}
---

# ${title}: decisions of ${who}

Decisions in the game \`${env.id}\`, version ${env.version}, read from logs and written by Logic Arena ${arena}.

## Origin

${teacher === "taught" ? "The teachers of `taught` seats" : `\`${teacher}\``} decided, by the function base \`${functionBase}\`. The data was read from these logs, each episode of which was played again and found to be as logged:

${table(
  ["log", "SHA-256, first 32 digits", "episodes"],
  logs.map((log) => [`\`${log.log}\``, `\`${log.digest}\``, `${log.episodes}`]),
)}

One command writes it, with the same bytes each time:

\`\`\`sh
${command}
\`\`\`

Played with these parameters:

${kinds.map(({ params, episodes }) => `- ${episodes === 1 ? "1 episode" : `${episodes} episodes`}: \`${JSON.stringify(params)}\``).join("\n")}

## Licence

${licence}

## Splits

The seeds of an episode tell its split, so that no split shares an episode with another one, or with any test of the arena.

${table(["split", "seeds", "states", "choices of functions", "actions"], splitRows)}

## Files

${[...configs].map(([id, { about }]) => `- \`${id}\`: ${about}.`).join("\n")}

${table(
  ["file", "rows", "bytes", "SHA-256, first 32 digits"],
  Object.entries(files).map(([name, file]) => [`\`${name}\``, `${file.rows}`, `${file.bytes}`, `\`${file.digest}\``]),
)}

\`sha256sum <file>\` checks a file; \`manifest.json\` has the same digests, and counts of functions and actions.

## Limits

Choices are those of the teacher, and nothing here says that they are the best ones. In logs of \`arena distill\` another agent acts now and then, so that a played action need not be the teacher's. Texts are made by rules, and teach no language beyond this game.

## Citation

Logic Arena ${arena}, \`${env.id}\` version ${env.version}, decisions of ${who}, data digest \`${digest}\`.
`;
}

/** Hugging Face's words for how many rows there are. */
function sizeOf(rows: number): string {
  const bounds = ["1K", "10K", "100K", "1M", "10M", "100M"];
  const at = bounds.findIndex((_, i) => rows < 10 ** (i + 3));
  if (at < 0) return "100M<n<1B";
  return at === 0 ? "n<1K" : `${bounds[at - 1]!}<n<${bounds[at]!}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
