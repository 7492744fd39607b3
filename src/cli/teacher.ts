/** `arena teacher`: serves the offline teacher until it is stopped. */
import { ArenaError } from "../core/index.ts";
import { teacherServer } from "../platform/teacher-server.node.ts";
import { ANSWER_TROUBLES, HTTP_TROUBLES, TEACHER } from "../platform/teacher.ts";

/** Runs `arena teacher`; returns the exit code. */
export async function teacher(options: { readonly port: string; readonly bad?: string; readonly slowMs: string }): Promise<number> {
  const port = number("--port", options.port, 65_535);
  const slowMs = number("--slow-ms", options.slowMs, 600_000);
  const { bad } = options;
  const troubles: readonly string[] = [...HTTP_TROUBLES, ...ANSWER_TROUBLES];
  const [share, kinds] = (bad ?? "0").split(":");
  const strange = kinds?.split(",").find((kind) => !troubles.includes(kind));
  if (share === "" || !(Number(share) >= 0 && Number(share) <= 1) || strange !== undefined)
    throw new ArenaError(
      "BadInput",
      "arena teacher --bad",
      `"${bad}"`,
      `expected a share from 0 to 1, and kinds after a colon if not all: 0.3, or 0.3:429,slow (${troubles.join(", ")})`,
    );
  const server = await teacherServer({ port, slowMs, ...(bad === undefined ? {} : { bad }) });
  process.stdout.write(`The offline teacher: ${server.url}, model ${TEACHER}\nCtrl-C ends it.\n`);
  await new Promise<void>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  await server.close();
  return 0;
}

function number(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new ArenaError("BadInput", `arena teacher ${flag}`, `"${text}"`, `expected a whole number from 0 to ${most}`);
  return value;
}
