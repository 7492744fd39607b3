/** The view of the function base: which function it shows, if it is open. */
import { signal } from "@preact/signals";

/** The function on show; empty for the whole base, absent when the view is closed. */
export const browsed = signal<string | undefined>(undefined);

/** Opens the view, at a function if one is named. */
export function browse(name = ""): void {
  browsed.value = name;
}

/** Closes the view. */
export function closeBrowser(): void {
  browsed.value = undefined;
}
