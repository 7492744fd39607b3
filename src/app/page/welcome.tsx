/** What a first visitor is told: what this is about, and three ways to begin. */
import { distilAddress } from "./address.ts";
import { beginnings } from "./beginnings.ts";
import { moves, welcome } from "./state.ts";
import "./welcome.css";

/** The strip above the game where the page was opened without an address of its own. */
export function Welcome() {
  if (!welcome.value) return null;
  const { parting, playing, env } = beginnings();
  return (
    <section class="welcome" aria-label="What this is">
      <p>
        <b>Logic Distillation</b> teaches a small model to choose, by their manuals, among functions that a large one wrote. Its rival,
        imitation, teaches it the large one's actions. <ToGallery />
      </p>
      <nav aria-label="Ways to begin">
        <a class="button primary" href={parting}>
          Watch both when a rule changes
        </a>
        <a class="button" href={playing}>
          Play with a student yourself
        </a>
        <a class="button" href={distilAddress(env)}>
          Train a student here
        </a>
      </nav>
      <button type="button" class="plain" aria-label="Dismiss the introduction" onClick={() => (welcome.value = false)}>
        ×
      </button>
    </section>
  );
}

/** The way to the gallery, which lies below the first view. */
function ToGallery() {
  return (
    <a
      href="#gallery"
      onClick={(event) => {
        // The fragment of the address is that of the game.
        event.preventDefault();
        const gallery = document.getElementById("gallery");
        gallery?.scrollIntoView({ behavior: moves() ? "smooth" : "auto" });
        gallery?.focus({ preventScroll: true });
      }}
    >
      Every game at play ↓
    </a>
  );
}
