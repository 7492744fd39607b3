/** The rules of the environment, and the keys of the page. */
import { KEYS } from "../keys.ts";
import { player } from "../state.ts";

/** The rules and the keys. */
export function RulesView() {
  const now = player.value;
  if (now === undefined) return null;
  return (
    <>
      {now.env.rules.split("\n").map((line) => (
        <p key={line} class="rule">
          {line}
        </p>
      ))}
      <h3>Keys</h3>
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
    </>
  );
}
