/** The control for moves that are numbers, in a page. */
import { h, render } from "preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { NumberMove, numberKey } from "../../src/app/watch/number-move.tsx";

const range = { min: 0, max: 100, unit: "tonnes" };
let host: HTMLElement;
let played: number[];
const listen = (event: KeyboardEvent) => void (event.target === document.body && numberKey(event, range));

const ask = () => render(h(NumberMove, { role: "player-0", range, last: 40, onPlay: (value) => played.push(value) }), host);

beforeEach(() => {
  played = [];
  host = document.body.appendChild(document.createElement("main"));
  addEventListener("keydown", listen);
  ask();
  // A number played from the field hands its focus on to the next one.
  field().blur();
});

afterEach(() => {
  removeEventListener("keydown", listen);
  render(null, host);
  host.remove();
});

const field = () => host.querySelector<HTMLInputElement>("input[type=number]")!;
const slider = () => host.querySelector<HTMLInputElement>("input[type=range]")!;
const button = () => host.querySelector("button")!;

test("begins with the number played last, and plays it", async () => {
  expect([field().value, slider().value, slider().ariaValueText]).toEqual(["40", "40", "40 tonnes"]);
  await userEvent.click(button());
  expect(played).toEqual([40]);
});

test("digits anywhere on the page type a number, and Enter plays it", async () => {
  await userEvent.keyboard("73");
  expect([field().value, slider().value]).toEqual(["73", "73"]);
  await userEvent.keyboard("{Enter}");
  expect(played).toEqual([73]);
});

test("who played from the field goes on in it, who played from elsewhere does not", async () => {
  const again = () => {
    render(null, host);
    ask();
    return document.activeElement === field();
  };
  await userEvent.keyboard("73{Enter}");
  expect(again()).toBe(true);
  await userEvent.keyboard("5{Enter}");
  expect(played).toEqual([73, 5]);
  field().blur();
  await userEvent.keyboard("{Enter}");
  expect(played).toEqual([73, 5, 5]);
  expect(again()).toBe(false);
});

test("arrows and page keys change it", async () => {
  await userEvent.keyboard("{ArrowUp}{ArrowRight}{PageUp}{ArrowDown}");
  await expect.poll(() => field().value).toBe("51");
  await userEvent.keyboard("{Enter}");
  expect(played).toEqual([51]);
});

test("the slider moves the field, and hands digits on to it", async () => {
  slider().focus();
  await userEvent.keyboard("{ArrowLeft}");
  await expect.poll(() => field().value).toBe("39");
  await userEvent.keyboard("8");
  await expect.poll(() => field().value).toBe("8");
  expect(document.activeElement).toBe(field());
  slider().focus();
  await userEvent.keyboard("{Enter}");
  expect(played).toEqual([8]);
});

test("a number outside the range is refused in words", async () => {
  await userEvent.keyboard("140{Enter}");
  expect(played).toEqual([]);
  expect(button().disabled).toBe(true);
  expect(host.querySelector("[role=alert]")?.textContent).toBe("Not a whole number from 0 to 100 (tonnes).");
  expect(field().getAttribute("aria-invalid")).toBe("true");
});
