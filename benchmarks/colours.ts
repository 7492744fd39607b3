/** Colours of agents, the same in every report, as the CSS variables of their style. */

/** Which colour an agent has, by the beginning of its id: the first that fits counts. */
const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/^s-llm-ld/, "var(--s2)"], // students by functions: blue
  [/^s-llm-kd/, "var(--s1)"], // students by imitation: orange
  [/^(expert|null$|l-llm)/, "var(--s3)"], // teachers: green
  [/^search-/, "var(--s4)"], // search: purple
  [/^functions-/, "var(--s5)"], // functions without a model: yellow
  [/^s-llm/, "var(--s6)"], // pretrained models: light blue
  [/^random/, "var(--s0)"], // grey
];

/** The colour of an agent, or of a subject that is named after one. Players by a rule of their game are red. */
export const colourOf = (agent: string): string => COLOURS.find(([begins]) => begins.test(agent))?.[1] ?? "var(--s7)";

/** Dashes that tell apart lines of one colour, in the order in which they are drawn. */
const DASHES = ["none", "7 3", "2 3", "9 3 2 3", "4 2"];

/** The dashes of each of some lines, by their colours. */
export function dashesOf(colours: readonly string[]): readonly string[] {
  return colours.map((colour, i) => DASHES[colours.slice(0, i).filter((one) => one === colour).length % DASHES.length]!);
}
