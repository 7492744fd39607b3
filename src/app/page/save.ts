/** Hands a file to the person, as a download. */
export function save(contents: Blob, name: string): void {
  const url = URL.createObjectURL(contents);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** An episode's name, fit for a file. */
export const fileNameOf = (episode: string): string => episode.replace(/[^\w.@-]+/g, "-");
