/**
 * A virtual machine for one function that nobody has reviewed: QuickJS in WebAssembly, with nothing in it but the language.
 *
 * Each function has a machine of its own, so none can reach another's objects. What crosses is JSON text. There is no
 * clock, chance, network, timer or import; steps, memory, stack and the size of results are limited, and the same calls
 * in the same order end alike, in every engine.
 */
import { EvalFlags, JSException, type JSValueHandle, QuickJS } from "quickjs-wasi";
import { FunctionFault, INSTEAD_OF_LOCAL, INSTEAD_OF_MATH, LOCAL, STEADY_MATH, type Tools } from "../../function-base/index.ts";
import { type Json, messageOf } from "../core/index.ts";
import { metered, OUT_OF_LOOPS, OUT_OF_STACK } from "./metered.ts";

/** What a call may use. */
export interface Limits {
  /** Bytes of the machine's heap. */
  readonly memory: number;
  /** Checks of the interrupt handler in a call, about one in ten thousand operations. */
  readonly steps: number;
  /** Characters of a result as JSON. */
  readonly result: number;
  /** Calls of tools. */
  readonly tools: number;
}

/** The default limits. */
export const LIMITS: Limits = { memory: 16 * 2 ** 20, steps: 50, result: 65_536, tools: 2_000 };

/**
 * Bytes of the machine's stack. The engine that runs the machine has a stack of its own, and ends a call where that is full, which is
 * elsewhere in every engine and before and after code was compiled. So the machine's is so small that it is always full first.
 */
const STACK = 128 * 1024;

/** Levels of nesting in a result. */
const MAX_DEPTH = 40;

/** Characters of a tool's error. */
const MAX_MESSAGE = 200;

/**
 * Loops of the machine's own program in a call, those of builtins included. Committed functions take less than a hundredth; what goes beyond sits in
 * builtins, such as a search in a long text, or in errors that are thrown and caught at the end of the stack.
 */
const LOOPS = 30_000_000;

/** Bytes of the engine's stack that a call may take, as they are estimated for the program's functions. */
const ENGINE_STACK = 400_000;

/**
 * The way out where no machine can be made. Chromium gives each memory of WebAssembly some 8 GB of addresses, so that a page and its workers
 * hold 124 of them together, however small (version 156).
 */
const ROOM = "expected fewer functions, or fewer agents at a time: a page has room for some 120 machines; in Node there is no such limit";

/** Where the machine's program is entered to run a function. */
const ENTRIES = ["qjs_call", "qjs_eval", "qjs_execute_pending_job"];

/** Compiles QuickJS for machines, with its loops counted. */
export const compileMachine = (program: Uint8Array): Promise<WebAssembly.Module> =>
  WebAssembly.compile(metered(program, { entries: ENTRIES, loops: LOOPS, stack: ENGINE_STACK }));

/** Builtins that Node 20 lacks, by what they are found at. Functions have to run natively in every engine, and give the same. */
const MODERN = {
  Object: ["groupBy"],
  Array: ["fromAsync"],
  Error: ["isError"],
  Map: ["groupBy"],
  Promise: ["try", "withResolvers"],
  RegExp: ["escape"],
  Uint8Array: ["fromBase64", "fromHex"],
  "ArrayBuffer.prototype": ["sliceToImmutable", "transfer", "transferToFixedLength", "transferToImmutable"],
  "DataView.prototype": ["getFloat16", "setFloat16"],
  "Iterator.prototype": [
    ...["chunks", "drop", "every", "filter", "find", "flatMap", "forEach", "includes", "join", "map", "reduce", "some", "take", "toArray"],
    "windows",
  ],
  "Map.prototype": ["getOrInsert", "getOrInsertComputed"],
  "Set.prototype": ["difference", "intersection", "isDisjointFrom", "isSubsetOf", "isSupersetOf", "symmetricDifference", "union"],
  "Uint8Array.prototype": ["setFromBase64", "setFromHex", "toBase64", "toHex"],
  "WeakMap.prototype": ["getOrInsert", "getOrInsertComputed"],
};

/** What takes the place of builtins in `MODERN`. */
const INSTEAD_OF_MODERN = "is not in every engine, expected a loop";

/**
 * Runs before the function's own code: takes away what is not plain language, keeps the builtins it needs out of reach,
 * and gives the caller. The caller answers with a sign and a text: "=" and the result as JSON, "?" and what in it is not JSON, or "!" and what
 * went wrong. So what a function throws never leaves the machine. The job queue is never drained: promises do not go on.
 */
