/** `arena watch`: serves the watch page and opens it. */
import { spawn } from "node:child_process";
import { ArenaError } from "../core/index.ts";
import { isAddress } from "../platform/download.ts";
import { openModel } from "./model.ts";
import { buildSite, freePort, serveSite } from "./site.ts";

/** Runs `arena watch` until it is stopped; returns the exit code. */
export async function watch(options: { readonly port: string; readonly open: boolean }): Promise<number> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ArenaError("BadInput", "arena watch --port", `"${options.port}"`, "expected a number from 0 to 65535");
  await freePort(port); // before the building, which takes longer
  await buildSite((line) => process.stderr.write(`${line}\n`));
  const access = await openModel({ settable: true });
  const models = [process.env["ARENA_SLLM"] ?? ""].filter((model) => model !== "");
  // What is at an address, the page fetches itself, and shows how far it is.
  const site = await serveSite({ port, gateway: access.gateway, pretrained: { models, onDisk: models.filter((one) => !isAddress(one)) } });
  process.stdout.write(`Logic Arena: ${site.url}\nCtrl-C ends it.\n`);
  if (options.open) openPage(site.url);
  await new Promise<void>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  await site.close();
  await access.close();
  return 0;
}

/** Opens a page in the person's browser; where there is none, the printed address is enough. */
function openPage(url: string): void {
  const [command, ...args] =
    process.platform === "darwin" ? ["open", url] : process.platform === "win32" ? ["cmd", "/c", "start", "", url] : ["xdg-open", url];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
