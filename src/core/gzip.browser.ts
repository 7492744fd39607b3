/** Unpacking gzip in a page or a web worker, where it takes a stream. */

/** The most bytes that are unpacked: an episode that has more is none of the arena's. */
export const MOST = 268_435_456;

/** Unpacks a member of gzip; rejects where its checksum does not match, or for more than `MOST` bytes. */
export async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  for (const reader = stream.getReader(); ;) {
    const { value, done } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST) {
      await reader.cancel();
      throw new RangeError(`more than ${MOST} bytes`);
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
