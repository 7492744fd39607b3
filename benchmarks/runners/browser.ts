/** Finds a Chromium for the benchmarks and the tests, or installs one, or says exactly what to do. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import type * as Playwright from "playwright";
import { ArenaError } from "../../src/core/errors.ts";

/** Loads Playwright where it is needed: that takes half a second. */
const require = createRequire(import.meta.url);

/** A browser that was found. */
export type Browser = { readonly path: string; readonly from: string };

/** What the search for a browser asks of the machine; tests pass a fake one. */
export interface Machine {
  exists(path: string): boolean;
  /** Playwright's own Chromium, installed or not. */
  own(): string;
  /** Whether packages can be installed with apt. */
  apt(): boolean;
  /** Runs a command; returns what went wrong, if anything did. */
  run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): string | undefined;
}

const thisMachine: Machine = {
  exists: existsSync,
  own: () => (require("playwright") as typeof Playwright).chromium.executablePath(),
  apt: isDebianRoot,
  run(command, args, environment) {
    const { status, error } = spawnSync(command, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...environment, DEBIAN_FRONTEND: "noninteractive" },
    });
    return status === 0 ? undefined : (error?.message ?? `exit ${status}`);
  },
};

/**
 * A switch for every Chromium that is started. With each window, Chromium 156 loads two pages of its own for the suggestions of its address
 * bar, which take as much processor time as opening a small page: the last three features are these. The last `--disable-features` counts, so
 * it repeats those of Playwright 1.65.
 */
export const BARE_WINDOW = `--disable-features=${[
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
].join(",")}`;

/** Switches of a Chromium in which agents play: WebGPU takes a software adapter where there is no other. */
export const SWITCHES: readonly string[] = ["--enable-unsafe-webgpu", BARE_WINDOW];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES = [
  "/usr/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser to use: `CHROMIUM_PATH`, Debian's Chromium, Chrome, Playwright's own; undefined when there is none. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env, machine: Machine = thisMachine): Browser | undefined {
  const asked = environment["CHROMIUM_PATH"];
  if (asked !== undefined && asked !== "") {
    if (!machine.exists(asked))
      throw new ArenaError(
        "NoBrowser",
        "CHROMIUM_PATH",
        `nothing at ${asked}`,
        "expected the path of a Chromium or Chrome; unset it to search for one",
      );
    return { path: asked, from: "CHROMIUM_PATH" };
  }
  const onPath = (environment["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => (folder === "" ? [] : NAMES.map((name) => join(folder, name))));
  const path = [...PLACES, ...onPath].find((place) => machine.exists(place));
  if (path !== undefined) return { path, from: "installed on this machine" };
  const own = machine.own();
  return machine.exists(own) ? { path: own, from: "Playwright" } : undefined;
}

/** Finds a browser or installs one; throws `NoBrowser` with what to do. Progress goes to `say`. */
export function ensureBrowser(
  say: (line: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
  machine: Machine = thisMachine,
): Browser {
  const found = findBrowser(environment, machine);
  if (found !== undefined) return found;
  const tried: string[] = [];
  const run = (what: string, command: string, args: readonly string[]): void => {
    say(`No Chromium found: installing one with ${what} ...`);
    const wrong = machine.run(command, args, environment);
    if (wrong !== undefined) tried.push(`${what} (${wrong})`);
  };
  if (machine.apt()) {
    run("apt-get update", "apt-get", ["update", "-qq"]);
    run("apt-get install chromium", "apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"]);
  }
  if (findBrowser(environment, machine) === undefined) {
    const cli = require.resolve("playwright/package.json").replace("package.json", "cli.js");
    run("playwright install chromium", process.execPath, [cli, "install", "chromium"]);
  }
  const installed = findBrowser(environment, machine);
  if (installed !== undefined) return installed;
  throw new ArenaError(
    "NoBrowser",
    "browser",
    `no Chromium or Chrome on this machine, and installing one failed: ${tried.join(", ")}`,
    "expected one of: `npx playwright install --with-deps chromium`; on Debian or Ubuntu `sudo apt-get install chromium`; " +
      "or CHROMIUM_PATH set to a Chrome or Chromium. Without a browser, `npm run bench -- --runtime node` plays the same benchmark in Node",
  );
}

function isDebianRoot(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    return /debian/i.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}
