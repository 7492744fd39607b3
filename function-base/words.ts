/** Texts without the words that say nothing: what retrievers compare, and what small students read. */

/** Words that only join others, whatever the text is about. */
const JOINING = "a an and are at be for has have in is it its of on or that the there this to was when with you your".split(" ");

/**
 * The words that retrievers leave out. The two lists differ on purpose: with the students' list, retrieval would rank other candidates first
 * in states with notices; with this list in telegrams, committed students would read other texts than they learned from.
 */
export const IDLE_IN_RETRIEVAL: ReadonlySet<string> = new Set([...JOINING, "from", "if", "use", "were"]);

/**
 * The words that telegrams leave out: beside the joining ones, those of certainty and quantity. Notices and manuals that share "all" and
 * "must" would look as if they were about the same thing.
 */
const IDLE_IN_TELEGRAMS: ReadonlySet<string> = new Set([
  ...JOINING,
  ..."all any been by can could may might must shall should some will would".split(" "),
]);

/** A text in lower case without idle words and full stops. */
export const telegram = (text: string): string =>
  (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'-]*|[;:()]/gu) ?? []).filter((word) => !IDLE_IN_TELEGRAMS.has(word)).join(" ");
