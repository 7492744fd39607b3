/** Ways to recurse, each through another part of the machine, whose parts take the engine's stack and the machine's own in other shares. */

const counted = (text: string) =>
  `export default function f() { let n = 0; let x; try { ${text} } catch (error) { if (!/stack/.test(error.message)) throw error; } return n; }`;

/** The engine's own stack would be full before the machine's: the call ends. */
const FULL = /RangeError: Maximum call stack size exceeded/;

const bare = (text: string) => `export default function f() { ${text} return 1; }`;

/**
 * Functions that recurse until a stack is full, by what they recurse through, and how often each called itself until it caught the error of
 * the machine's stack, or that the call ended. The numbers are recorded: they are the same in every engine.
 */
export const recursions: Readonly<Record<string, readonly [source: string, ends: number | RegExp]>> = {
  calls: [counted("const g = () => { n++; g(); }; g();"), 543],
  "calls with many locals": [
    counted(
      "const g = (a, b, c, d) => { n++; const e = a + 1, h = b + 1, i = c + 1, j = d + 1; return g(e, h, i, j) + e + h + i + j; }; g(1, 2, 3, 4);",
    ),
    428,
  ],
  methods: [counted("const o = { g() { n++; this.g(); } }; o.g();"), 509],
  constructors: [counted("class A { constructor() { n++; new A(); } } new A();"), 509],
  "classes of classes": [counted("class A { constructor() { n++; new B(); } } class B extends A {} new B();"), FULL],
  map: [counted("const g = () => { n++; [1].map(g); }; g();"), 220],
  forEach: [counted("const g = () => { n++; [1].forEach(g); }; g();"), 220],
  reduce: [counted("const g = () => { n++; [1, 2].reduce(g); }; g();"), 215],
  sort: [counted("const g = () => { n++; [2, 1].sort(g); return 0; }; g();"), 108],
  getters: [counted("const o = { get a() { n++; return this.a; } }; o.a;"), 428],
  setters: [counted("const o = { set a(v) { n++; this.a = v; } }; o.a = 1;"), FULL],
  proxies: [counted("const p = new Proxy({}, { get: (t, k) => { n++; return p[k]; } }); p.a;"), FULL],
  "proxies of has": [counted("const p = new Proxy({}, { has: (t, k) => { n++; return k in p; } }); 'a' in p;"), FULL],
  "nested proxies": [counted("let p = {}; for (let i = 0; i < 5000; i++) p = new Proxy(p, {}); p.a;"), FULL],
  "conversion to text": [counted("const o = { toString() { n++; return `${o}`; } }; String(o);"), FULL],
  toPrimitive: [counted("const o = { [Symbol.toPrimitive]() { n++; return +o; } }; +o;"), FULL],
  toJSON: [counted("const o = { toJSON() { n++; return JSON.stringify(o); } }; JSON.stringify(o);"), 185],
  revivers: [counted("const g = () => { n++; JSON.parse('[1]', g); }; g();"), FULL],
  apply: [counted("const g = () => { n++; g.apply(null, []); }; g();"), 233],
  "Reflect.apply": [counted("const g = () => { n++; Reflect.apply(g, null, []); }; g();"), FULL],
  "Reflect.construct": [counted("function G() { n++; Reflect.construct(G, []); } new G();"), FULL],
  bind: [counted("const g = () => { n++; g.bind(null)(); }; g();"), 272],
  "bound chains": [counted("let g = () => {}; for (let i = 0; i < 2000; i++) g = g.bind(null); g();"), FULL],
  generators: [counted("function* g() { n++; yield* g(); } g().next();"), FULL],
  spreading: [counted("const o = { *[Symbol.iterator]() { n++; yield [...o]; } }; [...o];"), FULL],
  destructuring: [counted("const o = { [Symbol.iterator]() { n++; const [a] = o; return a; } }; const [b] = o;"), FULL],
  "async functions": [counted("const g = async () => { n++; await g(); }; g();"), FULL],
  eval: [counted("x = () => { n++; (0, eval)('globalThis.x()'); }; globalThis.x = x; x();"), 125],
  replace: [counted("const g = () => { n++; 'a'.replace(/a/, g); return 'b'; }; g();"), 122],
  "patterns in patterns": [counted("new RegExp('('.repeat(250) + 'a' + ')'.repeat(250));"), 0],
  hasInstance: [counted("const C = { [Symbol.hasInstance]: (v) => { n++; return v instanceof C; } }; ({}) instanceof C;"), FULL],
  flat: [counted("let a = []; for (let i = 0; i < 20000; i++) a = [a]; a.flat(Infinity);"), FULL],
  join: [counted("let a = []; for (let i = 0; i < 20000; i++) a = [a]; a.join();"), FULL],
  "Array.from": [counted("const g = () => { n++; Array.from([1], g); }; g();"), 220],
  species: [
    counted("class A extends Array { static get [Symbol.species]() { n++; new A(1).map((v) => v); return A; } } new A(1).map((v) => v);"),
    FULL,
  ],
  tools: [
    "let n = 0; export default function f(o, l, p, tools) { const g = () => { n++; tools.steps([0, 0], [1, 1]); g(); }; try { g(); } catch (error) { if (!/stack/.test(error.message)) throw error; } return 1; }",
    1,
  ],
  "JSON of deep lists": [bare("let a = []; for (let i = 0; i < 3000; i++) a = [a]; JSON.stringify(a);"), FULL],
  "parsing of deep JSON": [bare("JSON.parse('['.repeat(20000));"), FULL],
  "parsing of deep code": [bare("Function('('.repeat(20000) + ')'.repeat(20000));"), FULL],
  "parsing of deep lists": [bare("Function('['.repeat(20000) + ']'.repeat(20000));"), FULL],
  "parsing of deep functions": [bare("Function('(() => '.repeat(2000) + '1' + ')'.repeat(2000));"), FULL],
};
