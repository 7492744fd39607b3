/** Builds the pages before the tests in Chromium, whose web workers are the built ones; does nothing where they are up to date. */
import { execFileSync } from "node:child_process";

export function setup(): void {
  // Vitest's own settings must not reach the build.
  const { NODE_ENV: _, VITEST: __, ARENA_WORLDS: ___, ...env } = process.env;
  execFileSync(process.execPath, ["--import", "tsx", "src/cli/build.ts"], { env, stdio: ["ignore", "ignore", "inherit"] });
}
