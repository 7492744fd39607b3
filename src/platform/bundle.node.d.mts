/** The programs that Node runs. */
type Program = "arena" | "worker" | "sandbox" | "training" | "episodes";

/** Where the code of a program lies: in its bundle; undefined where it has to be loaded file by file. */
export function bundled(program: Program): URL | undefined;

/** What a worker thread of a program is started with: its file and arguments. */
export function threadOf(program: Program): { readonly file: URL; readonly argv: readonly string[] };
