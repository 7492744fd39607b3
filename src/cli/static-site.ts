/** `arena site`: the watch page and the evidence as a folder for any web host, without a server of the arena. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ArenaError } from "../core/index.ts";
import { ROOT, VERSION } from "../core/package.node.mjs";
import { vitesPages } from "./site.ts";
import { diskError, isOfDisk, onDisk } from "../platform/disk.node.ts";

/** The flags of `arena site`. */
export type SiteFlags = { readonly out: string };

/** The file by which a folder is known as one that this command wrote. */
const MARK = "arena-site.json";

/** Runs `arena site`; returns the exit code. */
export async function site({ out }: SiteFlags): Promise<number> {
  const folder = resolve(out);
  const where = relative(process.cwd(), folder) || ".";
  // An installed package has no documentation: it is read where the sources are.
  const hasDocs = existsSync(join(ROOT, "docs"));
  refuse(folder);
  process.stderr.write("Building the pages ...\n");
  // Written beside the folder first: one that is there stays whole until the new one is.
  const partial = join(dirname(folder), `.${basename(folder)}.partial`);
  try {
    await vitesPages("arena site", {
      define: { STATIC: "true", WITH_DOCS: String(hasDocs) },
      build: { outDir: partial, emptyOutDir: true },
    });
    // Only `arena bench` opens this page.
    for (const file of filesIn(partial)) if (/^bench(-[\w-]+)?\.(html|js)$/.test(basename(file))) rmSync(join(partial, file));
    cpSync(join(ROOT, "benchmarks", "evidence"), join(partial, "evidence"), {
      recursive: true,
      filter: (path) => statSync(path).isDirectory() || path.endsWith(".html"),
    });
    if (hasDocs) await (await import("./docs-site.ts")).docsInto(partial);
    const files = filesIn(partial);
    const bytes = files.reduce((sum, file) => sum + statSync(join(partial, file)).size, 0);
    writeFileSync(join(partial, MARK), `${JSON.stringify({ arena: VERSION, files: files.length, bytes })}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
    process.stdout.write(
      [
        `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB; most are fetched when a student or a kind of inference is asked for`,
        `Site: ${where}`,
        "Copy the folder to any web host, or below any path of one.",
        `To look at it here: python3 -m http.server 8000 --bind 127.0.0.1 --directory ${where}`,
        "",
      ].join("\n"),
    );
    return 0;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (isOfDisk(error)) throw diskError(error, { where: `arena site --out ${folder}` });
    throw error;
  }
}

/** Throws `BadInput` where something else lies in the place of the folder. */
function refuse(folder: string): void {
  if (!existsSync(folder))
    return void onDisk({ where: `arena site --out ${folder}` }, () => mkdirSync(dirname(folder), { recursive: true }));
  const wanted = "expected a new or empty folder, or one that arena site wrote before";
  if (!statSync(folder).isDirectory()) throw new ArenaError("BadInput", `arena site --out ${folder}`, "a file", wanted);
  if (readdirSync(folder).length > 0 && !existsSync(join(folder, MARK)))
    throw new ArenaError("BadInput", `arena site --out ${folder}`, "a folder with other files in it", wanted);
}

/** Every file below a folder, by its path from there. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => statSync(join(folder, file)).isFile());
