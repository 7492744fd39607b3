/** Light and dark: follows the system, and gives the style sheet the colours of the board. */
import { effect } from "@preact/signals";
import { palettes } from "../render/palette.ts";
import { theme } from "./state.ts";

/** Follows the system's theme from now on. */
export function followTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => (theme.value = dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
  effect(() => {
    const { style } = document.documentElement;
    for (const [tone, { fill, ink }] of Object.entries(palettes[theme.value])) {
      style.setProperty(`--${tone}`, fill);
      style.setProperty(`--${tone}-ink`, ink);
    }
  });
}