const PRELUDE = `(() => {
  const { parse, stringify } = JSON;
  const { create, defineProperty, entries, freeze, getOwnPropertyNames, getPrototypeOf, hasOwn, keys } = Object;
  const { isArray } = Array;
  const { apply } = Reflect;
  const plain = Object.prototype;
  const tagOf = plain.toString;
  const { slice } = String.prototype;
  const words = String;
  const Wrong = TypeError;
  for (const name of ["Date", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "queueMicrotask", "performance",
    "console", "setTimeout", "setInterval", "navigator", "gc", "print", "std", "os", "bjson", "scriptArgs", "atob", "btoa", "DOMException",
    "Iterator", "AsyncIterator", "DisposableStack", "AsyncDisposableStack", "SuppressedError", "Float16Array"]) delete globalThis[name];
  delete Math.random;
  delete JSON.rawJSON;
  delete JSON.isRawJSON;
  const iterators = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()));
  const refuse = (holder, name, path, why) =>
    defineProperty(holder, name, { value: () => { throw new Wrong(path + "." + name + " " + why); }, writable: true, configurable: true });
  for (const name of getOwnPropertyNames(Math))
    if (typeof Math[name] === "function" && !${JSON.stringify(STEADY_MATH)}.includes(name)) refuse(Math, name, "Math", ${JSON.stringify(INSTEAD_OF_MATH)});
  const holderOf = (path) => path === "Iterator.prototype" ? iterators : path.split(".").reduce((at, name) => at[name], globalThis);
  for (const [path, names] of entries(${JSON.stringify(MODERN)}))
    for (const name of names) refuse(holderOf(path), name, path, ${JSON.stringify(INSTEAD_OF_MODERN)});
  for (const name of ${JSON.stringify(LOCAL)})
    for (const kind of [Object, Array, Number, BigInt, String, getPrototypeOf(Uint8Array)])
      if (hasOwn(kind.prototype, name)) refuse(kind.prototype, name, kind.name + ".prototype", ${JSON.stringify(INSTEAD_OF_LOCAL)});

  const thrown = (error) => {
    try {
      if (typeof error === "string") return "it threw " + stringify(error);
      if (typeof error === "function") return "it threw a function";
      if (typeof error !== "object" || error === null) return "it threw " + words(error);
      const { name, message } = error;
      if (typeof message === "string") return typeof name === "string" && name !== "" ? name + ": " + message : message;
      return "it threw " + (stringify(error) ?? "an object");
    } catch {
      return "it threw something that cannot be read";
    }
  };

  // What in a value is no plain data, and where it is; or nothing.
  const strange = (value, depth) => {
    if (value === null) return;
    switch (typeof value) {
      case "string":
      case "boolean":
        return;
      case "number":
        return value - value === 0 ? undefined : { what: words(value), at: "" };
      case "object":
        break;
      case "undefined":
        return { what: "undefined", at: "" };
      default:
        return { what: "a " + typeof value, at: "" };
    }
    if (depth > ${MAX_DEPTH}) return { what: "nested deeper than ${MAX_DEPTH}, or in a circle", at: "" };
    const list = isArray(value);
    const prototype = list || getPrototypeOf(value);
    if (!list && prototype !== plain && prototype !== null) {
      const tag = apply(slice, apply(tagOf, value, []), [8, -1]);
      return { what: tag === "Object" ? "an object of a class" : "an object of type " + tag, at: "" };
    }
    const names = list ? value : keys(value);
    for (let i = 0; i < names.length; i++) {
      const part = list ? names[i] : value[names[i]];
      const type = typeof part;
      if (type === "string" || type === "boolean" || (type === "number" && part - part === 0)) continue;
      if (type === "undefined" && !list) continue; // as if it were absent
      const wrong = strange(part, depth + 1);
      if (wrong !== undefined) return { what: wrong.what, at: "." + (list ? i : names[i]) + wrong.at };
    }
  };

  // To tell what a module threw while it was loaded, and to make the caller.
  return [thrown, (ask, names, limit) => {
    const tools = create(null);
    for (const name of parse(names))
      tools[name] = (...args) => {
        const { value, wrong } = parse(ask(name, stringify(args)));
        if (wrong !== undefined) throw new Wrong("tool " + name + ": " + wrong);
        return value;
      };
    freeze(tools);
    return (run, text) => {
      try {
        const { observation, legal, previous } = parse(text);
        const result = run(observation, legal, previous, tools);
        if (typeof result === "object" && result !== null && typeof result.then === "function") return "!its result is a promise";
        const wrong = strange(result, 0);
        if (wrong !== undefined)
          return "?its result " + (wrong.at === "" ? "is " + wrong.what : "has at " + apply(slice, wrong.at, [1, 60]) + " " + wrong.what);
        const json = stringify(result);
        if (typeof json !== "string") return "?its result is " + typeof json;
        if (json.length > limit) return "!its result has " + json.length + " characters";
        return "=" + json;
      } catch (error) {
        return "!" + thrown(error);
      }
    };
  }];
})()`;

