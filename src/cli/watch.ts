/** `arena watch`: serves the watch page and opens it. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, resolve as resolvePath } from "node:path";
import { ArenaError } from "../core/index.ts";
import { isAddress } from "../platform/download.ts";
import type { GatewayOptions } from "../platform/gateway.node.ts";
import { openTape } from "../platform/tape.node.ts";
import { cassetteMode, openModel, spendingText } from "./model.ts";
import { buildSite, freePort, serveSite } from "./site.ts";

/** The flags of `arena watch`. */
export type WatchOptions = {
  readonly port: string;
  readonly open: boolean;
  readonly dev?: boolean;
  readonly cassette?: string;
  readonly cassetteMode?: string;
};

/** Runs `arena watch` until it is stopped; returns the exit code. */
export async function watch(options: WatchOptions): Promise<number> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ArenaError("BadInput", "arena watch --port", `"${options.port}"`, "expected a number from 0 to 65535");
  const tape = tapeOf(options);
  await freePort(port); // before the building, which takes longer
  const { dev = false } = options;
  if (!dev) await buildSite((line) => process.stderr.write(`${line}\n`));
  const access = await openModel({ settable: true, ...tape });
  const models = [process.env["ARENA_SLLM"] ?? ""].filter((model) => model !== "");
  // What is at an address, the page fetches itself, and shows how far it is.
  const site = await serveSite({
    dev,
    port,
    gateway: access.gateway,
    pretrained: { models, onDisk: models.filter((one) => !isAddress(one)) },
  });
  process.stdout.write(`Logic Arena: ${site.url}\nCtrl-C ends it.\n`);
  if (options.open) openPage(site.url);
  await new Promise<void>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  await site.close();
  await access.close();
  const spent = access.gateway.spending();
  if (spent.requests + spent.replayed > 0) process.stderr.write(`${spendingText(spent)}\n`);
  return 0;
}

/** The cassette that the flags name; throws `BadInput` for one that cannot be. */
function tapeOf({ cassette, cassetteMode: text }: WatchOptions): Pick<GatewayOptions, "tape" | "tapeName" | "mode"> {
  const bad = (flag: string, found: string, expected: string) => new ArenaError("BadInput", `arena watch ${flag}`, found, expected);
  const mode = cassetteMode("arena watch --cassette-mode", text ?? "auto");
  if (cassette === undefined) {
    if (text !== undefined) throw bad("--cassette-mode", `"${text}" without a cassette`, "expected --cassette <file> with it");
    return {};
  }
  const path = resolvePath(cassette);
  if (mode === "replay" && !existsSync(path))
    throw bad("--cassette", `no file ${path}`, "expected one that was recorded, as a run's cassette.jsonl, or --cassette-mode auto");
  return { tape: openTape(path), tapeName: basename(path), mode };
}

/** Opens a page in the person's browser; where there is none, the printed address is enough. */
function openPage(url: string): void {
  const [command, ...args] =
    process.platform === "darwin" ? ["open", url] : process.platform === "win32" ? ["cmd", "/c", "start", "", url] : ["xdg-open", url];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
