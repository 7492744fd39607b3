/** Dots that show a hue; names stand beside them. */
import type { Tone } from "../../core/index.ts";

/** A dot of one hue. */
export function Dot({ tone }: { readonly tone: Tone }) {
  return <span class="dot" style={{ "--tone": `var(--${tone})` }} aria-hidden="true" />;
}

/** A dot for each hue, close together. */
export function Dots({ tones }: { readonly tones: readonly Tone[] }) {
  return (
    <span class="dots" aria-hidden="true">
      {tones.map((tone) => (
        <Dot key={tone} tone={tone} />
      ))}
    </span>
  );
}
