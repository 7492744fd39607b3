/** Unpacking gzip in Node: see `gzip.browser.ts`. */
import { gunzipSync } from "node:zlib";

/** The most bytes that are unpacked: an episode that has more is none of the arena's. */
export const MOST = 2 ** 28;

/** Unpacks a member of gzip; rejects where its checksum does not match, or for more than `MOST` bytes. */
// eslint-disable-next-line @typescript-eslint/require-await -- as in a page, where it waits
export const gunzip = async (bytes: Uint8Array): Promise<Uint8Array> => gunzipSync(bytes, { maxOutputLength: MOST });
