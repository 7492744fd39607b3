/**
 * How long a fresh tab takes to the first decision of a student, and how many bytes that takes: over the network of this machine, or as fast as
 * some connection is.
 */
import { createServer, connect, type Socket } from "node:net";
import { Transform } from "node:stream";
import { chromium } from "playwright";
import { ensureBrowser, SWITCHES } from "../runners/browser.ts";

/** Bytes that came through, and seconds until the student had decided. */
export type FreshTab = { readonly bytes: number; readonly seconds: number };

/** Bytes a second of a connection of 10 Mbit. */
export const SLOW = 1.25e6;

/** Milliseconds between two portions of a slow connection. */
const PORTION_MS = 20;

/** A stream that lets through so many bytes a second in all, whatever number of connections shares it. */
function throttle(bytesPerSecond: number): () => Transform {
  let free = 0;
  return () =>
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const portion = Math.max(1, Math.round((bytesPerSecond * PORTION_MS) / 1000));
        const next = (at: number): void => {
          if (at >= chunk.length) return done();
          const now = performance.now();
          free = Math.max(free, now) + PORTION_MS;
          setTimeout(() => {
            this.push(chunk.subarray(at, at + portion));
            next(at + portion);
          }, free - now);
        };
        if (bytesPerSecond === Infinity) done(null, chunk);
        else next(0);
      },
    });
}

/** Opens the watch page at `url` in a fresh browser, with a student among the pursuers, and waits for its first move. */
export async function freshTab(url: string, { bytesPerSecond = Infinity }: { readonly bytesPerSecond?: number } = {}): Promise<FreshTab> {
  const { port, hostname } = new URL(url);
  const slow = throttle(bytesPerSecond);
  let bytes = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((from) => {
    const to = connect(Number(port), hostname);
    for (const socket of [from, to]) sockets.add(socket.on("error", () => {}));
    from.pipe(to);
    to.on("data", (chunk) => (bytes += chunk.length))
      .pipe(slow())
      .pipe(from);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: ensureBrowser(() => {}).path, args: [...SWITCHES] });
  try {
    const page = await browser.newPage();
    const at = `http://127.0.0.1:${(proxy.address() as { readonly port: number }).port}/#pursuer=s-llm-ld`;
    const began = performance.now();
    await page.goto(at, { timeout: 300_000 });
    await page.locator('[data-testid="board"][data-t]:not([data-t="0"])').waitFor({ timeout: 300_000 });
    return { bytes, seconds: (performance.now() - began) / 1000 };
  } finally {
    await browser.close();
    for (const socket of sockets) socket.destroy();
    proxy.close();
  }
}
