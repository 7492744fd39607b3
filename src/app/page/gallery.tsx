/** Every world at play below the first view of a first visitor: small and live, with its headline numbers; a click leads to its episode. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { svgOf } from "../../render/svg.ts";
import { worldOf } from "../../worlds.ts";
import { writeAddress } from "./address.ts";
import { evidenceAddress, glances } from "./evidence.ts";
import { type Exhibit, Exhibition, idle } from "./exhibits.ts";
import { aside, moves, player, problem, theme, welcome } from "./state.ts";

/** How much of a board is in view where it plays. */
const IN_VIEW = 0.25;

/** The gallery, as long as the page shows its first game to a first visitor. */
export function Gallery() {
  return welcome.value && aside.value === undefined && problem.value === undefined ? <Tiles /> : null;
}

/** The worlds. They come once the game above has made its first move and the page is idle, so that this move waits for nothing. */
function Tiles() {
  const exhibition = useSignal<Exhibition | undefined>(undefined);
  useSignalEffect(() => {
    const now = player.value;
    const begun = now !== undefined && (moves() ? now.cursor.value > 0 : now.last >= 0);
    if (begun && exhibition.peek() === undefined) void idle().then(() => (exhibition.value ??= new Exhibition()));
  });
  const shown = exhibition.value;
  useEffect(() => {
    if (shown === undefined) return undefined;
    const run = () => void shown.run();
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    calm.addEventListener("change", run);
    document.addEventListener("visibilitychange", run);
    return () => {
      calm.removeEventListener("change", run);
      document.removeEventListener("visibilitychange", run);
      shown.leave();
    };
  }, [shown]);
  return (
    <section class="gallery" id="gallery" tabIndex={-1} aria-labelledby="gallery-title">
      <h2 id="gallery-title">Every game at play</h2>
      <p class="hint">
        The teacher plays, live. The numbers are how its students do: LD by functions, KD by imitation; 1 is as good as the teacher, 0 as
        random play.
      </p>
      <ul>
        {shown?.exhibits.map((exhibit) => (
          <Tile key={exhibit.setup.peek().env} exhibit={exhibit} exhibition={shown} />
        ))}
      </ul>
    </section>
  );
}

/** One world. */
function Tile({ exhibit, exhibition }: { readonly exhibit: Exhibit; readonly exhibition: Exhibition }) {
  const board = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => exhibition.look(exhibit, entries.at(-1)!.intersectionRatio >= IN_VIEW), {
      threshold: IN_VIEW,
    });
    observer.observe(board.current!);
    return () => observer.disconnect();
  }, [exhibit, exhibition]);
  const setup = exhibit.setup.value;
  const { env } = worldOf(setup.env);
  const picture = exhibit.picture.value;
  return (
    <li data-testid="exhibit" data-env={env.id} data-moved={exhibit.moved.value}>
      <a class="exhibit" href={`#${writeAddress({ setup, rivals: [] })}`}>
        <div
          class="exhibit-board"
          ref={board}
          aria-hidden="true"
          dangerouslySetInnerHTML={{ __html: picture === undefined ? "" : svgOf(picture, theme.value) }}
        />
        <h3>{env.title}</h3>
        <p>{exhibit.trouble.value ?? about(env.rules)}</p>
      </a>
      <Numbers env={env.id} />
    </li>
  );
}

/** What a game is about: the first clause of its rules. */
const about = (rules: string): string => /^[^.;:]+/.exec(rules)?.[0] ?? "";

/** How the students do beside the teacher, where there is evidence on it. */
function Numbers({ env }: { readonly env: string }) {
  const glance = glances[env];
  if (glance === undefined || glance === null) return null;
  const { trained, changed } = glance;
  return (
    <a class="glance numbers" href={evidenceAddress(env)} title="Means over the settings of the evidence">
      {(
        [
          ["as trained", trained],
          ["rules change", changed],
        ] as const
      ).map(([where, { ld, kd }]) => (
        <span key={where}>
          <span>{where}</span>{" "}
          <span>
            LD <b>{ld.toFixed(2)}</b>
          </span>{" "}
          <span>
            KD <b>{kd.toFixed(2)}</b>
          </span>
        </span>
      ))}
    </a>
  );
}
