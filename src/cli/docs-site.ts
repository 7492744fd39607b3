/** The documentation as pages of the static site: every Markdown file of the repository, and the reference of what the package exports. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { Marked } from "marked";
import { text as escaped } from "../../benchmarks/html.ts";
import { pageHtml } from "../../benchmarks/report.ts";
import { ArenaError } from "../core/index.ts";
import { ROOT, VERSION } from "../core/package.node.mjs";

/** Folders in which no documentation lies. */
const LEFT_OUT = /^(node_modules|dist|test|test-results|findings|site)$|^\./;

/** The pages that are named at the head of each one, in the order in which they are read. */
const CONTENTS: readonly (readonly [title: string, path: string])[] = [
  ["Overview", "README.md"],
  ["Guides", "docs/README.md"],
  ["Contributing", "CONTRIBUTING.md"],
  ["Functions", "function-base/README.md"],
  ["Measured speed", "benchmarks/README.md"],
  ["Changelog", "CHANGELOG.md"],
];

/** What pages of text need beside the look of reports. */
const STYLE = `article { margin-top: 24px; } article h2 { margin-top: 28px; } article img { max-width: 100%; height: auto; }
article td { white-space: normal; vertical-align: top; min-width: 8ch; } li { max-width: 75ch; } .pages b { font-weight: 600; }
pre { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; overflow-x: auto; line-height: 1.45; }
pre code { overflow-wrap: normal; }`;

/** Where a page lies in the site, below its folder of documentation. */
const pageOf = (path: string): string => path.replace(/\.md$/, ".html");

/** Writes the documentation into a folder of the site, in which the evidence lies beside it. */
export async function docsInto(site: string): Promise<void> {
  const home = join(site, "docs");
  const paths = new Set(markdownIn(""));
  for (const path of paths) {
    const to = join(home, pageOf(path));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, rendered(path, paths, home));
  }
  await referenceInto(join(home, "api"));
}

/** The Markdown files below a folder of the repository, by their paths from its root. */
function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.test(entry.name) ? [] : markdownIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** The page of a Markdown file. Links to other files of the repository, which a site does not have, are left as words; pictures go along. */
function rendered(path: string, paths: ReadonlySet<string>, home: string): string {
  const source = readFileSync(join(ROOT, path), "utf8");
  const up = "../".repeat(path.split("/").length - 1);
  const used = new Map<string, number>();

  /** Where a link leads on the site; undefined where it leads to nothing there. */
  const followed = (href: string): string | undefined => {
    if (/^[a-z]+:|^#/.test(href)) return href;
    const [file, anchor] = href.split("#") as [string, string?];
    const target = posix.join(posix.dirname(path), file);
    const at = anchor === undefined ? "" : `#${anchor}`;
    if (paths.has(target)) return `${pageOf(file)}${at}`;
    const evidence = /^benchmarks\/evidence\/([\w-]+\.html)$/.exec(target)?.[1];
    if (evidence !== undefined) return `${up}../evidence/${evidence}${at}`;
    if (!/\.(png|svg)$/.test(target) || !existsSync(join(ROOT, target))) return undefined;
    cpSync(join(ROOT, target), join(home, target), { recursive: true });
    return file;
  };

  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const id = anchorOf(text, used);
        return `<h${depth} id="${escaped(id)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        const to = followed(href);
        return to === undefined ? words : `<a href="${escaped(to)}">${words}</a>`;
      },
      image({ href, text }) {
        const from = followed(href);
        return from === undefined ? escaped(text) : `<img src="${escaped(from)}" alt="${escaped(text)}">`;
      },
      table({ header, rows }) {
        const cells = (row: typeof header, tag: string) =>
          `<tr>${row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")}</tr>`;
        return `<div class="wide" tabindex="0"><table><thead>${cells(header, "th")}</thead><tbody>${rows.map((row) => cells(row, "td")).join("")}</tbody></table></div>\n`;
      },
    },
  });
  const title = /^# (.+)$/m.exec(source)?.[1]?.replaceAll("`", "") ?? path;
  const links = [
    ["The watch page", "../index.html"] as const,
    ...CONTENTS.filter(([, page]) => paths.has(page)).map(([name, page]) => [name, pageOf(page)] as const),
    ["Reference", "api/index.html"] as const,
  ];
  const nav = `<nav class="pages" aria-label="Pages">${links.map(([name, page]) => (page === pageOf(path) ? `<b aria-current="page">${name}</b>` : `<a href="${up}${page}">${name}</a>`)).join("")}</nav>`;
  return pageHtml(title, VERSION, `<style>${STYLE}</style>\n${nav}\n<article>\n${marked.parse(source, { async: false })}</article>`);
}

/** The anchor of a heading, as GitHub makes it: links in the files are written for it. */
function anchorOf(text: string, used: Map<string, number>): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
  const count = used.get(name) ?? 0;
  used.set(name, count + 1);
  return count === 0 ? name : `${name}-${count}`;
}

/** Writes the reference of what the package exports, from the comments in its sources (`typedoc.json`). */
export async function referenceInto(folder: string): Promise<void> {
  const { Application, TSConfigReader, TypeDocReader } = await import("typedoc");
  const app = await Application.bootstrapWithPlugins({ options: ROOT, tsconfig: join(ROOT, "tsconfig.json"), logLevel: "Warn" }, [
    new TypeDocReader(),
    new TSConfigReader(),
  ]);
  const project = await app.convert();
  if (project !== undefined) {
    app.validate(project);
    if (!app.logger.hasErrors() && !app.logger.hasWarnings()) return app.generateDocs(project, folder);
  }
  throw new ArenaError(
    "BadInput",
    "reference",
    "names without a sentence, as told above",
    "expected a comment on each: `npx typedoc` lists them",
  );
}
