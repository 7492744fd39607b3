/** What engines compute differently is found in functions, by the check and by the linter. */
import { ESLint } from "eslint";
import { expect, test } from "vitest";
import { unsteadiness } from "../../function-base/steady.ts";

const wrong = [
  "x ** 2",
  "Math.hypot(x, 2)",
  "Math.asinh(x)",
  "Math.acosh(x)",
  "Math.atanh(x)",
  "Math.expm1(x)",
  "Math.log1p(x)",
  "Math.cbrt(x)",
  "Math.pow(x, 2)",
  "Math.sumPrecise([x])",
  "Math['sin'](x)",
  "((m) => m.sin(x))(Math)",
  "String(x).localeCompare('a')",
  "x.toLocaleString()",
  "String(x).normalize()",
  "new Intl.NumberFormat().format(x)",
  "Date.now()",
  "globalThis.Math.sin(x)",
  "Math.random()",
  "`${x ** 2}`",
  "`a \\` ${ { a: Math.hypot(x, 2) }.a } b`",
];
const right = [
  "Math.sqrt(x * x + 4)",
  "Math.floor(Math.PI * x)",
  "'x ** 2' + \"Math.sin\"",
  "/[**]Math.sin/.test(x) // Date ** Math.sin",
  "x / 2 /* ** */ / 3",
  "({ Date: x }).Date",
  "`** Math.sin \\${Date} ${x * 2} Date`",
  "[3, 1].sort((a, b) => a - b).length",
];
const source = (expression: string) => `/** ** Math.sin */\nexport default function f(x) {\n  return ${expression};\n}\n`;

test.each(wrong)("the check of functions refuses %s", (expression) => {
  expect(unsteadiness(source(expression))).toContainEqual(expect.stringContaining(", expected "));
});

test.each(right)("the check of functions accepts %s", (expression) => {
  expect(unsteadiness(source(expression))).toEqual([]);
});

test("the linter refuses what the check refuses in the pure layers, and comparators that compare nothing", async () => {
  const eslint = new ESLint();
  const rules = async (expression: string) => {
    const [report] = await eslint.lintText(source(expression), { filePath: "function-base/pursuit/of-a-test.js" });
    return report!.messages.map(({ ruleId }) => ruleId).filter((rule) => rule?.startsWith("no-restricted") === true);
  };
  const sorts = ["x.sort(() => 1)", "x.toSorted((a) => a)", "x.sort((a, b) => a > b)"];
  for (const expression of [...wrong, ...sorts]) expect(await rules(expression), expression).not.toEqual([]);
  for (const expression of right) expect(await rules(expression), expression).toEqual([]);
});
