/** The keyboard shortcuts of the page. */
import { KEYS } from "./keys.ts";

/** A list of keys and what they do. */
export function KeysView() {
  return (
    <dl class="keys">
      {KEYS.map(([key, about]) => (
        <div key={key}>
          <dt>
            {key.split(" ").map((one) => (
              <kbd key={one}>{one}</kbd>
            ))}
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
  );
}
