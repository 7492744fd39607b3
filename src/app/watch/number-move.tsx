/** A person's turn where the action is a number: a slider, a field, and a button to play it. */
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type ActionRange, type Json, rangeText, type Role } from "../../core/index.ts";
import { beginsNumber, firstNumber, numberIn, stepped } from "./ranges.ts";

/** The text in the field. */
const draft = signal("");
/** Whether keyboard focus was in this form when the last number was played: then the form of the next turn takes it. */
let inside = false;

const FIELD = "number-move";
const field = (): HTMLInputElement | null => document.getElementById(FIELD) as HTMLInputElement | null;

/** Handles a key while a person is asked for a number, wherever keyboard focus is; returns whether the key did anything. */
export function numberKey(event: KeyboardEvent, range: ActionRange): boolean {
  const input = field();
  if (input === null) return false;
  if (beginsNumber(event.key, range)) {
    // The browser then types the key into the field, in place of the selected text.
    input.focus();
    input.select();
    return true;
  }
  const next = stepped(draft.peek(), event.key, range);
  if (next === undefined && event.key !== "Enter") return false;
  event.preventDefault();
  if (next === undefined) input.form?.requestSubmit();
  else draft.value = String(next);
  return true;
}

/** The controls for a number of a range; `last` is the action played before, if there was one. */
export function NumberMove(props: {
  readonly role: Role;
  readonly range: ActionRange;
  readonly last: Json | undefined;
  readonly onPlay: (value: number) => void;
}) {
  const { role, range, last, onPlay } = props;
  const { min, max, unit } = range;
  const form = useRef<HTMLFormElement>(null);
  const [first] = useState(() => {
    const number = firstNumber(range, last);
    draft.value = String(number);
    return number;
  });
  useLayoutEffect(() => {
    if (inside && document.activeElement === document.body) {
      field()?.focus();
      field()?.select();
    }
  }, []);
  const text = draft.value;
  const value = numberIn(text, range);
  const counted = (one: number) => (unit === undefined ? String(one) : `${one} ${unit}`);
  return (
    <form
      class="number-move"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (value === undefined) return field()?.focus();
        inside = form.current?.contains(document.activeElement) === true;
        onPlay(value);
      }}
      onKeyDown={(event) => {
        // Arrow keys are left to the slider and the field, and digits to the field.
        const target = event.target as HTMLElement;
        if (target instanceof HTMLButtonElement) return;
        if (target.id === FIELD ? event.key.startsWith("Page") : event.key === "Enter" || beginsNumber(event.key, range))
          numberKey(event, range);
      }}
    >
      <input
        type="range"
        min={min}
        max={max}
        step={1}
        value={value ?? first}
        aria-label={`Number for ${role}, slider`}
        aria-valuetext={counted(value ?? first)}
        style={{ "--share": max === min ? 0 : ((value ?? first) - min) / (max - min) }}
        onInput={({ currentTarget }) => (draft.value = currentTarget.value)}
      />
      <span class="ends" aria-hidden="true">
        <span>{min}</span>
        <span>{max}</span>
      </span>
      <label class="visually-hidden" for={FIELD}>
        Number for {role}
      </label>
      <input
        id={FIELD}
        type="number"
        inputMode={min < 0 ? "text" : "numeric"}
        min={min}
        max={max}
        step={1}
        value={text}
        aria-invalid={value === undefined}
        aria-describedby={`${FIELD}-about`}
        onInput={({ currentTarget }) => (draft.value = currentTarget.value)}
      />
      {unit !== undefined && <span class="unit">{unit}</span>}
      <button type="submit" class="primary" disabled={value === undefined} title="Key: Enter">
        Play{value === undefined ? "" : ` ${value}`}
      </button>
      <p id={`${FIELD}-about`} class={value === undefined ? "wrong" : "hint"} role={value === undefined ? "alert" : undefined}>
        {value === undefined ? `Not ${rangeText(range)}.` : `${rangeText(range)[0]!.toUpperCase()}${rangeText(range).slice(1)}.`}
      </p>
    </form>
  );
}
