import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ensureBrowser, findBrowser, type Machine } from "../../benchmarks/runners/browser.ts";

const OWN = "/home/of/playwright/chrome";

/** A fake machine with some files; installing on it does what the test says. */
function machine(
  files: readonly string[],
  install: (command: string, add: (file: string) => void) => string | undefined = () => "offline",
  apt = true,
) {
  const there = new Set(files);
  const ran: string[] = [];
  const asked: Machine = {
    exists: (path) => there.has(path),
    own: () => OWN,
    apt: () => apt,
    run(command, args) {
      ran.push(`${command.replace(/.*\//, "")} ${args.map((arg) => arg.replace(/.*\//, "")).join(" ")}`);
      return install(ran.at(-1)!, (file) => there.add(file));
    },
  };
  return { asked, ran };
}

describe("a browser is found", () => {
  test("where CHROMIUM_PATH says, and nowhere else then", () => {
    const { asked } = machine(["/my/chrome", "/usr/bin/chromium"]);
    expect(findBrowser({ CHROMIUM_PATH: "/my/chrome" }, asked)).toEqual({ path: "/my/chrome", from: "CHROMIUM_PATH" });
    expect(() => findBrowser({ CHROMIUM_PATH: "/nonexistent" }, asked)).toThrow(
      expect.objectContaining({
        name: "NoBrowser",
        message: "CHROMIUM_PATH: nothing at /nonexistent, expected the path of a Chromium or Chrome; unset it to search for one",
      }),
    );
    expect(() => findBrowser({ CHROMIUM_PATH: "/nonexistent" })).toThrow("CHROMIUM_PATH: nothing at /nonexistent");
  });

  test("where the system keeps it, on the PATH, or as Playwright's own", () => {
    const places = ["/usr/bin/chromium", join("/opt/bin", "google-chrome"), OWN];
    const PATH = "/nowhere:/opt/bin";
    expect(findBrowser({ PATH, CHROMIUM_PATH: "" }, machine(places).asked)?.path).toBe(places[0]);
    expect(findBrowser({ PATH }, machine(places.slice(1)).asked)?.path).toBe(places[1]);
    expect(findBrowser({ PATH }, machine(places.slice(2)).asked)).toEqual({ path: OWN, from: "Playwright" });
    expect(findBrowser({ PATH }, machine([]).asked)).toBeUndefined();
    expect(findBrowser({}, machine([]).asked)).toBeUndefined();
  });
});

describe("a missing browser", () => {
  test("is not installed when there is one", () => {
    const { asked, ran } = machine(["/usr/bin/chromium"]);
    expect(ensureBrowser(() => {}, {}, asked).path).toBe("/usr/bin/chromium");
    expect(ran).toEqual([]);
  });

  test("is installed with apt where that is possible", () => {
    const said: string[] = [];
    const { asked, ran } = machine([], (command, add) => {
      if (command.startsWith("apt-get install")) add("/usr/bin/chromium");
      return undefined;
    });
    expect(ensureBrowser((line) => said.push(line), {}, asked).path).toBe("/usr/bin/chromium");
    expect(ran).toEqual(["apt-get update -qq", expect.stringMatching(/^apt-get install -y .*chromium/)]);
    expect(said).toEqual([
      "No Chromium found: installing one with apt-get update ...",
      "No Chromium found: installing one with apt-get install chromium ...",
    ]);
  });

  test("is installed with Playwright elsewhere", () => {
    const { asked, ran } = machine([], (_, add) => void add(OWN), false);
    expect(ensureBrowser(() => {}, {}, asked)).toEqual({ path: OWN, from: "Playwright" });
    expect(ran).toEqual([expect.stringMatching(/^node.* cli\.js install chromium$/)]);
  });

  test("that cannot be installed: every way out is named", () => {
    const { asked, ran } = machine([]);
    expect(() => ensureBrowser(() => {}, {}, asked)).toThrow(
      expect.objectContaining({
        name: "NoBrowser",
        message: expect.stringMatching(
          /^browser: no Chromium or Chrome on this machine, and installing one failed: apt-get update \(offline\), apt-get install chromium \(offline\), playwright install chromium \(offline\), expected one of: `npx playwright install --with-deps chromium`; .*`sudo apt-get install chromium`; or CHROMIUM_PATH set to .*`npm run bench -- --runtime node`/,
        ) as unknown,
      }),
    );
    expect(ran).toHaveLength(3);
  });
});
