/** Functions that try to get out of the sandbox, to stall it, or to lie, each with the outcome that it must have. */

/**
 * A hostile function: its source, and what a call must give: a result, or a fault whose message matches. One with `stuck` stays for seconds
 * or for ever in builtins, which take no steps: the watchdog has to end it, unless it reaches its fault first.
 */
export type Attack = { readonly name: string; readonly source: string } & (
  { readonly gives: unknown } | { readonly fault: RegExp; readonly stuck?: true }
);

const body = (name: string, text: string) => ({
  name,
  source: `export default function f(observation, legal, previous, tools) {\n${text}\n}`,
});
const gives = (name: string, text: string, value: unknown): Attack => ({ ...body(name, text), gives: value });
const fault = (name: string, text: string, pattern: RegExp): Attack => ({ ...body(name, text), fault: pattern });
const stuck = (name: string, text: string, pattern: RegExp): Attack => ({ ...body(name, text), fault: pattern, stuck: true });
const file = (name: string, source: string, pattern: RegExp): Attack => ({ name, source, fault: pattern });

const STEPS = /too many steps/;
const MEMORY = /out of memory|ran out|string too long|invalid (array )?length|too many steps|Maximum call stack/i;
const STACK = /stack|too many steps/i;
const WATCHDOG = /no answer within 5000 ms: its sandbox was ended/;
const either = (own: RegExp) => new RegExp(`${WATCHDOG.source}|${own.source}`, own.flags);
const NO_JSON = /not JSON|circular|BigInt/i;

/** Names that must never be found inside the sandbox. */
const OUTSIDE = [
  "process",
  "require",
  "module",
  "global",
  "window",
  "self",
  "document",
  "navigator",
  "location",
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "Worker",
  "SharedWorker",
  "importScripts",
  "postMessage",
  "onmessage",
  "parentPort",
  "WebAssembly",
  "Buffer",
  "Deno",
  "Bun",
  "caches",
  "indexedDB",
  "localStorage",
  "crypto",
  "performance",
  "Date",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "console",
  "SharedArrayBuffer",
  "Atomics",
  "WeakRef",
  "FinalizationRegistry",
  "std",
  "os",
  "bjson",
  "print",
  "gc",
  "structuredClone",
  "MessageChannel",
  "Comlink",
];

