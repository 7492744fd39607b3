/**
 * A virtual machine for one function that nobody has reviewed: QuickJS in WebAssembly, with nothing in it but the language.
 *
 * Each function has a machine of its own, so none can reach another's objects. What crosses is JSON text. There is no
 * clock, chance, network, timer or import; steps, memory, stack and the size of results are limited, and the same calls
 * in the same order end alike. A long builtin is not interrupted: whoever hosts a machine needs a watchdog.
 */
import { EvalFlags, JSException, type JSValueHandle, QuickJS } from "quickjs-wasi";
import { FunctionFault, type Tools } from "../../function-base/index.ts";
import { type Json, messageOf } from "../core/index.ts";

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

/** Bytes of the machine's stack. */
const STACK = 256 * 1024;

/** Levels of nesting in a result. */
const MAX_DEPTH = 40;

/** Characters of a fault's message. */
const MAX_MESSAGE = 200;

/**
 * Runs before the function's own code: takes away what is not plain language, keeps the builtins it needs out of reach,
 * and gives the caller. The caller never drains the job queue, so promises never go on.
 */
const PRELUDE = `(() => {
  const { parse, stringify } = JSON;
  const { create, freeze } = Object;
  const Wrong = TypeError;
  const then = (value) => typeof value === "object" && value !== null && typeof value.then === "function";
  for (const name of ["Date", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "queueMicrotask", "performance",
    "console", "setTimeout", "setInterval", "navigator", "gc", "print", "std", "os", "bjson", "scriptArgs"]) delete globalThis[name];
  delete Math.random;
  return (ask, names, limit) => {
    const tools = create(null);
    for (const name of parse(names))
      tools[name] = (...args) => {
        const { value, wrong } = parse(ask(name, stringify(args)));
        if (wrong !== undefined) throw new Wrong("tool " + name + ": " + wrong);
        return value;
      };
    freeze(tools);
    return (run, text) => {
      const { observation, legal, previous } = parse(text);
      const result = run(observation, legal, previous, tools);
      if (then(result)) throw new Wrong("its result is a promise");
      const json = stringify(result);
      if (typeof json !== "string") throw new Wrong("its result is " + typeof result + ", which is not JSON");
      if (json.length > limit) throw new Wrong("its result has " + json.length + " characters");
      return json;
    };
  };
})()`;

/** A function in its machine. */
export class FunctionVm {
  readonly name: string;
  private readonly vm: QuickJS;
  private readonly limits: Limits;
  private readonly run: JSValueHandle;
  private readonly caller: JSValueHandle;
  private tools: Tools = {};
  private steps = 0;
  private asked = 0;

  private constructor(
    name: string,
    vm: QuickJS,
    limits: Limits,
    meter: { check: () => boolean },
    source: string,
    toolNames: readonly string[],
  ) {
    this.name = name;
    this.vm = vm;
    this.limits = limits;
    meter.check = () => ++this.steps > limits.steps;
    const make = vm.evalCode(PRELUDE, "prelude.js");
    const ask = vm.newFunction("ask", (tool, args) => vm.newString(this.ask(tool.toString(), args.toString())));
    this.caller = vm.callFunction(make, vm.undefined, ask, vm.newString(JSON.stringify(toolNames)), vm.newNumber(limits.result));
    this.run = this.guard(() => this.defaultExport(source));
  }

  /** Makes a machine and loads a function's module into it; throws `FunctionFault` when that fails. */
  static async open(
    wasm: WebAssembly.Module,
    { name, source }: { readonly name: string; readonly source: string },
    toolNames: readonly string[],
    limits: Limits = LIMITS,
  ): Promise<FunctionVm> {
    const meter = { check: () => false };
    const vm = await QuickJS.create({
      wasm,
      memoryLimit: limits.memory,
      maxStackSize: STACK,
      interruptHandler: () => meter.check(),
      // No clock and no randomness for any caller.
      wasi: (memory) => ({
        clock_time_get: (_id: number, _precision: bigint, at: number) => {
          new DataView(memory.buffer).setBigUint64(at, 0n, true);
          return 0;
        },
        random_get: (at: number, length: number) => {
          new Uint8Array(memory.buffer, at, length).fill(0);
          return 0;
        },
      }),
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
    const text = this.guard(() => {
      const handle = vm.callFunction(this.caller, vm.undefined, this.run, vm.newString(JSON.stringify({ observation, legal, previous })));
      const json = handle.toString();
      handle.dispose();
      return json;
    });
    if (depthOf(text) > MAX_DEPTH) throw this.fault(`its result is nested deeper than ${MAX_DEPTH}`);
    return JSON.parse(text) as Json;
  }

  /** The machine cannot be used any more. */
  broken = false;

  dispose(): void {
    disposeQuietly(this.vm);
  }

  /** The function that a module exports. */
  private defaultExport(source: string): JSValueHandle {
    const { vm } = this;
    const done = vm.evalCode(source, `${this.name}.js`, EvalFlags.TYPE_MODULE);
    vm.executePendingJobs();
    if (done.promiseState !== FULFILLED)
      throw new Error(done.promiseState === PENDING ? "it waits while it is loaded" : rejection(vm, done));
    const module = valueOf(vm, done);
    const run = module.getProp("default");
    if (!run.isFunction) throw new Error("it exports no function as default");
    return run;
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
      if (error instanceof FunctionFault) throw error;
      if (this.steps > this.limits.steps) throw this.fault(this.asked > this.limits.tools ? "too many calls of tools" : "too many steps");
      // Anything but an exception of the language has broken the machine: a trap, or the host's own stack.
      if (!(error instanceof JSException)) this.broken = !(error instanceof Error && error.constructor === Error);
      throw this.fault(wordsOf(error));
    }
  }

  private fault(found: string): FunctionFault {
    const line = found.replace(/\s+/g, " ").trim();
    return new FunctionFault(
      this.name,
      line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}...` : line || "it threw nothing",
      "expected a result of its stage",
    );
  }
}

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

/** Why a promise was rejected. */
function rejection(vm: QuickJS, promise: JSValueHandle): string {
  let why = "it failed while it was loaded";
  const take = vm.newEphemeralFunction((reason) => {
    why = reason.isError ? reason.getProp("message").toString() : reason.toString();
    return vm.undefined;
  });
  vm.promiseThenRaw(promise, vm.undefined, take);
  vm.executePendingJobs();
  return why;
}

/** The message of anything thrown; a fixed one if reading it fails, as hostile code may arrange. */
function wordsOf(error: unknown): string {
  try {
    if (error instanceof JSException)
      return error.message === "<null>" ? "it threw nothing, or ran out of memory" : `${error.name}: ${error.message}`;
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
