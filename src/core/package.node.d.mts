/** The folder of the package. */
export const ROOT: string;

/** The version of the package. */
export const VERSION: string;

/** The folder below which commands keep what they make: the arena's repository for whoever works in it, else the current one. */
export const WORKPLACE: string;

/** The folder of runs and of all else that commands make, unless a flag names another one. */
export const RESULTS: string;

/** The folder of worlds from elsewhere that ARENA_WORLDS names, if it does. */
export function worldsFolder(): string | undefined;

/** What of such a folder is its worlds: it may have much else. */
export const WORLD_PARTS: readonly string[];

/** The folders that have `envs`, `agents` and `function-base`: the package, and that of worlds from elsewhere. */
export function roots(): readonly string[];

/** The one of them in which the parts of a game lie; where none has them, the last. */
export function rootOf(env: string): string;

/** Headers of every page and worker: threads of WebAssembly need them. */
export const ISOLATION: Readonly<Record<string, string>>;

/** The folder of the built pages: `dist`, or one of their own with worlds from elsewhere. */
export function pagesFolder(): string;
