/** Where the time of a graph goes, operator by operator, as ONNX Runtime itself measures it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";

type Inputs = Readonly<
  Record<string, { readonly type: string; readonly dims: readonly number[]; readonly data: Float32Array | Int32Array | BigInt64Array }>
>;

/** Microseconds that each kind of operator took in so many runs, on so many threads; the first run is not counted. */
export async function operatorTimes(
  model: Uint8Array,
  inputs: Inputs,
  runs: number,
  threads: number,
): Promise<ReadonlyMap<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "arena-profile-"));
  try {
    const session = await InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      enableProfiling: true,
      profileFilePrefix: join(folder, "profile"),
    });
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { type, data, dims }]) => [name, new Tensor(type as "float32", data as Float32Array, dims)]),
    );
    for (let run = 0; run <= runs; run++) await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [file] = readdirSync(folder);
    const events = JSON.parse(readFileSync(join(folder, file!), "utf8")) as readonly ProfileEvent[];
    const starts = events.filter(({ name }) => name === "model_run").map(({ ts }) => ts);
    const times = new Map<string, number>();
    for (const { cat, name, ts, dur, args } of events)
      if (cat === "Node" && name.endsWith("_kernel_time") && ts >= starts[1]! && args.op_name !== undefined)
        times.set(args.op_name, (times.get(args.op_name) ?? 0) + dur);
    return times;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type ProfileEvent = {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args: { readonly op_name?: string };
};
