/** Progress of long work: one moving line on a terminal, a line now and then elsewhere. */
import type { Progress } from "../../benchmarks/run.ts";

/** Milliseconds between lines where there is no terminal. */
const QUIET_MS = 5_000;

/** Seconds as people say them. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Shows progress on a stream until `end`. With `json`, every line is a JSON object. */
export function progressLine(stream: NodeJS.WriteStream, json: boolean): { show(progress: Progress): void; end(): void } {
  const live = stream.isTTY === true && !json;
  let shownAt = -Infinity;
  let phase = "";
  let open = false;
  return {
    show(progress) {
      const now = performance.now();
      const whole = progress.done === progress.total;
      if (phase === progress.phase && !whole && now - shownAt < (live ? 100 : QUIET_MS)) return;
      phase = progress.phase;
      shownAt = now;
      if (json) {
        stream.write(`${JSON.stringify({ type: "progress", ...progress })}\n`);
        return;
      }
      const percent = Math.floor((100 * progress.done) / Math.max(1, progress.total));
      const verb = phase === "play" ? "Playing" : "Checking and scoring";
      const rate =
        phase === "play" && progress.perSecond > 0
          ? `, ${progress.perSecond.toFixed(1)} a second, ${duration(progress.remainingSeconds)} left`
          : "";
      const text = `${verb} ${progress.done} of ${progress.total} episodes (${percent} %)${whole ? "" : rate}`;
      stream.write(live ? `\r\x1b[K${text}${whole ? "\n" : ""}` : `${text}\n`);
      open = live && !whole;
    },
    end() {
      if (open) stream.write("\n");
      open = false;
    },
  };
}
