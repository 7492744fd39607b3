/** Unpacking gzip in Node: see `gzip.browser.ts`. */
import { gunzipSync } from "node:zlib";

/** The most bytes that are unpacked: an episode that has more is none of the arena's. */
export const MOST = 268_435_456;

/** Unpacks a member of gzip; rejects where its checksum does not match, or for more than `MOST` bytes. */
export const gunzip = async (bytes: Uint8Array): Promise<Uint8Array> => gunzipSync(bytes, { maxOutputLength: MOST });
