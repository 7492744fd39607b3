/** The files of other wordings where there is no disk: the same as in `wordings-files.node.ts`, fetched when one is asked for. */
const urls = import.meta.glob<string>("./*/{wordings,paraphrases}.json", { query: "?url", import: "default", eager: true });

/** The text of a file of a game's base. */
export async function wordingsText(env: string, file: string): Promise<string> {
  const url = urls[`./${env}/${file}`];
  if (url === undefined) throw new Error(`the page has no ${file} of ${env}`);
  // eslint-disable-next-line no-restricted-globals -- a file of the base that stands beside the page's own: as a script it would be in every bundle
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${file} of ${env} cannot be fetched (${response.status}): load the page anew`);
  return response.text();
}
