/** The boards on show: one canvas lies behind all of them. */
import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../../core/index.ts";
import type { Stage } from "../../render/phaser.ts";
import { comparison, players, say, theme } from "../page/state.ts";
import { Board } from "./board.tsx";

/** One board for each episode on show. */
export function Boards() {
  const host = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage | undefined>(undefined);

  useEffect(() => {
    let stop = () => {};
    import("../../render/phaser.ts")
      .then(({ createStage }) => createStage(host.current!, theme.peek()))
      .then((made) => {
        stop = effect(() => made.theme(theme.value));
        setStage(made);
      })
      .catch((error: unknown) => say(`The canvas is not available (${messageOf(error)}): the board is shown as still pictures.`, true));
    return () => stop();
  }, []);

  const count = Math.max(1, players.value.length);
  return (
    <div class={comparison.value === undefined ? "boards" : "boards compared"} style={{ "--count": count }} data-count={count}>
      <div class="canvas" ref={host} />
      {Array.from({ length: count }, (_, index) => (
        <Board key={index} index={index} stage={stage} />
      ))}
    </div>
  );
}
