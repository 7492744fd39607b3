/** The folder of the package. */
export const ROOT: string;

/** The version of the package. */
export const VERSION: string;

/** Headers of every page and worker: threads of WebAssembly need them. */
export const ISOLATION: Readonly<Record<string, string>>;

/** The folder of the built pages, with the worlds of a folder (that of ARENA_WORLDS unless named; none if empty). */
export function pagesFolder(worlds?: string): string;