/** What counts the steps of a machine, and is told when a call has used up its loops. */
type Meter = { check: () => boolean; exhausted: () => void };

/** A function in its machine. */
export class FunctionVm {
  readonly name: string;
  private readonly vm: QuickJS;
  private readonly limits: Limits;
  private readonly run: JSValueHandle;
  private readonly caller: JSValueHandle;
  private readonly thrown: JSValueHandle;
  private tools: Tools = {};
  private steps = 0;
  private asked = 0;
  private answer: JSValueHandle | undefined;

  private constructor(name: string, vm: QuickJS, limits: Limits, meter: Meter, source: string, toolNames: readonly string[]) {
    this.name = name;
    this.vm = vm;
    this.limits = limits;
    meter.check = () => ++this.steps > limits.steps;
    meter.exhausted = () => {
      this.steps = Infinity;
    };
    [this.thrown, this.caller] = vm.withScope((scope) => {
      const parts = vm.evalCode(PRELUDE, "prelude.js");
      const ask = vm.newFunction("ask", (tool, args) => this.answered(this.ask(tool.toString(), args.toString())));
      const names = vm.newString(JSON.stringify(toolNames));
      const caller = vm.callFunction(parts.getProp("1"), vm.undefined, ask, names, vm.newNumber(limits.result));
      return [scope.escape(parts.getProp("0")), scope.escape(caller)];
    });
    this.run = this.guard(() => vm.withScope((scope) => scope.escape(this.defaultExport(source))));
  }

  /** Makes a machine and loads a function's module into it; throws `FunctionFault` when that fails, or where there is no room for one more. */
  static async open(
    wasm: WebAssembly.Module,
    { name, source }: { readonly name: string; readonly source: string },
    toolNames: readonly string[],
    limits: Limits = LIMITS,
  ): Promise<FunctionVm> {
    const meter: Meter = { check: () => false, exhausted: () => {} };
    const vm = await QuickJS.create({
      wasm,
      memoryLimit: limits.memory,
      maxStackSize: STACK,
      timezoneOffset: 0,
      interruptHandler: () => meter.check(),
      wasi: (memory) => ({
        // No clock and no randomness for any caller.
        clock_time_get: (_id: number, _precision: bigint, at: number) => {
          new DataView(memory.buffer).setBigUint64(at, 0n, true);
          return 0;
        },
        random_get: (at: number, length: number) => {
          new Uint8Array(memory.buffer, at, length).fill(0);
          return 0;
        },
        fd_close: (descriptor: number) => {
          if (descriptor === OUT_OF_STACK) throw new RangeError("Maximum call stack size exceeded");
          if (descriptor !== OUT_OF_LOOPS) return 0;
          meter.exhausted();
          throw new Error("out of loops");
        },
      }),
    }).catch((error: unknown) => {
      throw new FunctionFault(name, `no machine for it: ${messageOf(error)}`, ROOM);
    });
    try {
      return new FunctionVm(name, vm, limits, meter, source, toolNames);
    } catch (error) {
      disposeQuietly(vm);
      throw error;
    }
  }

  /** Calls the function; throws `FunctionFault`. After a fault that broke the machine itself, `broken` is set. */
  call(observation: Json, legal: readonly Json[], previous: Json, tools: Tools): Json {
    this.tools = tools;
    this.asked = 0;
    const { vm } = this;
    const said = this.guard(() =>
      vm.withScope(() => {
        const input = vm.newString(JSON.stringify({ observation, legal, previous }));
        if (!input.isString) throw new Error(OUT_OF_MEMORY);
        return vm.callFunction(this.caller, vm.undefined, this.run, input).toString();
      }),
    );
    const text = said.slice(1);
    if (said.startsWith("?")) throw this.fault(text, "expected lists, records, texts, finite numbers, true, false or null");
    if (!said.startsWith("=")) throw this.failed(text);
    if (depthOf(text) > MAX_DEPTH) throw this.fault(`its result is nested deeper than ${MAX_DEPTH}`);
    return JSON.parse(text) as Json;
  }

  /** The machine cannot be used any more: what ended the call left it damaged, or with no memory to speak of. */
  broken = false;

  dispose(): void {
    disposeQuietly(this.vm);
  }

