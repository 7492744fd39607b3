/** The package that the arena is: where it lies, and its version. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The version of the package. */
export const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly version: string };
