/** Packs files into one: a tar archive (POSIX ustar), which every system can unpack. */

const BLOCK = 512;

/** The parts of an archive of files in a folder; paths have 100 bytes at most. */
export function archive(
  folder: string,
  files: readonly (readonly [path: string, contents: string | Uint8Array])[],
): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  const parts = files.flatMap(([path, contents]) => {
    const bytes = typeof contents === "string" ? encoder.encode(contents) : contents;
    const head = new Uint8Array(BLOCK);
    const put = (at: number, text: string) => head.set(encoder.encode(text), at);
    const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
    put(0, `${folder}/${path}`);
    put(100, octal(0o644, 7));
    put(108, octal(0, 7));
    put(116, octal(0, 7));
    put(124, octal(bytes.length, 11));
    put(136, octal(Math.floor(Date.now() / 1000), 11));
    put(148, " ".repeat(8));
    put(156, "0");
    put(257, "ustar\x0000");
    put(
      148,
      `${octal(
        head.reduce((sum, byte) => sum + byte, 0),
        6,
      )} `,
    );
    const body = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
    body.set(bytes);
    return [head, body];
  });
  return [...parts, new Uint8Array(2 * BLOCK)];
}