  /** The function that a module exports. */
  private defaultExport(source: string): JSValueHandle {
    const { vm } = this;
    const done = vm.evalCode(source, `${this.name}.js`, EvalFlags.TYPE_MODULE);
    vm.executePendingJobs();
    if (done.promiseState === PENDING) throw new Error("it waits while it is loaded");
    if (done.promiseState !== FULFILLED) throw new Error(this.rejection(done));
    const module = valueOf(vm, done);
    const run = module.getProp("default");
    if (!run.isFunction) throw new Error("it exports no function as default");
    return run;
  }

  /** Why a promise was rejected. */
  private rejection(promise: JSValueHandle): string {
    const { vm } = this;
    let why = "it failed while it was loaded";
    const take = vm.newEphemeralFunction((reason) => {
      why = vm.callFunction(this.thrown, vm.undefined, reason).toString();
      return vm.undefined;
    });
    vm.promiseThenRaw(promise, vm.undefined, take);
    vm.executePendingJobs();
    return why;
  }

  /** A tool's answer in the machine, in place of the one before. */
  private answered(text: string): JSValueHandle {
    this.answer?.dispose();
    return (this.answer = this.vm.newString(text));
  }

  /** Answers a tool call as JSON. The machine sees only the message of an error, never the error itself. */
  private ask(tool: string, args: string): string {
    if (++this.asked > this.limits.tools) {
      this.steps = Infinity;
      return "{}";
    }
    const run = Object.hasOwn(this.tools, tool) ? this.tools[tool] : undefined;
    if (run === undefined) return JSON.stringify({ wrong: "there is none here" });
    if (args.length > this.limits.result) return JSON.stringify({ wrong: `${args.length} characters of arguments` });
    try {
      return JSON.stringify({ value: run(...(JSON.parse(args) as Json[])) });
    } catch (error) {
      return JSON.stringify({ wrong: messageOf(error).slice(0, MAX_MESSAGE) });
    }
  }

  /** Runs code of the machine within its limits; every error becomes a `FunctionFault`. */
  private guard<T>(act: () => T): T {
    this.steps = 0;
    try {
      return act();
    } catch (error) {
      // Anything but an exception of the language has broken the machine: used up loops, a trap, or the host's own stack.
      if (!(error instanceof JSException))
        this.broken = !(error instanceof Error && error.constructor === Error) || this.steps === Infinity;
      if (this.steps > this.limits.steps) throw this.fault(this.asked > this.limits.tools ? "too many calls of tools" : "too many steps");
      throw this.failed(wordsOf(error));
    }
  }

  /** The fault of a call that failed. A machine that is full by then is given up: it would fail in all later calls as well. */
  private failed(found: string): FunctionFault {
    if (!this.broken && this.full()) this.broken = true;
    return this.fault(found);
  }

  private full(): boolean {
    try {
      this.vm.runGC();
      return this.vm.getMemoryUsage().mallocSize > this.limits.memory / 2;
    } catch {
      return true;
    }
  }

  private fault(found: string, expected = "expected a result of its stage"): FunctionFault {
    return new FunctionFault(this.name, found, expected);
  }
}

const OUT_OF_MEMORY = "out of memory";

const [PENDING, FULFILLED] = [0, 1];

/** The value of a promise that is fulfilled. */
function valueOf(vm: QuickJS, promise: JSValueHandle): JSValueHandle {
  let value: JSValueHandle | undefined;
  const take = vm.newEphemeralFunction((one) => {
    value = one.dup();
    return vm.undefined;
  });
  vm.promiseThenRaw(promise, take, vm.undefined);
  vm.executePendingJobs();
  if (value === undefined) throw new Error("it waits while it is loaded");
  return value;
}

/** The message of an error of the machine; a fixed one if reading it fails, as hostile code may arrange. */
function wordsOf(error: unknown): string {
  try {
    // The stack of the engine was full: told as the machine tells it of its own.
    if (error instanceof RangeError) return `RangeError: ${error.message}`;
    if (error instanceof JSException)
      return error.message === "<null>" || error.message === "null" ? OUT_OF_MEMORY : `${error.name}: ${error.message}`;
    return messageOf(error);
  } catch {
    return "it threw something that cannot be read";
  }
}

/** How deep a JSON text is nested. */
function depthOf(text: string): number {
  let [depth, most, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i);
    if (quoted) {
      if (letter === 92) i++;
      else if (letter === 34) quoted = false;
    } else if (letter === 34) quoted = true;
    else if (letter === 91 || letter === 123) most = Math.max(most, ++depth);
    else if (letter === 93 || letter === 125) depth--;
  }
  return most;
}

function disposeQuietly(vm: QuickJS): void {
  try {
    vm.dispose();
  } catch {
    // A machine that is broken is left to the garbage collector.
  }
}
