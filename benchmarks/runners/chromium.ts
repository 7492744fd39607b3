/** Plays episodes in a headless Chromium, in web workers of the built page. */
import type { Browser } from "playwright";
import type { Loading } from "../../agents/index.ts";
import { ArenaError, messageOf } from "../../src/core/index.ts";
import type { PlayedEpisode } from "../../src/workers/pool.ts";
import type { EpisodeRequest } from "../../src/workers/protocol.ts";
import { SWITCHES } from "./browser.ts";
import type { Runner } from "./runner.ts";

/** Browsers or pages that may be lost one after the other without a single episode in between. */
const MAX_LOSSES = 3;

/** Milliseconds a page may take to open: a page whose process dies at once never opens. */
const PAGE_MS = 60_000;

/** Milliseconds an open page may take to load. */
const LOAD_MS = 120_000;

/** Where a Chromium is, which page it plays on, and with how many web workers. */
type Options = {
  readonly executablePath: string;
  readonly url: string;
  readonly size: number;
  /** Milliseconds a page may take to open (default a minute). */
  readonly pageMs?: number;
};

/** The value of a promise, or undefined if it takes longer than `ms`. */
async function withinMs<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([promise, new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)))]);
  } finally {
    clearTimeout(timer);
  }
}

/** A runner on `size` web workers of the page at `url`. A lost page or browser is replaced. */
export const chromiumRunner =
  ({ executablePath, url, size, pageMs = PAGE_MS }: Options): Runner =>
  async (requests, onEpisode, signal, { onLoading, wanted = () => true } = {}) => {
    let left = requests;
    for (let losses = 0; left.length > 0 && !signal.aborted;) {
      const before = left.length;
      const done = new Set<string>();
      const loss = await session(left, (episode) => {
        done.add(episode.episode);
        onEpisode(episode);
      });
      left = left.filter(({ episode }) => !done.has(episode) && wanted(episode));
      if (loss === undefined) continue;
      losses = left.length < before ? 1 : losses + 1;
      if (losses >= MAX_LOSSES)
        throw new ArenaError(
          "WorkerLost",
          "chromium",
          `${losses} pages were lost in a row (${loss})`,
          `expected one that lasts; in play were ${left
            .slice(0, size)
            .map(({ episode }) => episode)
            .join(", ")}: try --workers 1, or --runtime node`,
        );
    }

    /** Plays on one page until all is done or the page is lost, and then says how it was lost; rethrows what `take` throws. */
    async function session(pending: readonly EpisodeRequest[], take: (episode: PlayedEpisode) => void): Promise<string | undefined> {
      let browser: Browser;
      try {
        const { chromium } = await import("playwright");
        browser = await chromium.launch({
          executablePath,
          args: [...SWITCHES],
          // The caller handles signals: Playwright would end this process along with the browser.
          handleSIGINT: false,
          handleSIGTERM: false,
          handleSIGHUP: false,
        });
      } catch (error) {
        throw new ArenaError(
          "NoBrowser",
          "chromium",
          `${executablePath} did not start: ${messageOf(error).split("\n")[0]}`,
          "expected a working Chromium: set CHROMIUM_PATH, or use --runtime node",
        );
      }
      let failure: unknown;
      try {
        const opening = browser.newPage();
        opening.catch(() => {});
        const page = await withinMs(pageMs, opening);
        if (page === undefined) return `no page opened within ${pageMs / 1000} s`;
        page.setDefaultTimeout(LOAD_MS);
        const lost = new Promise<string>((resolve) => {
          page.on("crash", () => resolve("the page crashed"));
          browser.on("disconnected", () => resolve("the browser ended"));
        });
        const ended = new Promise<"ended">((resolve) => {
          if (signal.aborted) resolve("ended");
          signal.addEventListener("abort", () => resolve("ended"), { once: true });
        });
        const heard = (episodes: readonly PlayedEpisode[]) => {
          try {
            for (const episode of episodes) if (failure === undefined && !signal.aborted) take(episode);
            return pending.flatMap(({ episode }) => (wanted(episode) ? [] : [episode]));
          } catch (error) {
            failure = error;
            throw error;
          }
        };
        // A call to a page that has crashed never returns, so all of them are raced with the loss.
        const play = page
          .exposeFunction("arenaPlayed", heard)
          .then(() => page.exposeFunction("arenaLoading", (loading: Loading) => onLoading?.(loading)))
          .then(() => page.goto(url))
          .then(() => page.waitForFunction(() => "arenaPlay" in window))
          .then(() =>
            page.evaluate(({ list, workers }) => window.arenaPlay(JSON.parse(list) as readonly EpisodeRequest[], workers), {
              list: JSON.stringify(pending),
              workers: size,
            }),
          )
          .then(() => "ended" as const);
        play.catch(() => {}); // it fails when the page is lost
        const result = await Promise.race([play, ended, lost.then((reason) => ({ reason }))]);
        return result === "ended" ? undefined : result.reason;
      } catch (error) {
        if (failure !== undefined) throw failure;
        // An error thrown by the page's own code would come again, so it is rethrown; any other is the loss of the page.
        const [, name, message] = /^page\.evaluate: (\w+): ([^\n]*)/.exec(messageOf(error)) ?? [];
        if (name !== undefined) throw Object.assign(new Error(message, { cause: error }), { name });
        return messageOf(error).split("\n")[0];
      } finally {
        await browser.close().catch(() => {});
      }
    }
  };
