/** Light and dark: the system's theme unless a person chose the other one. The style sheet gets the colours of the board as custom properties. */
import { effect, signal } from "@preact/signals";
import { palettes, type Theme } from "../../render/palette.ts";
import { theme } from "./state.ts";

/** Where the browser keeps the theme that a person chose. */
const KEPT = "arena-theme";

/** The theme that was chosen against the system's; undefined where the page follows the system. */
const chosen = signal<Theme | undefined>(undefined);

const other = (one: Theme): Theme => (one === "dark" ? "light" : "dark");

/** Follows the system's theme, or the one that was chosen, from now on. */
export function followTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const system = signal<Theme>("light");
  const follow = () => (system.value = dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
  const kept = stored(() => localStorage.getItem(KEPT));
  chosen.value = kept === "light" || kept === "dark" ? kept : undefined;
  effect(() => {
    theme.value = chosen.value ?? system.value;
    const { style, dataset } = document.documentElement;
    dataset["theme"] = theme.value;
    for (const [tone, { fill, ink }] of Object.entries(palettes[theme.value])) {
      style.setProperty(`--${tone}`, fill);
      style.setProperty(`--${tone}-ink`, ink);
    }
  });
}

/** Changes to the other theme, which the browser keeps. */
export function switchTheme(): void {
  const next = other(theme.peek());
  chosen.value = next;
  stored(() => localStorage.setItem(KEPT, next));
}

/** What a browser keeps is not to be had where a person forbids it; the page does without. */
function stored<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