/** Every attack. */
export const attacks: readonly Attack[] = [
  // Ways out.
  gives("looks for the world", `return ${JSON.stringify(OUTSIDE)}.filter((name) => typeof globalThis[name] !== "undefined")`, []),
  gives("looks for chance", "return typeof Math.random", "undefined"),
  gives(
    "walks its own constructors",
    `return ${JSON.stringify(OUTSIDE)}.filter((name) => ({}).constructor.constructor("return typeof " + name)() !== "undefined")`,
    [],
  ),
  gives("walks the constructors of its arguments", 'return observation.constructor.constructor("return typeof process")()', "undefined"),
  gives(
    "walks the constructors of the tools",
    'return tools.steps.constructor("return typeof process + typeof fetch")()',
    "undefinedundefined",
  ),
  gives(
    "walks the constructors of a tool's result",
    'return tools.beside([5, 5]).constructor.constructor("return typeof process")()',
    "undefined",
  ),
  fault(
    "walks the constructors of a tool's error",
    'try { tools.steps(1n) } catch (error) { return error.constructor.constructor("return process")() }',
    /process is not defined/,
  ),
  gives(
    "reads a tool's error for paths of the host",
    "try { tools.steps('x'.repeat(100000)) } catch (error) { return [/[a-z]+:\\/\\/|node_modules|\\.ts/.test(String(error.stack) + error.message)] }",
    [false],
  ),
  gives("calls eval", "return [typeof (0, eval)('typeof process'), (0, eval)('typeof process')]", ["string", "undefined"]),
  gives("makes a generator function", 'return (function* () {}).constructor("yield typeof process")().next().value', "undefined"),
  fault("makes an async function", 'return (async () => {}).constructor("return typeof process")()', /promise/),
  fault("imports at run time", 'return import("node:fs")', /promise/),
  file("imports", 'import fs from "node:fs";\nexport default function f() { return fs.readdirSync("/") }', /node:fs/),
  file("exports from elsewhere", 'export * from "https://127.0.0.1/x.js";\nexport default function f() { return 1 }', /127\.0\.0\.1/),
  gives(
    "walks the stack of an error",
    "const e = new Error(); return [typeof Error.captureStackTrace === 'object', /node|chrome|worker/i.test(String(e.stack))]",
    [false, false],
  ),
  gives(
    "prepares stack traces",
    'Error.prepareStackTrace = (_, frames) => frames; const { stack } = new Error(); return [Array.isArray(stack) && stack.some((one) => typeof one.getThis?.() === "object" && one.getThis() !== null && "process" in one.getThis())]',
    [false],
  ),
  gives("asks callers and arguments", "try { return [typeof f.caller, typeof arguments.callee] } catch { return ['refused'] }", [
    "refused",
  ]),
  gives("looks for the runner", "return Object.getOwnPropertyNames(globalThis).filter((name) => /ask|tool|prelude|run/i.test(name))", []),
  // Lies about results.
  fault("returns nothing", "return", NO_JSON),
  fault("returns a function", "return () => 1", NO_JSON),
  fault("returns a symbol", "return Symbol('x')", NO_JSON),
  fault("returns a big integer", "return 10n", NO_JSON),
  fault("returns a cycle", "const a = {}; a.a = a; return a", NO_JSON),
  fault("returns a promise", "return Promise.resolve('stay')", /promise/),
  fault("returns a thenable", "return { then() {} }", /promise/),
  fault("hides a promise behind a getter that fails", "return { get then() { throw new Error('hidden') } }", /hidden/),
  gives("returns what is no number", "return [NaN, Infinity, -Infinity]", [null, null, null]),
  gives("returns a proxy", "return new Proxy({ a: 1 }, {})", { a: 1 }),
  fault(
    "returns a proxy without end",
    "return new Proxy([], { get: (_, k) => k === 'length' ? 4294967295 : 1, ownKeys: () => [] })",
    /too many steps/,
  ),
  fault("returns a getter that never ends", "return { get a() { for (;;); } }", STEPS),
  fault("returns a toJSON that never ends", "return { toJSON() { for (;;); } }", STEPS),
  gives("returns a toJSON that lies", "return { toJSON() { return 'stay' } }", "stay"),
  gives(
    "returns a prototype in disguise",
    'return JSON.parse(\'{"__proto__": {"polluted": 1}}\')',
    JSON.parse('{"__proto__": {"polluted": 1}}'),
  ),
  fault("returns a huge text", "return 'x'.repeat(70000)", /its result has \d+ characters/),
  fault("returns a huge list", "return Array.from({ length: 40000 }, (_, i) => i)", /its result has \d+ characters/),
  fault("returns a deep list", "let x = []; for (let i = 0; i < 200; i++) x = [x]; return x", /nested deeper/),
  fault("returns a bottomless list", "let x = []; for (let i = 0; i < 100000; i++) x = [x]; return x", STACK),
  // Throws.
  fault("throws an error", "throw new Error('no way')", /no way/),
  fault("throws nothing", "throw undefined", /./),
  fault("throws null", "throw null", /./),
  fault("throws a text of ten megabytes", "throw new Error('x'.repeat(10_000_000))", /^function [\w-]+: .{0,260}$|out of memory/),
  fault("throws lines", "throw new Error('a\\nb\\u2028c\\r\\nd')", /^[^\n\r\u2028]*$/),
  fault(
    "throws what throws when it is read",
    "throw { get message() { throw new Error('twice') }, toString() { throw new Error('thrice') } }",
    /./,
  ),
  fault(
    "throws what never ends when it is read",
    "throw { get message() { for (;;); }, get name() { for (;;); }, toString() { for (;;); } }",
    /./,
  ),
  fault("throws a proxy", "throw new Proxy(new Error('x'), { get() { for (;;); } })", /./),
  // Stalls.
  fault("loops", "for (;;);", STEPS),
  fault("loops and catches", "for (;;) try { for (;;); } catch {}", STEPS),
  fault("loops in finally", "try { for (;;); } finally { for (;;); }", STEPS),
  fault("recurses", "return f()", STACK),
  fault("recurses by two", "const g = () => h(), h = () => g(); return g()", STACK),
  stuck("recurses and catches", "const g = () => { try { g() } catch { g() } }; g(); return 1", either(STACK)),
  fault("recurses in a comparator", "const g = () => [2, 1].sort(g); return g()", STACK),
  fault("recurses in a getter", "const o = { get a() { return this.a } }; return o.a", STACK),
  fault("yields without end", "function* g() { for (;;) yield 1 } for (const x of g()); return 1", STEPS),
  fault("spreads without end", "return [...(function* () { for (;;) yield 1 })()]", MEMORY),
  fault("matches for ages", "return /^(a+)+$/.test('a'.repeat(40) + '!')", STEPS),
  fault("replaces for ages", "return 'a'.repeat(30000).replace(/(a*)*b/g, '').length", STEPS),
  fault(
    "sorts for ages",
    "return new Array(3e5).fill(0).map((_, i) => (i * 7919) % 300007).sort(() => { for (let i = 0; i < 1000; i++); return 1 }).length",
    STEPS,
  ),
  stuck("searches for ages", "const s = 'a'.repeat(3_000_000); return s.indexOf('a'.repeat(1_500_000) + 'b')", WATCHDOG),
  stuck("joins for ages", "return Array(1e9).join('x').length", either(MEMORY)),
  stuck("fills for ages", "return Array(4e9).fill(0).length", either(MEMORY)),
  fault("counts big integers for ages", "let x = 3n; for (;;) x = x * x; ", /BigInt is too large/),
  fault("asks tools for ages", "for (;;) tools.steps([0, 0], [1, 1])", /too many calls of tools/),
  stuck("asks tools for ages and catches", "for (;;) try { tools.steps('x'.repeat(70000)) } catch {}", either(/too many calls of tools/)),
  stuck("floods the job queue", "const g = () => Promise.resolve().then(g).then(g); for (;;) g()", either(MEMORY)),
  file("loops while it is loaded", "for (;;);\nexport default function f() { return 1 }", STEPS),
  file("waits while it is loaded", "await new Promise(() => {});\nexport default function f() { return 1 }", /waits while it is loaded/),
  file(
    "goes on without end while it is loaded",
    "const g = () => Promise.resolve().then(g); await g();\nexport default function f() { return 1 }",
    /out of memory/,
  ),
  // Fills memory.
  fault("hoards lists", "const x = []; for (;;) x.push(new Array(1000).fill(1))", MEMORY),
  fault("hoards text", "let s = 'x'; for (;;) s += s", MEMORY),
  fault("hoards buffers", "const x = []; for (;;) x.push(new ArrayBuffer(1_000_000))", MEMORY),
  fault("wants one huge buffer", "return new Uint8Array(2_000_000_000).length", MEMORY),
  fault("wants one huge text", "return 'x'.repeat(1_000_000_000).length", MEMORY),
  fault("pads to a huge text", "return 'x'.padEnd(1_000_000_000).length", MEMORY),
  // Meddles.
  gives(
    "redefines builtins",
    "JSON.stringify = () => '\"hacked\"'; JSON.parse = () => 1; Object.prototype.toJSON = undefined; Array.prototype.map = 1; return 'honest'",
    "honest",
  ),
  gives("replaces what JSON reads", "Object.prototype.toJSON = function () { return 'everything' }; return { a: 1 }", "everything"),
  gives("changes its arguments", "observation.round = 999; legal.push('jump'); return [observation.round, legal.length]", [999, 6]),
  fault("changes the tools", "'use strict'; tools.steps = () => 0; return 1", /read-only|not extensible|no setter|Cannot/i),
  gives("changes a tool's result", "const a = tools.beside([0, 0]); a.push(2); return tools.beside([0, 0]).length", 2),
  fault("gives a tool what is no JSON", "const a = []; a.push(a); return tools.steps(a)", /circular/),
  fault("gives a tool a huge text", "return tools.steps('x'.repeat(100000))", /tool steps: 100004 characters of arguments/),
  fault("asks for a tool that is none", "return tools.constructor('return 1')", /./),
  file("has no default export", "export const f = 1;", /no function as default/),
  file("exports a number", "export default 1;", /no function as default/),
  file("exports twice", "export default function f() { return 1 }\nexport default function g() { return 2 }", /./),
  file("is no JavaScript", "export default function f( {", /SyntaxError|expect/i),
  file("hides its end in a comment", "export default function f() { return 1 } /* ", /SyntaxError|comment|end/i),
  file("uses with", "export default function f(o) { with (o) { return round } }", /SyntaxError|with/i),
  file("throws while it is loaded", "throw new Error('at the door');\nexport default function f() { return 1 }", /at the door/),
];
