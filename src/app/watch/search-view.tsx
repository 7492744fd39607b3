/** The values that a search gave to actions, in a table: of all actions if they are few, else of those it visited most. */
import { type ActionRange, type ActionValue, canonical, type Json, type Trace } from "../../core/index.ts";
import { actionText, short, topOf } from "../page/words.ts";

/** The number of actions in the table if there are many. */
const MOST = 6;

const WIDTH = 300;
const HEIGHT = 48;

/** The worth of the actions and the visits behind it. */
export function SearchView(props: {
  readonly search: Extract<Trace, { type: "search" }>;
  readonly chosen: Json;
  readonly range: ActionRange | undefined;
}) {
  const { search, chosen, range } = props;
  const is = ({ action }: ActionValue) => canonical(action) === canonical(chosen);
  const top = topOf(search.values, MOST);
  const played = search.values.filter(is);
  const shown = top.some(is) ? top : [...top, ...played];
  const rest = search.values.filter((value) => !shown.includes(value));
  return (
    <>
      <Values
        values={shown}
        is={is}
        range={range}
        caption={`${search.simulations} playouts${rest.length === 0 ? "" : ", the actions visited most"}: bars are what they gained in the mean, behind them are visits. What was visited most is played.`}
      />
      {rest.length > 0 && range !== undefined && <VisitsPlot values={search.values} is={is} range={range} />}
      {rest.length > 0 && range === undefined && (
        <details class="inner">
          <summary>{rest.length} more</summary>
          <div class="search-rest">
            <Values values={rest} is={is} range={range} />
          </div>
        </details>
      )}
    </>
  );
}

function Values(props: {
  readonly values: readonly ActionValue[];
  readonly is: (value: ActionValue) => boolean;
  readonly range: ActionRange | undefined;
  readonly caption?: string;
}) {
  const { values, is, range, caption } = props;
  const worths = values.map(({ value }) => value);
  const [least, most] = [Math.min(...worths), Math.max(...worths)];
  return (
    <table class="search">
      {caption !== undefined && <caption>{caption}</caption>}
      <thead class="visually-hidden">
        <tr>
          <th>action</th>
          <th>worth</th>
          <th>visits</th>
        </tr>
      </thead>
      <tbody>
        {values.map((one) => (
          <tr key={canonical(one.action)} class={is(one) ? "chosen" : ""}>
            <th scope="row">{actionText(one.action, range)}</th>
            <td class="bar" style={{ "--share": most === least ? 1 : (one.value - least) / (most - least) }}>
              {short(one.value)}
            </td>
            <td class="visits">{one.visits}×</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The visits of all numbers of a range, a bar for each. */
function VisitsPlot(props: {
  readonly values: readonly ActionValue[];
  readonly is: (value: ActionValue) => boolean;
  readonly range: ActionRange;
}) {
  const { values, is, range } = props;
  const { min, max } = range;
  const most = Math.max(1, ...values.map(({ visits }) => visits));
  const wide = WIDTH / (max - min + 1);
  return (
    <figure class="visits-plot">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {values.map((one) => {
          const tall = (one.visits / most) * HEIGHT;
          return (
            typeof one.action === "number" && (
              <rect
                key={one.action}
                class={is(one) ? "chosen" : ""}
                x={(one.action - min) * wide}
                y={HEIGHT - tall}
                width={Math.max(1, wide * 0.8)}
                height={tall}
              >
                <title>{`${actionText(one.action, range)}: ${one.visits} visits, worth ${short(one.value)}`}</title>
              </rect>
            )
          );
        })}
      </svg>
      <figcaption>
        <span>{min}</span>
        <span>visits</span>
        <span>{actionText(max, range)}</span>
      </figcaption>
    </figure>
  );
}
