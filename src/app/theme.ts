/** Light and dark: the page follows the system's theme, and the style sheet gets the colours of the board as custom properties. */
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
