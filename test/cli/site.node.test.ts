/** What the server of the pages sends. */
import { get } from "node:http";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveSite, type Site } from "../../src/cli/site.ts";

let site: Site;
beforeAll(async () => {
  site = await serveSite();
});
afterAll(() => site.close());

/** A file of the pages as it comes over the network. */
const sent = (path: string, encodings: string) =>
  new Promise<{ readonly headers: NodeJS.Dict<string | string[]>; readonly body: Buffer }>((resolve, reject) => {
    get(new URL(path, site.url), { headers: { "accept-encoding": encodings } }, (response) => {
      const parts: Buffer[] = [];
      response
        .on("data", (part: Buffer) => parts.push(part))
        .on("end", () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    }).on("error", reject);
  });

test("scripts come compressed to whoever takes that, and are kept, since what they are called changes with them", async () => {
  const page = await sent("./", "br");
  expect(page.headers).toMatchObject({
    "content-encoding": "br",
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
  });
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(brotliDecompressSync(page.body).toString())![1]!;
  const [small, plain] = [await sent(script, "gzip, br"), await sent(script, "identity")];
  expect(small.headers["content-encoding"]).toBe("br");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(small.body.length).toBeLessThan(plain.body.length / 2);
  expect(brotliDecompressSync(small.body)).toEqual(plain.body);
  for (const { headers } of [small, plain])
    expect(headers).toMatchObject({
      "cache-control": expect.stringContaining("immutable") as string,
      "content-type": expect.stringContaining("javascript") as string,
      "cross-origin-embedder-policy": "require-corp",
    });
});
