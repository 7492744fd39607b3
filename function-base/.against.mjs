var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/core/index.ts
var core_exports = {};
__export(core_exports, {
  ArenaError: () => ArenaError,
  DEEPEST: () => DEEPEST,
  DEFAULT_DEADLINE_MS: () => DEFAULT_DEADLINE_MS,
  LOG_FORMAT: () => LOG_FORMAT,
  SPLITS: () => SPLITS,
  SPLIT_SIZE: () => SPLIT_SIZE,
  announce: () => announce,
  badParams: () => badParams,
  bootstrap: () => bootstrap,
  bootstrapMean: () => bootstrapMean,
  bytesDigest: () => bytesDigest,
  canonical: () => canonical,
  castFor: () => castFor,
  coveredText: () => coveredText,
  decisionTimes: () => decisionTimes,
  deepFreeze: () => deepFreeze,
  digest: () => digest,
  episodeKeys: () => episodeKeys,
  eventSchema: () => eventSchema,
  fieldTwice: () => fieldTwice,
  fileForm: () => fileForm,
  fold: () => fold,
  foldName: () => foldName,
  freezeShared: () => freezeShared,
  frozenCopy: () => frozenCopy,
  gains: () => gains,
  holm: () => holm,
  inRange: () => inRange,
  interquartileMean: () => interquartileMean,
  isFrequent: () => isFrequent,
  isLegal: () => isLegal,
  isOver: () => isOver,
  isTooDeep: () => isTooDeep,
  jsonFault: () => jsonFault,
  jsonIn: () => jsonIn,
  keyOf: () => keyOf,
  lineHash: () => lineHash,
  lineOf: () => lineOf,
  lookup: () => lookup,
  mean: () => mean2,
  median: () => median,
  messageOf: () => messageOf,
  metrics: () => metrics,
  metricsOf: () => metricsOf,
  nearest: () => nearest,
  neverDue: () => neverDue,
  normalQuantile: () => normalQuantile,
  numbersOf: () => numbersOf,
  pairedDifference: () => pairedDifference,
  pairedFamily: () => pairedFamily,
  pairedPermutation: () => pairedPermutation,
  parseInjection: () => parseInjection,
  parseLine: () => parseLine,
  parseParams: () => parseParams,
  printable: () => printable,
  quantile: () => quantile,
  rangeText: () => rangeText,
  readLog: () => readLog,
  replay: () => replay,
  replayFrames: () => replayFrames,
  rewardsOf: () => rewardsOf,
  rng: () => rng,
  rollout: () => rollout,
  scheduleOf: () => scheduleOf,
  sha256Hex: () => sha256Hex,
  splitOf: () => splitOf,
  standardDeviation: () => standardDeviation,
  textIn: () => textIn,
  textRead: () => textRead,
  threefry: () => threefry,
  wilson: () => wilson,
  withSchedule: () => withSchedule,
  withoutWall: () => withoutWall,
  wordOf: () => wordOf
});

// src/core/sha256.node.ts
import { createHash, hash } from "node:crypto";
var sha256 = (data) => hash("sha256", data, "hex");
function runningSha256() {
  const running = createHash("sha256");
  return { add: (text) => void running.update(text, "utf8"), hex: () => running.copy().digest("hex") };
}

// src/core/errors.ts
var ArenaError = class extends Error {
  constructor(name, where, found, expected, options) {
    super(printable(`${where}: ${found}, ${expected}`), options);
    this.name = name;
  }
};
function messageOf(thrown) {
  if (thrown instanceof Error) return thrown.message;
  try {
    return typeof thrown === "string" ? thrown : JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return "an error that cannot be shown";
  }
}
var printable = (text) => text.replace(HIDDEN, (one) => `\\u{${one.codePointAt(0).toString(16)}}`);
var HIDDEN = (
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}\u{e0000}-\u{e007f}]/gu
);
function lookup(table, id, where, noun) {
  if (Object.hasOwn(table, id)) return table[id];
  const known = Object.keys(table);
  const near = nearest(known, id);
  throw new ArenaError(
    "UnknownId",
    where,
    `no ${noun} is called "${id}"${near === void 0 ? "" : ` (did you mean "${near}"?)`}`,
    `expected one of ${known.join(", ") || "none: nothing is registered"}`
  );
}
var nearest = (known, id) => known.filter((name) => distance(name, id) <= Math.max(2, id.length / 3)).sort((a, b) => distance(a, id) - distance(b, id))[0];
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

// src/core/digest.ts
var texts = /* @__PURE__ */ new WeakMap();
var LEAST = 4;
function canonical(value) {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "number":
      if (!Number.isFinite(value)) throw notJson(String(value));
      return `${value}`;
    case "object": {
      if (value === null) return "null";
      const known = texts.get(value);
      if (known) return known;
      const text = Array.isArray(value) ? listText(value) : recordText(value);
      if (known === "") texts.set(value, text);
      return text;
    }
    default:
      throw notJson(typeof value);
  }
}
function listText(list) {
  if (list.every((one) => Number.isFinite(one))) return `[${list.join()}]`;
  let text = "[";
  for (let i = 0; i < list.length; i++) text += (i === 0 ? "" : ",") + canonical(list[i]);
  return `${text}]`;
}
var orders = /* @__PURE__ */ new Map();
var ORDERS = 4096;
var lately = [];
function orderOf(names2) {
  const last4 = lately[names2.length];
  if (last4 !== void 0 && same(last4.names, names2)) return last4.order;
  const key = names2.join("\n");
  const known = orders.get(key);
  const order = known?.length === names2.length ? known : [...names2].sort().map((name) => [name, `${JSON.stringify(name)}:`]);
  if (known === void 0 && orders.size < ORDERS && !names2.some((name) => name.includes("\n"))) orders.set(key, order);
  if (names2.length < LATELY) lately[names2.length] = { names: names2, order };
  return order;
}
var LATELY = 32;
function same(a, b) {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
function recordText(fields) {
  const names2 = Object.keys(fields);
  let text = "{";
  const order = orderOf(names2);
  for (let i = 0; i < order.length; i++) {
    const [name, quoted] = order[i];
    const field = fields[name];
    if (field === void 0) continue;
    text += (text.length === 1 ? "" : ",") + quoted + canonical(field);
  }
  return `${text}}`;
}
var notJson = (found) => new ArenaError("BadInput", "canonical", `found ${found}`, "expected plain JSON");
var sha256Hex = (text) => sha256(text);
var digest = (value) => sha256(canonical(value)).slice(0, 32);
var bytesDigest = (bytes) => sha256(bytes).slice(0, 32);
var TOGETHER = 16384;
function lineHash() {
  const hash2 = runningSha256();
  let waiting = "";
  const flush = () => {
    hash2.add(waiting);
    waiting = "";
  };
  return {
    add(line) {
      waiting += `${line}
`;
      if (waiting.length >= TOGETHER) flush();
    },
    hex() {
      flush();
      return hash2.hex();
    }
  };
}
function frozenCopy(value) {
  const text = canonical(value);
  const copy = JSON.parse(text);
  if (typeof copy === "object" && copy !== null) texts.set(deepFreeze(copy), text);
  return copy;
}
function deepFreeze(value) {
  return value === null || typeof value !== "object" || texts.has(value) ? value : frozen(value, Object.isFrozen(value));
}
function freezeShared(value) {
  texts.set(deepFreeze(value), "");
  return value;
}
function frozen(value, kept2) {
  Object.freeze(value);
  let entries = 0;
  if (Array.isArray(value)) for (; entries < value.length; entries++) freezePart(value[entries]);
  else
    for (const name in value) {
      freezePart(value[name]);
      entries++;
    }
  if (kept2 && entries >= LEAST) texts.set(value, "");
  return value;
}
function freezePart(value) {
  if (value !== null && typeof value === "object" && !texts.has(value)) frozen(value, true);
}

// src/core/emergencies.ts
import { z } from "zod";
var round = z.int().min(0).describe("Round before which it happens, counted from 0");
function scheduleOf(emergencies2) {
  const entries = Object.entries(emergencies2).map(
    ([id, params]) => z.strictObject({ round, emergency: z.literal(id), params: params.prefault({}) })
  );
  const error = ({ code }) => code === "invalid_union" ? `no such emergency, expected one of ${Object.keys(emergencies2).join(", ")}` : void 0;
  const entry = entries.length === 0 ? z.never() : z.discriminatedUnion("emergency", entries, { error });
  return z.array(entry).default([]).describe("Rule changes by round");
}
var neverDue = (schedule, horizon) => schedule.find(({ round: due }) => due >= horizon);
var announce = (notices, id, text) => [
  ...notices.filter((notice) => notice.id !== id),
  { id, text }
];
function withSchedule(env3, schedule) {
  const begin = (state, entries) => {
    const { round: now } = env3.clock(state);
    let next = state;
    for (const { round: due, emergency, params } of entries)
      if (due === now) next = lookup(env3.emergencies, emergency, `${env3.id} schedule`, "emergency").apply(next, params);
    return next;
  };
  return {
    ...env3,
    init(params, key) {
      const first2 = env3.init(params, key);
      return begin(first2, schedule(first2));
    },
    step(state, actions, key) {
      const next = env3.step(state, actions, key);
      const entries = schedule(next);
      const begins = entries.length > 0 && env3.clock(next).round > env3.clock(state).round && env3.turn(next).length > 0;
      return begins ? begin(next, entries) : next;
    }
  };
}

// src/core/files.ts
var COMPRESSED = [
  [[31, 139], "gzip", "gunzip"],
  [[80, 75, 3, 4], "zip", "unzip"],
  [[40, 181, 47, 253], "zstd", "unzstd"],
  [[253, 55, 122, 88, 90], "xz", "unxz"],
  [[66, 90, 104], "bzip2", "bunzip2"]
];
function fileForm(head) {
  const begins = (bytes) => bytes.every((byte, i) => head[i] === byte);
  for (const [bytes, name, way] of COMPRESSED)
    if (begins(bytes))
      return { text: void 0, found: `it is compressed (${name})`, expected: `expected plain text: \`${way}\` gives it` };
  if (begins([255, 254, 0, 0]) || begins([0, 0, 254, 255]))
    return { text: void 0, found: "it is UTF-32", expected: "expected UTF-8: `iconv -f UTF-32 -t UTF-8` gives it" };
  if (begins([255, 254])) return { text: "utf-16le", mark: 2 };
  if (begins([254, 255])) return { text: "utf-16be", mark: 2 };
  if (begins([239, 187, 191])) return { text: "utf-8", mark: 3 };
  if (head.length > 1 && head[0] === 0 && head[1] !== 0) return { text: "utf-16be", mark: 0 };
  if (head.length > 1 && head[0] !== 0 && head[1] === 0) return { text: "utf-16le", mark: 0 };
  return { text: "utf-8", mark: 0 };
}
function textIn(bytes, where) {
  const form = fileForm(bytes);
  if (form.text === void 0) throw new ArenaError("BadInput", where, form.found, form.expected);
  try {
    return new TextDecoder(form.text, { fatal: true }).decode(bytes);
  } catch {
    const line = new TextDecoder().decode(bytes).split("\uFFFD", 1)[0].split("\n").length;
    throw new ArenaError("BadInput", where, `line ${line}: a letter that is not UTF-8`, "expected the file saved as UTF-8");
  }
}
function jsonIn(text, where, expected) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const at = jsonFault(text);
    if (at === void 0) throw new ArenaError("BadInput", where, messageOf(error), expected);
    const before2 = text.slice(0, at).split("\n");
    const place = `line ${before2.length} column ${before2.at(-1).length + 1}`;
    throw new ArenaError("BadInput", where, `${place}: no JSON (${reasonOf(text, at)})`, expected);
  }
  if (isTooDeep(value)) throw new ArenaError("BadInput", where, `lists and objects more than ${DEEPEST} deep`, expected);
  return value;
}
var DEEPEST = 200;
function isTooDeep(value, levels = DEEPEST) {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const name in value) if (isTooDeep(value[name], levels - 1)) return true;
  return false;
}
function reasonOf(text, at) {
  if (text.trim() === "") return "it is empty";
  const rest = text.slice(at, at + 20).split("\n", 1)[0];
  if (rest === "") return "it ends too early";
  if (/^(\/[/*]|#)/.test(rest)) return `a comment, which JSON has not: ${JSON.stringify(rest)}`;
  if (/^['‘’“”]/.test(rest)) return `a text in other quotes than ": ${JSON.stringify(rest)}`;
  if (/^[}\]]/.test(rest) && /,\s*$/.test(text.slice(0, at))) return `a comma before ${JSON.stringify(rest[0])}`;
  return `${JSON.stringify(rest)} does not fit there`;
}
var PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
var ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
function jsonFault(text) {
  const open2 = [];
  let next = "value";
  let at = 0;
  const matched = (pattern) => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const string = () => {
    for (at++; at < text.length; ) {
      if (text[at] === '"') return at++, true;
      if (text[at] < " ") return false;
      if (text[at] !== "\\") at++;
      else if (!matched(ESCAPE)) return false;
    }
    return false;
  };
  for (; ; ) {
    while (at < text.length && " 	\n\r".includes(text[at])) at++;
    const sign = text[at];
    if (sign === void 0) return next === "more" && open2.length === 0 ? void 0 : at;
    const inside = open2.at(-1);
    if (next === "colon") {
      if (sign !== ":") return at;
      at++;
      next = "value";
    } else if (sign === (inside === "{" ? "}" : "]") && inside !== void 0 && (next === "more" || next.startsWith("first"))) {
      open2.pop();
      at++;
      next = "more";
    } else if (next === "more") {
      if (sign !== "," || inside === void 0) return at;
      at++;
      next = inside === "{" ? "name" : "value";
    } else if (next.endsWith("name")) {
      if (sign !== '"' || !string()) return at;
      next = "colon";
    } else if (sign === "{" || sign === "[") {
      open2.push(sign);
      at++;
      next = sign === "{" ? "first name" : "first value";
    } else {
      if (sign === '"' ? !string() : !matched(PLAIN)) return at;
      next = "more";
    }
  }
}

// src/core/json.ts
var TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;
function fieldTwice(text) {
  const around = [];
  let last4 = "";
  for (const [token] of text.matchAll(TOKEN)) {
    const here = around.at(-1);
    if (token === "{") around.push({ names: /* @__PURE__ */ new Set(), at: "" });
    else if (token === "[") around.push({ at: 0 });
    else if (token === "}" || token === "]") around.pop();
    else if (token === "," && typeof here?.at === "number") here.at++;
    else if (token === ":" && here?.names !== void 0) {
      here.at = JSON.parse(last4);
      if (here.names.has(here.at)) return around.map(({ at }) => at).join(".");
      here.names.add(here.at);
    }
    last4 = token;
  }
  return void 0;
}

// src/core/log.ts
import { z as z2 } from "zod";
var LOG_FORMAT = 1;
function withoutWall(event) {
  const { wall: _, ...rest } = event;
  return rest;
}
var covered = /* @__PURE__ */ new WeakMap();
function coveredText(event) {
  let text = covered.get(event);
  if (text === void 0) covered.set(event, text = canonical(event.wall === void 0 ? event : withoutWall(event)));
  return text;
}
function lineOf(event) {
  const text = coveredText(event);
  return event.wall === void 0 ? text : `${text.slice(0, -1)}${wallText(event.wall)}`;
}
var wallText = (wall2) => `,"wall":${canonical(wall2)}}`;
var readFrom = /* @__PURE__ */ new WeakMap();
function textRead(event) {
  const line = readFrom.get(event);
  if (line === void 0 || event.wall === void 0) return line ?? coveredText(event);
  const end = wallText(event.wall);
  return line.endsWith(end) ? `${line.slice(0, -end.length)}}` : line;
}
var json = z2.json();
var perRole = (value) => z2.record(z2.string(), value);
var role = z2.string().min(1);
var t = z2.int().nonnegative();
var wall = z2.record(z2.string(), json).optional();
var spec = z2.strictObject({ agent: z2.string(), params: json.optional() });
var eventSchema = z2.discriminatedUnion("type", [
  z2.strictObject({
    type: z2.literal("start"),
    format: z2.int(),
    episode: z2.string().min(1),
    env: z2.string(),
    version: z2.int(),
    params: json,
    seed: z2.int().nonnegative(),
    cast: perRole(spec),
    digest: z2.string(),
    inputs: z2.record(z2.string(), z2.string()).optional(),
    parent: z2.strictObject({ episode: z2.string(), t }).optional(),
    wall
  }),
  z2.strictObject({ type: z2.literal("trace"), t, role, trace: z2.looseObject({ type: z2.string() }), wall }),
  z2.strictObject({
    type: z2.literal("fault"),
    t,
    role,
    code: z2.enum(["IllegalAction", "Timeout", "AgentCrash", "FunctionFault", "BadAnswer", "ModelFailed"]),
    message: z2.string(),
    wall
  }),
  z2.strictObject({ type: z2.literal("inject"), t, emergency: z2.string(), params: json, wall }),
  z2.strictObject({ type: z2.literal("step"), t, actions: perRole(json), rewards: perRole(z2.number()), digest: z2.string(), wall }),
  z2.strictObject({
    type: z2.literal("end"),
    t,
    reason: z2.enum(["terminated", "truncated"]),
    returns: perRole(z2.number()),
    outcome: z2.looseObject({ success: z2.boolean() }),
    logDigest: z2.string(),
    wall
  })
]);
var isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function isFrequent(value) {
  if (!isRecord(value)) return false;
  const { type, t: t2, wall: wall2 } = value;
  if (type !== "trace" && type !== "step" || !Number.isSafeInteger(t2) || t2 < 0) return false;
  let fields = 0;
  for (const _ in value) fields++;
  if (wall2 !== void 0 && !isRecord(wall2)) return false;
  const bare = fields - (wall2 === void 0 ? 0 : 1);
  if (type === "trace") {
    const { role: role2, trace } = value;
    return bare === 4 && typeof role2 === "string" && role2 !== "" && isRecord(trace) && typeof trace["type"] === "string";
  }
  const { actions, rewards, digest: digest2 } = value;
  if (bare !== 5 || !isRecord(actions) || !isRecord(rewards) || typeof digest2 !== "string") return false;
  for (const role2 in rewards) if (!Number.isFinite(rewards[role2])) return false;
  return true;
}
var SHORT = 2 * DEEPEST;
var TYPES = /* @__PURE__ */ new Set(["start", "trace", "fault", "inject", "step", "end"]);
function parseLine(line, number, where = "log") {
  const at = `${where} line ${number}`;
  let value;
  try {
    value = JSON.parse(line);
  } catch {
    const more3 = /^\s*[{[]\s*$/.test(line) ? " (JSON over several lines, as run.json and scores.json are)" : "";
    throw new ArenaError("BadLog", at, `not JSON: ${excerpt(line)}${more3}`, "expected one event of a Logic Arena log a line");
  }
  const type = value?.type;
  const format = value?.format;
  if (type === "start" && format !== LOG_FORMAT)
    throw new ArenaError(
      "BadLog",
      at,
      `log format ${JSON.stringify(format) ?? "missing"}`,
      `expected ${LOG_FORMAT}: read it with the version of the arena that wrote it`
    );
  if (line.length > SHORT && isTooDeep(value))
    throw new ArenaError(
      "BadLog",
      at,
      `lists and objects deeper than any of the arena's: ${excerpt(line)}`,
      "expected an event as written by Logic Arena"
    );
  if (isFrequent(value)) {
    readFrom.set(value, line);
    return value;
  }
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) {
    readFrom.set(parsed.data, line);
    return parsed.data;
  }
  throw new ArenaError("BadLog", at, ...unlike(value, line, parsed.error.issues));
}
function unlike(value, line, issues) {
  const { type, key, body } = value ?? {};
  if (typeof key === "string" && typeof body === "string")
    return ["an answer on a cassette", "expected a log: log.jsonl or log.partial.jsonl lies beside the cassette of a run"];
  if (typeof type !== "string")
    return [
      `no event (${excerpt(line)}): ${issues[0].path.join(".")} ${issues[0].message}`,
      "expected an event as written by Logic Arena"
    ];
  if (!TYPES.has(type))
    return [
      `an event "${type.slice(0, 40)}", which this version does not know`,
      "expected a log of the arena: read it with the version that wrote it"
    ];
  const other = issues.find(({ code }) => code !== "unrecognized_keys");
  if (other === void 0) {
    const names2 = issues.flatMap(({ path, ...issue }) => "keys" in issue ? issue.keys.map((name) => [...path, name].join(".")) : []);
    return [
      `${eventOf(type)}: ${names2.map((name) => `"${name.slice(0, 40)}"`).join(", ")}, which this version does not know`,
      "expected the fields that it has: read it with the version of the arena that wrote it"
    ];
  }
  return [`${eventOf(type)}: ${other.path.join(".")} ${other.message}`, "expected an event as written by Logic Arena"];
}
var eventOf = (type) => `${/^[ei]/.test(type) ? "an" : "a"} "${type}" event`;
var excerpt = (line) => JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}...` : line);
async function* readLog(lines, options = {}) {
  const { where = "log", onTorn, onDamage, wanted = () => true } = options;
  let number = 0;
  let last4 = 0;
  let whole = 0;
  let first2 = 0;
  let kept2 = [];
  let events = [];
  let broken;
  let lost = false;
  let passing = false;
  const held = [];
  const leave = () => {
    [kept2, events, first2, broken] = [[], [], 0, void 0];
  };
  const damaged = (reason) => {
    if (onDamage === void 0) throw reason;
    if (whole === 0) held.push(reason);
    else onDamage(reason);
    leave();
  };
  for await (const some of lines)
    for (const line of typeof some === "string" ? [some] : some) {
      number++;
      if (line === "" || broken !== void 0 && /^[\s\0]*$/.test(line)) continue;
      if (broken !== void 0) {
        damaged(broken);
        lost = true;
      }
      last4 = number;
      if (passing && !line.includes('"type":"end"') && !line.includes('"type":"start"')) continue;
      let event;
      try {
        event = parseLine(line, number, where);
      } catch (error) {
        broken = error;
        if (first2 === 0) first2 = number;
        continue;
      }
      const starts = event.type === "start";
      if (lost && !starts) continue;
      lost = false;
      if (starts !== (events.length === 0)) {
        damaged(
          new ArenaError(
            "BadLog",
            `${where} line ${number}`,
            starts ? "a start inside an episode" : `${eventOf(event.type)} outside an episode`,
            "expected each episode to run from one start to one end"
          )
        );
        lost = !starts;
        if (lost) continue;
      }
      if (events.length === 0) first2 = number;
      if (event.type === "start") passing = !wanted(event.episode);
      if (!passing) kept2.push(line);
      events.push(event);
      if (event.type === "end") {
        whole++;
        for (const reason of held.splice(0)) onDamage(reason);
        if (!passing) yield { events, firstLine: first2, lines: kept2 };
        passing = false;
        leave();
      }
    }
  if (broken !== void 0 && (whole + events.length === 0 || !broken.message.includes(": not JSON: "))) damaged(broken);
  if (held.length > 0) throw held[0];
  if (events.length > 0 || broken !== void 0)
    onTorn?.({
      line: first2,
      lines: last4 - first2 + 1,
      reason: broken === void 0 ? "the episode has no end" : "the last line is torn"
    });
}

// src/core/metrics.ts
var mean = (values) => values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
var decisions = (episode, subject) => episode.frames.reduce((n, { step: step2 }) => n + (step2 === void 0 ? 0 : subject.filter((role2) => role2 in step2.actions).length), 0);
var faults = (episode, subject, code) => episode.frames.reduce(
  (n, { events }) => n + events.filter((e) => e.type === "fault" && subject.includes(e.role) && (code === void 0 || e.code === code)).length,
  0
);
var share = (episode, subject, code) => {
  const asked = decisions(episode, subject);
  return asked === 0 ? null : faults(episode, subject, code) / asked;
};
var metrics = [
  {
    id: "episode_return",
    title: "Return, mean over the subject's seats",
    better: "higher",
    kind: "mean",
    of: ({ end }, subject) => mean(subject.flatMap((role2) => end.returns[role2] ?? []))
  },
  {
    id: "success_rate",
    title: "Episodes that reached the goal",
    better: "higher",
    kind: "rate",
    of: ({ end }) => end.outcome.success ? 1 : 0
  },
  {
    id: "steps_to_success",
    title: "Rounds until the goal (the horizon where it was missed)",
    better: "lower",
    kind: "mean",
    of: ({ end, frames }, _subject, env3) => {
      const { round: round2, horizon } = env3.clock(frames.at(-1).state);
      return end.outcome.success ? round2 : horizon;
    }
  },
  {
    id: "fault_rate",
    title: "Turns forfeited by a fault",
    better: "lower",
    kind: "mean",
    of: (episode, subject) => share(episode, subject)
  },
  {
    id: "invalid_action_rate",
    title: "Turns answered with an illegal action",
    better: "lower",
    kind: "mean",
    of: (episode, subject) => share(episode, subject, "IllegalAction")
  }
];
var metricsOf = (env3) => [...metrics, ...env3.metrics ?? []];
var decisionTimes = (episode, subject) => episode.frames.flatMap(({ step: step2 }) => {
  const ms = step2?.wall?.["ms"];
  return ms === void 0 ? [] : subject.flatMap((role2) => ms[role2] ?? []);
});

// src/core/random.ts
function threefry(key, c0, c1) {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = k0 ^ k1 ^ 466688986;
  let x = c0 + k0 | 0;
  let y = c1 + k1 | 0;
  x = x + y | 0;
  y = (y << 13 | y >>> 19) ^ x;
  x = x + y | 0;
  y = (y << 15 | y >>> 17) ^ x;
  x = x + y | 0;
  y = (y << 26 | y >>> 6) ^ x;
  x = x + y | 0;
  y = (y << 6 | y >>> 26) ^ x;
  x = x + k1 | 0;
  y = y + k2 + 1 | 0;
  x = x + y | 0;
  y = (y << 17 | y >>> 15) ^ x;
  x = x + y | 0;
  y = (y << 29 | y >>> 3) ^ x;
  x = x + y | 0;
  y = (y << 16 | y >>> 16) ^ x;
  x = x + y | 0;
  y = (y << 24 | y >>> 8) ^ x;
  x = x + k2 | 0;
  y = y + k0 + 2 | 0;
  x = x + y | 0;
  y = (y << 13 | y >>> 19) ^ x;
  x = x + y | 0;
  y = (y << 15 | y >>> 17) ^ x;
  x = x + y | 0;
  y = (y << 26 | y >>> 6) ^ x;
  x = x + y | 0;
  y = (y << 6 | y >>> 26) ^ x;
  x = x + k0 | 0;
  y = y + k1 + 3 | 0;
  x = x + y | 0;
  y = (y << 17 | y >>> 15) ^ x;
  x = x + y | 0;
  y = (y << 29 | y >>> 3) ^ x;
  x = x + y | 0;
  y = (y << 16 | y >>> 16) ^ x;
  x = x + y | 0;
  y = (y << 24 | y >>> 8) ^ x;
  x = x + k1 | 0;
  y = y + k2 + 4 | 0;
  x = x + y | 0;
  y = (y << 13 | y >>> 19) ^ x;
  x = x + y | 0;
  y = (y << 15 | y >>> 17) ^ x;
  x = x + y | 0;
  y = (y << 26 | y >>> 6) ^ x;
  x = x + y | 0;
  y = (y << 6 | y >>> 26) ^ x;
  x = x + k2 | 0;
  y = y + k0 + 5 | 0;
  return [x >>> 0, y >>> 0];
}
function keyOf(seed2) {
  if (!Number.isSafeInteger(seed2) || seed2 < 0)
    throw new ArenaError("BadInput", "keyOf", `seed ${seed2}`, "expected an integer from 0 to 9007199254740991");
  return [Math.floor(seed2 / 4294967296), seed2 >>> 0];
}
var fold = (key, data) => threefry(key, 0, data >>> 0);
function foldName(key, name) {
  let hash2 = 2166136261;
  for (let i = 0; i < name.length; i++) hash2 = Math.imul(hash2 ^ name.charCodeAt(i), 16777619);
  return fold(key, hash2);
}
var rng = (key) => new Draws(key);
var Draws = class {
  #key;
  #counter = 0;
  #spare = -1;
  constructor(key) {
    this.#key = key;
  }
  /** The next 32 random bits; a block of the cipher holds two words. */
  #word() {
    if (this.#spare >= 0) {
      const kept2 = this.#spare;
      this.#spare = -1;
      return kept2;
    }
    const [first2, second] = threefry(this.#key, 1, this.#counter++);
    this.#spare = second;
    return first2;
  }
  uniform() {
    return this.#word() / 4294967296;
  }
  int(below) {
    return Math.floor(this.#word() * below / 4294967296);
  }
  pick(items) {
    if (items.length === 0) throw new ArenaError("BadInput", "rng.pick", "an empty list", "expected at least one item");
    return items[this.int(items.length)];
  }
  shuffle(items) {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }
};
function episodeKeys(seed2) {
  const root = keyOf(seed2);
  const chance = fold(root, 1);
  const agents2 = fold(root, 2);
  return {
    init: fold(root, 0),
    step: (t2) => fold(chance, t2),
    act: (t2, role2) => foldName(fold(agents2, t2), role2)
  };
}

// src/core/range.ts
var numbersOf = ({ min, max }) => Array.from({ length: max - min + 1 }, (_, i) => min + i);
var rangeText = ({ min, max, unit }) => `a whole number from ${min} to ${max}${unit === void 0 ? "" : ` (${unit})`}`;
var inRange = ({ min, max }, value) => Number.isInteger(value) && value >= min && value <= max;

// src/core/rollout.ts
var wordOf = (role2) => role2.replace(/-\d+$/, "");
function castFor(cast, role2) {
  const word2 = wordOf(role2);
  const spec2 = Object.hasOwn(cast, role2) ? cast[role2] : Object.hasOwn(cast, word2) ? cast[word2] : void 0;
  if (spec2 === void 0)
    throw new ArenaError(
      "BadInput",
      "cast",
      `nobody plays "${role2}" (cast: ${Object.keys(cast).join(", ") || "empty"})`,
      `expected an agent for "${role2}" or for every "${word2}"`
    );
  return spec2;
}
function parseParams(env3, params = {}) {
  const parsed = env3.params.safeParse(params);
  if (parsed.success) return parsed.data;
  throw badParams(`${env3.id} parameters`, parsed.error, env3.params);
}
function parseInjection(env3, injection) {
  const emergency = lookup(env3.emergencies, injection.emergency, `${env3.id} emergencies`, "emergency");
  const parsed = emergency.params.safeParse(injection.params);
  if (!parsed.success) throw badParams(`${env3.id} emergency ${injection.emergency}`, parsed.error, emergency.params);
  return { emergency: injection.emergency, params: parsed.data };
}
function badParams(where, error, schema) {
  const issues = error.issues.flatMap((issue) => causesOf(issue));
  const [{ code, path }] = issues;
  const fields = fieldsAt(schema, code === "unrecognized_keys" ? path : path.slice(0, -1));
  return new ArenaError(
    "BadParams",
    where,
    issues.map((issue) => issue.path.length === 0 ? issue.message : `"${issue.path.join(".")}": ${issue.message}`).join("; "),
    fields.length === 0 ? "expected other values" : `expected values for any of ${fields.join(", ")}`
  );
}
function causesOf(issue) {
  const { path, errors = [], issues = [] } = issue;
  const within = (found) => found.flatMap((one) => causesOf({ ...one, path: [...path, ...one.path] }));
  if (issue.code === "invalid_key") return issues.map(({ message: message2 }) => ({ ...issue, code: "", message: message2 }));
  if (issue.code !== "invalid_union" || errors.length === 0) return [issue];
  const form = errors.find((found) => found.every((one) => one.code !== "invalid_type" || one.path.length > 0));
  if (form !== void 0) return within(form);
  return [{ path, message: `Invalid input: expected ${errors.map(([first2]) => first2?.expected ?? "another value").join(" or ")}` }];
}
function fieldsAt(schema, path) {
  let at = bareOf(schema);
  for (const step2 of path) {
    const { type, shape, element, valueType } = at ?? { type: "" };
    at = bareOf(type === "object" ? shape[step2] : type === "array" ? element : valueType);
  }
  return at?.type === "object" ? Object.keys(at["shape"]) : [];
}
function bareOf(schema) {
  const def = schema?.def;
  const inner = def?.["innerType"] ?? (def?.type === "pipe" ? def["in"] : void 0);
  return inner === void 0 ? def : bareOf(inner);
}
async function* rollout(env3, options) {
  await env3.prepare?.();
  const { seed: seed2, cast, clock, branch } = options;
  const params = parseParams(env3, options.params);
  const keys = episodeKeys(seed2);
  const hash2 = lineHash();
  const log = (event) => {
    hash2.add(coveredText(event));
    return event;
  };
  let state = deepFreeze(env3.init(params, keys.init));
  const seats = /* @__PURE__ */ new Map();
  const seatOf = (role2) => seats.get(role2) ?? seated(role2);
  const seated = async (role2) => {
    const seat2 = await options.seat(role2, castFor(cast, role2));
    seats.set(role2, seat2);
    return seat2;
  };
  const dispose = () => {
    for (const seat2 of seats.values()) seat2.dispose();
    seats.clear();
  };
  try {
    for (const role2 of env3.roles(state)) castFor(cast, role2);
    yield log({
      type: "start",
      format: LOG_FORMAT,
      episode: options.episode ?? `${env3.id}/${seed2}`,
      env: env3.id,
      version: env3.version,
      params,
      seed: seed2,
      cast,
      digest: digest(state),
      ...options.inputs === void 0 || Object.keys(options.inputs).length === 0 ? {} : { inputs: options.inputs },
      ...branch === void 0 ? {} : { parent: { episode: branch.episode, t: branch.t } },
      ...options.wall === void 0 ? {} : { wall: options.wall }
    });
    let t2 = 0;
    for (; !isOver(env3, state); t2++) {
      let injections = branch !== void 0 && t2 <= branch.t ? branch.frames[t2]?.events.filter((event) => event.type === "inject") ?? [] : [];
      const past = branch !== void 0 && t2 < branch.t ? branch.frames[t2] : void 0;
      while (injections.length > 0 || past === void 0 && (injections = options.injections?.() ?? []).length > 0) {
        for (const injection of injections) {
          const { emergency, params: injected } = parseInjection(env3, injection);
          state = deepFreeze(env3.emergencies[emergency].apply(state, injected));
          yield log({ type: "inject", t: t2, emergency, params: injected });
        }
        injections = [];
      }
      if (isOver(env3, state)) break;
      const roles = env3.turn(state);
      const actions = {};
      const took = {};
      if (past?.step !== void 0) {
        for (const event of past.events) if (event.type !== "inject") yield log(event);
        Object.assign(actions, past.step.actions);
      } else {
        const ask2 = (role2) => decide(env3, state, t2, role2, () => seatOf(role2), keys.act(t2, role2), options);
        const decisions2 = [];
        if (options.oneByOne === true) for (const role2 of roles) decisions2.push(await ask2(role2));
        else {
          const asked = roles.map(ask2);
          decisions2.push(
            ...asked.some((one) => one instanceof Promise) ? await Promise.all(asked.map((one) => Promise.resolve(one))) : asked
          );
        }
        for (const [i, role2] of roles.entries()) {
          const decision = decisions2[i];
          actions[role2] = decision.action;
          took[role2] = decision.ms;
          for (const trace of decision.traces) yield log(traced(t2, role2, trace));
          if (decision.fault !== void 0) yield log({ type: "fault", t: t2, role: role2, ...decision.fault });
        }
      }
      const next = deepFreeze(env3.step(state, actions, keys.step(t2)));
      const rewards = rewardsOf(env3, state, next);
      state = next;
      yield log({
        type: "step",
        t: t2,
        actions,
        rewards,
        digest: digest(state),
        ...clock === void 0 || past !== void 0 ? {} : { wall: { ms: took } }
      });
    }
    dispose();
    yield {
      type: "end",
      t: t2,
      reason: env3.turn(state).length === 0 ? "terminated" : "truncated",
      returns: env3.returns(state),
      outcome: env3.outcome(state),
      logDigest: hash2.hex()
    };
  } finally {
    dispose();
  }
}
function isOver(env3, state) {
  const { round: round2, horizon } = env3.clock(state);
  return round2 >= horizon || env3.turn(state).length === 0;
}
var rewardsOf = (env3, before2, after2) => gains(env3.returns(before2), env3.returns(after2));
function gains(before2, after2) {
  const all = {};
  for (const role2 of Object.keys(after2)) all[role2] = after2[role2] - (before2[role2] ?? 0);
  return all;
}
function traced(t2, role2, trace) {
  if (trace.type !== "infer" || trace.wall === void 0) return { type: "trace", t: t2, role: role2, trace };
  const { wall: wall2, ...rest } = trace;
  return { type: "trace", t: t2, role: role2, trace: rest, wall: wall2 };
}
function decide(env3, state, t2, role2, seat2, key, options) {
  const { clock, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const legal = deepFreeze(env3.legal(state, role2));
  const traces = [];
  let open2 = true;
  const began = clock?.() ?? 0;
  const close = (action, fault) => {
    open2 = false;
    return { action, traces, ms: (clock?.() ?? 0) - began, ...fault === void 0 ? {} : { fault } };
  };
  const forfeit = (code, message2) => close(rng(fold(key, FALLBACK)).pick(legal), { code, message: message2 });
  const failed = (thrown) => {
    const name = thrown instanceof Error ? thrown.name : "";
    return forfeit(NAMED.find((code) => code === name) ?? "AgentCrash", messageOf(thrown));
  };
  const judged = (answer2) => isLegal(legal, answer2) ? close(answer2) : forfeit("IllegalAction", illegal(legal, answer2, env3.range?.(state, role2)));
  const asked = (ready) => {
    const observation = deepFreeze(env3.observe(state, role2));
    const range = env3.range?.(state, role2);
    const turn = { role: role2, t: t2, legal, key, deadlineMs, ...range === void 0 ? {} : { range } };
    return ready.act(observation, turn, (trace) => {
      if (open2) traces.push(frozenCopy(trace));
    });
  };
  const doomed = options.forfeits?.find((f) => f.role === role2 && (f.t === t2 || f.onward === true && f.t < t2));
  if (doomed !== void 0) {
    traces.push(...doomed.t === t2 ? doomed.traces ?? [] : []);
    return forfeit(doomed.code, doomed.message);
  }
  let answer;
  try {
    options.asking?.(t2, role2);
    const ready = seat2();
    answer = ready instanceof Promise ? ready.then(asked) : asked(ready);
  } catch (thrown) {
    return failed(thrown);
  }
  return answer instanceof Promise ? answer.then(judged, failed) : judged(answer);
}
var FALLBACK = 64017;
var NAMED = ["Timeout", "FunctionFault", "BadAnswer", "ModelFailed"];
var DEFAULT_DEADLINE_MS = 1e4;
function isLegal(legal, action) {
  if (action === null || typeof action !== "object") return legal.includes(action);
  try {
    const chosen = canonical(action);
    return legal.some((one) => canonical(one) === chosen);
  } catch {
    return false;
  }
}
function illegal(legal, answer, range) {
  let found;
  try {
    found = canonical(answer);
  } catch {
    found = `a value that is not JSON (${typeof answer})`;
  }
  if (found.length > 120) found = `${found.slice(0, 120)}...`;
  return `chose ${found}, expected ${range === void 0 ? `one of ${legal.map((action) => canonical(action)).join(", ")}` : rangeText(range)}`;
}

// src/core/replay.ts
async function replay(env3, events) {
  await env3.prepare?.();
  const frames = [];
  const walk2 = replayFrames(env3, events);
  for (; ; ) {
    const next = walk2.next();
    if (next.done === true) return { start: events[0], frames, end: next.value };
    frames.push(next.value);
  }
}
function* replayFrames(env3, events) {
  const start = events[0];
  if (start?.type !== "start")
    throw bad("replay", `it begins with ${start === void 0 ? "nothing" : `"${start.type}"`}`, "expected a start event");
  const where = `replay ${start.episode}`;
  if (start.format !== LOG_FORMAT) throw bad(where, `log format ${start.format}`, `expected ${LOG_FORMAT}`);
  if (start.env !== env3.id || start.version !== env3.version)
    throw bad(
      where,
      `it was played on ${start.env}@${start.version}`,
      `expected ${env3.id}@${env3.version}: replay it with the version of the arena that wrote it`
    );
  const params = parseParams(env3, start.params);
  if (canonical(params) !== canonical(start.params)) throw bad(where, "its parameters are incomplete", "expected them whole, as written");
  const keys = episodeKeys(start.seed);
  const hash2 = lineHash();
  const cover = (event) => hash2.add(textRead(event));
  const writtenAnew = (count2) => {
    const anew = lineHash();
    for (const event of events.slice(0, count2)) anew.add(coveredText(event));
    return anew.hex();
  };
  let state = deepFreeze(env3.init(params, keys.init));
  if (digest(state) !== start.digest) throw diverged(where, "start", digest(state), start.digest);
  cover(start);
  let t2 = 0;
  let gained = env3.returns(state);
  let pending = [];
  let before2 = state;
  for (let i = 1; i < events.length; i++) {
    const event = events[i];
    if (event.type === "start") throw bad(where, "a second start", "expected one episode");
    if (event.t !== t2) throw bad(where, `a "${event.type}" event of t=${event.t} at t=${t2}`, "expected the steps in order");
    switch (event.type) {
      case "inject": {
        const { emergency, params: injected } = parseInjection(env3, event);
        state = deepFreeze(env3.emergencies[emergency].apply(state, injected));
        before2 = state;
        gained = env3.returns(state);
        pending.push(event);
        break;
      }
      case "trace":
      case "fault":
        pending.push(event);
        break;
      case "step": {
        if (isOver(env3, state)) throw bad(where, `a step at t=${t2}`, "expected none: the episode is over");
        const roles = env3.turn(state);
        for (const role2 of roles)
          if (!isLegal(env3.legal(state, role2), event.actions[role2]))
            throw diverged(
              where,
              `t=${t2}: action of ${role2}`,
              `not legal (${JSON.stringify(event.actions[role2]) ?? "missing"})`,
              "a legal one"
            );
        if (Object.keys(event.actions).length !== roles.length)
          throw diverged(where, `t=${t2}: actions`, Object.keys(event.actions).join(", "), roles.join(", "));
        const next = deepFreeze(env3.step(state, event.actions, keys.step(t2)));
        const found = digest(next);
        if (found !== event.digest) throw diverged(where, `t=${t2}: digest`, found, event.digest);
        const returns = env3.returns(next);
        const rewards = gains(gained, returns);
        if (!sameNumbers(rewards, event.rewards)) throw diverged(where, `t=${t2}: rewards`, canonical(rewards), canonical(event.rewards));
        gained = returns;
        yield { t: t2, state: before2, events: pending, step: event };
        state = next;
        before2 = next;
        pending = [];
        t2++;
        break;
      }
      case "end": {
        if (!isOver(env3, state)) throw bad(where, `an end at t=${t2}`, "expected more steps: the episode is not over");
        const reason = env3.turn(state).length === 0 ? "terminated" : "truncated";
        const ended = canonical({ reason, returns: env3.returns(state), outcome: env3.outcome(state) });
        const recorded = canonical({ reason: event.reason, returns: event.returns, outcome: event.outcome });
        if (ended !== recorded) throw diverged(where, "end", ended, recorded);
        const found = hash2.hex() === event.logDigest ? event.logDigest : writtenAnew(i);
        if (found !== event.logDigest)
          throw new ArenaError(
            "Diverged",
            where,
            `log digest ${found} over its lines, recorded ${event.logDigest}`,
            "expected equal ones: a line was edited after it was written"
          );
        if (i < events.length - 1) throw bad(where, "events after the end", "expected the end to be last");
        yield { t: t2, state, events: pending };
        return event;
      }
      default:
        event;
    }
    cover(event);
  }
  throw bad(where, `no end after t=${t2}`, "expected a whole episode (the log was cut off)");
}
function sameNumbers(a, b) {
  let fields = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    fields++;
  }
  for (const _ in b) fields--;
  return fields === 0;
}
var bad = (where, found, expected) => new ArenaError("BadLog", where, found, expected);
var diverged = (where, at, found, recorded) => new ArenaError(
  "Diverged",
  where,
  `${at} is ${found} when played again`,
  `expected ${recorded} as recorded: the log was edited, or the rules changed`
);

// src/core/splits.ts
var SPLITS = {
  train: 0,
  validation: 1e6,
  test: 2e6,
  shift: 3e6,
  emergency: 4e6,
  "unseen-functions": 5e6,
  "cross-env": 6e6
};
var SPLIT_SIZE = 1e6;
var splitOf = (seed2) => Object.keys(SPLITS).find((split) => seed2 >= SPLITS[split] && seed2 < SPLITS[split] + SPLIT_SIZE);

// src/core/statistics.ts
var ALPHA = 0.05;
var RESAMPLES = 2e3;
var ROUNDS = 4999;
var NOISE = 1e-9;
function check(ok, where, found, expected) {
  if (!ok) throw new ArenaError("BadInput", where, found, `expected ${expected}`);
}
function checkValues(where, xs, least2 = 1) {
  check(xs.length >= least2, where, `${xs.length} values`, `at least ${least2}`);
  const at = xs.findIndex((x) => !Number.isFinite(x));
  check(at < 0, where, `${xs[at]} at index ${at}`, "finite numbers");
}
var checkCount = (where, name, value, least2 = 1) => check(Number.isSafeInteger(value) && value >= least2, where, `${name} = ${value}`, `an integer from ${least2}`);
function checked(where, { resamples = RESAMPLES, level = 1 - ALPHA, rounds = ROUNDS }) {
  checkCount(where, "resamples", resamples);
  checkCount(where, "rounds", rounds);
  check(level > 0 && level < 1, where, `level = ${level}`, "a number between 0 and 1");
  return { resamples, level, rounds };
}
function mean2(xs) {
  checkValues("mean", xs);
  const rough = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  return rough + xs.reduce((sum, x) => sum + (x - rough), 0) / xs.length;
}
function quantileSorted(sorted, p) {
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)];
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)] - low);
}
function quantile(xs, p) {
  checkValues("quantile", xs);
  check(p >= 0 && p <= 1, "quantile", `p = ${p}`, "a number from 0 to 1");
  return quantileSorted(Float64Array.from(xs).sort(), p);
}
var median = (xs) => quantile(xs, 0.5);
function standardDeviation(xs) {
  checkValues("standardDeviation", xs, 2);
  const centre = mean2(xs);
  return Math.sqrt(xs.reduce((sum, x) => sum + (x - centre) * (x - centre), 0) / (xs.length - 1));
}
function interquartileMean(xs) {
  checkValues("interquartileMean", xs);
  const cut = Math.floor(xs.length / 4);
  return mean2([...Float64Array.from(xs).sort()].slice(cut, xs.length - cut));
}
function wilson(successes, n, z22 = 1.959963984540054) {
  checkCount("wilson", "n", n);
  checkCount("wilson", "successes", successes, 0);
  check(successes <= n, "wilson", `${successes} successes of ${n}`, "at most n");
  check(z22 > 0 && z22 < Infinity, "wilson", `z = ${z22}`, "a positive number");
  const rate = successes / n;
  const scale = 1 + z22 * z22 / n;
  const centre = rate + z22 * z22 / (2 * n);
  const half = z22 * Math.sqrt((rate * (1 - rate) + z22 * z22 / (4 * n)) / n);
  return { low: successes === 0 ? 0 : (centre - half) / scale, high: successes === n ? 1 : (centre + half) / scale };
}
function resampled(n, resamples, key, statistic) {
  let [a, b] = threefry(key, 1, 0);
  let [c, counter] = threefry(key, 1, 1);
  const indices = new Uint32Array(n);
  const values = new Float64Array(resamples);
  let kept2 = 0;
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) {
      const word2 = a + b + counter | 0;
      counter = counter + 1 | 0;
      a = b ^ b >>> 9;
      b = c + (c << 3) | 0;
      c = (c << 21 | c >>> 11) + word2 | 0;
      indices[i] = Math.floor((word2 >>> 0) * n / 4294967296);
    }
    const value = statistic(indices);
    if (Number.isFinite(value)) values[kept2++] = value;
  }
  return values.subarray(0, kept2).sort();
}
function normal(x) {
  let [area, term, exp, power] = [x, x, 1, 1];
  for (let k = 1; k <= 200; k++) {
    area += term *= x * x / (2 * k + 1);
    exp += power *= x * x / (2 * k);
  }
  return 0.5 + area / (exp * 2.5066282746310002);
}
function normalQuantile(p) {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normal(middle) < p) low = middle;
    else high = middle;
  }
  return low;
}
function resampledMean(xs, key, resamples) {
  const centre = mean2(xs);
  const deviations = Float64Array.from(xs, (x) => x - centre);
  const scale = deviations.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  if (scale === 0) return () => ({ low: centre, high: centre });
  const means = resampled(xs.length, resamples, key, (indices) => {
    let sum = 0;
    for (let i = 0; i < indices.length; i++) sum += deviations[indices[i]];
    return sum / indices.length;
  });
  const squares = deviations.reduce((sum, d) => sum + d / scale * (d / scale), 0);
  const cubes = deviations.reduce((sum, d) => sum + d / scale * (d / scale) * (d / scale), 0);
  const acceleration = cubes / (6 * squares * Math.sqrt(squares));
  const noise = NOISE * scale / xs.length;
  const below = means.reduce((sum, m) => sum + (m < -noise ? 1 : m <= noise ? 0.5 : 0), 0);
  const bias = normalQuantile(Math.min(Math.max(below, 0.5), resamples - 0.5) / resamples);
  const limit = (z22) => {
    const slope = 1 - acceleration * (bias + z22);
    const at = slope > 0 ? bias + (bias + z22) / slope : 8 * Math.sign(bias + z22);
    return centre + quantileSorted(means, normal(Math.min(Math.max(at, -8), 8)));
  };
  return (level) => ({ low: limit(normalQuantile((1 - level) / 2)), high: limit(normalQuantile((1 + level) / 2)) });
}
function bootstrapMean(xs, key, options = {}) {
  const { resamples, level } = checked("bootstrapMean", options);
  checkValues("bootstrapMean", xs);
  return resampledMean(xs, key, resamples)(level);
}
function bootstrap(n, statistic, key, options = {}) {
  const { resamples, level } = checked("bootstrap", options);
  checkCount("bootstrap", "n", n);
  const values = resampled(n, resamples, key, statistic);
  check(values.length > 0, "bootstrap", "no resample with a finite statistic", "at least one");
  return { low: quantileSorted(values, (1 - level) / 2), high: quantileSorted(values, (1 + level) / 2) };
}
function pairedPermutation(differences, key, options = {}) {
  const { rounds } = checked("pairedPermutation", options);
  checkValues("pairedPermutation", differences);
  const n = differences.length;
  const ds = Float64Array.from(differences);
  const bar = Math.abs(ds.reduce((sum, d) => sum + d, 0)) - NOISE * ds.reduce((sum, d) => sum + Math.abs(d), 0);
  const exact = n < 31 && 1 << n <= rounds + 1;
  const patterns = exact ? 1 << n : rounds;
  let hits = 0;
  for (let r = 0, counter = 0; r < patterns; r++) {
    let sum = 0;
    for (let i = 0, bits = [r, 0]; i < n; i++) {
      if (!exact && (i & 63) === 0) bits = threefry(key, 1, counter++);
      sum += ds[i] * (1 - 2 * (bits[i >>> 5 & 1] >>> (i & 31) & 1));
    }
    if (Math.abs(sum) >= bar) hits++;
  }
  return exact ? hits / patterns : (hits + 1) / (rounds + 1);
}
function differencesOf(where, a, b) {
  check(a.length === b.length, where, `${a.length} and ${b.length} values`, "lists of one length");
  const differences = a.map((x, i) => x - b[i]);
  checkValues(where, differences);
  return differences;
}
function pairedDifference(a, b, key, options = {}) {
  const ds = differencesOf("pairedDifference", a, b);
  const interval = bootstrapMean(ds, fold(key, 0), options);
  return { n: ds.length, difference: mean2(ds), interval, p: pairedPermutation(ds, fold(key, 1), options) };
}
var ascending = (ps) => ps.map((_, i) => i).sort((i, j) => ps[i] - ps[j] || i - j);
function holm(ps) {
  for (const p of ps) check(p >= 0 && p <= 1, "holm", `p = ${p}`, "numbers from 0 to 1");
  const adjusted = new Array(ps.length).fill(1);
  let least2 = 0;
  ascending(ps).forEach((at, rank) => adjusted[at] = least2 = Math.max(least2, Math.min(1, (ps.length - rank) * ps[at])));
  return adjusted;
}
function pairedFamily(pairs, key) {
  const m = pairs.length;
  const differences = pairs.map(({ a, b }, i) => differencesOf(`pairedFamily[${i}]`, a, b));
  const rounds = Math.max(ROUNDS, 1e3 * m - 1);
  const ps = differences.map((ds, i) => pairedPermutation(ds, fold(fold(key, i), 1), { rounds }));
  const adjusted = holm(ps);
  const results = new Array(m);
  let [divisor, open2] = [m, true];
  ascending(ps).forEach((i, rank) => {
    if (open2) divisor = m - rank;
    const [ds, p] = [differences[i], ps[i]];
    const intervalOf = resampledMean(ds, fold(fold(key, i), 0), Math.max(RESAMPLES, 1e3 * divisor));
    const corrected = intervalOf(1 - ALPHA / divisor);
    const tied = corrected.low <= 0 && corrected.high >= 0 || adjusted[i] > ALPHA;
    open2 &&= p <= ALPHA / divisor && !tied;
    results[i] = { n: ds.length, difference: mean2(ds), interval: intervalOf(1 - ALPHA), p, pHolm: adjusted[i], corrected, tied };
  });
  return results;
}

// agents/faulty.ts
import { z as z3 } from "zod";
var paramsSchema = z3.strictObject({
  mode: z3.enum(["throw", "hang", "never", "illegal", "nonsense", "mutate"]).default("throw").describe(
    "throw an error, compute for ever, never answer, choose an illegal action, answer with what is no action, write to what it was shown"
  ),
  every: z3.int().min(1).default(4).describe("Misbehaves when t is a multiple of this")
});
var faulty = {
  id: "faulty",
  title: "Faulty",
  about: "Misbehaves on purpose (throws, hangs, answers nonsense): shows what the arena does with faults.",
  params: paramsSchema,
  create(params) {
    const { mode, every } = params;
    return {
      act(observation, { t: t2, legal, key }, emit) {
        if (t2 % every !== 0) return rng(key).pick(legal);
        emit({ type: "note", text: `about to ${mode}` });
        switch (mode) {
          case "throw":
            throw new Error("faulty on purpose");
          case "hang":
            for (; ; ) ;
          case "never":
            return new Promise(() => {
            });
          case "illegal":
            return "no-such-action";
          case "nonsense":
            return void 0;
          case "mutate":
            observation.notices = [];
            return legal[0];
          default:
            return mode;
        }
      },
      dispose: () => {
      }
    };
  }
};

// agents/functions/index.ts
import { z as z7 } from "zod";

// function-base/words.ts
var JOINING = "a an and are at be for has have in is it its of on or that the there this to was when with you your".split(" ");
var IDLE_IN_RETRIEVAL = /* @__PURE__ */ new Set([...JOINING, "from", "if", "use", "were"]);
var IDLE_IN_TELEGRAMS = /* @__PURE__ */ new Set([
  ...JOINING,
  ..."all any been by can could may might must shall should some will would".split(" ")
]);
var telegram = (text) => (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'-]*|[;:()]/gu) ?? []).filter((word2) => !IDLE_IN_TELEGRAMS.has(word2)).join(" ");

// function-base/clauses.ts
function clauseOf(text, where) {
  const bad2 = (found, expected) => new ArenaError("BadFunction", where, `@when ${text}: ${found}`, expected);
  const clause = {};
  for (const part of text.split(/\s+/)) {
    const [, fact, word2] = /^([a-z][\w-]*)=([\w-]+)$/i.exec(part) ?? [];
    if (fact === void 0 || word2 === void 0) throw bad2(`"${part}"`, "expected a fact and its word, as in near=free");
    if (Object.hasOwn(clause, fact)) throw bad2(`${fact} twice`, "expected one word of a fact: other words belong to clauses of their own");
    clause[fact] = word2;
  }
  return clause;
}
var holds = (clause, facts2) => Object.entries(clause).every(([fact, word2]) => facts2[fact] === word2);
function shareOf(clause, facts2) {
  const phrases = Object.entries(clause);
  return phrases.filter(([fact, word2]) => facts2[fact] === word2).length / phrases.length;
}
function fitOf({ when, answers }, { facts: facts2, observation }) {
  const best3 = Math.max(0, ...when.map((clause) => shareOf(clause, facts2)));
  if (answers === void 0) return best3;
  const said = new Set(observation.notices.flatMap(({ text }) => telegram(text).split(" ")));
  const words2 = telegram(answers).split(" ");
  return (when.length === 0 ? 1 : best3) * (words2.filter((word2) => said.has(word2)).length / words2.length);
}
var before = (fact, says2) => says2[fact] ?? `the ${fact} is`;
var phrasesOf = (clause, form) => Object.entries(clause).map(([fact, word2]) => `${form(fact)} ${word2}`);
function conditionsOf({ when, answers }, says2) {
  const told = answers === void 0 ? [] : [`a notice says that ${answers}`];
  if (when.length === 0) return told.length === 0 ? [] : [told.join("")];
  return when.map((clause) => [...told, ...phrasesOf(clause, (fact) => before(fact, says2))].join(" and "));
}
function sentenceOf(when, says2) {
  const all = conditionsOf(when, says2);
  return all.length === 0 ? "" : `Use when ${all.join("; or when ")}.`;
}
var formOf = (fact, says2) => telegram(before(fact, says2));
var clausesTelegram = (clauses, form) => clauses.map((clause) => phrasesOf(clause, form).join(" ")).join(" ; ");
var NOTICE = "notice";
function whenTelegram({ when, answers }, says2) {
  const clauses = clausesTelegram(when, (fact) => formOf(fact, says2));
  const told = answers === void 0 ? "" : `${NOTICE} ${telegram(answers)}`;
  return [clauses, told].filter((text) => text !== "").join(" ");
}
function searchedIn(entry, says2) {
  const conditions = conditionsOf(entry, says2);
  if (conditions.length > 0) return conditions;
  return entry.conditions === "" ? [entry.manual] : entry.conditions.split(/; or when\b/);
}

// function-base/manual.ts
function entryOf(name, source, { origin = { by: "committed" }, says: says2 = {} } = {}) {
  const where = `function ${name}`;
  const bad2 = (found, expected) => new ArenaError("BadFunction", where, found, expected);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
    throw bad2(`the name "${name}"`, "expected words of the letters a to z and digits, joined by hyphens");
  if (source.length > MAX_SOURCE) throw bad2(`${source.length} characters`, `expected at most ${MAX_SOURCE}`);
  const hidden = source.replace(/^\ufeff/, "").split(/\r?\n/).find((line) => printable(line) !== line);
  if (hidden !== void 0)
    throw bad2(
      `a control or invisible character in "${hidden.trim().slice(0, 80)}"`,
      "expected it written as \\u{...} in a text, or left out"
    );
  if ((source.match(/^export default /gm) ?? []).length !== 1)
    throw bad2("not one default export", "expected one `export default function`");
  const comment = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*export default function/.exec(source)?.[1];
  if (comment === void 0) throw bad2("no doc comment", "expected one right before `export default function`");
  const [text, ...tags] = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "")).join("\n").split(/^@(?=(?:stage|role|notice|answers|when|example)\b)/m);
  const tagged = (tag) => tags.filter((one) => one.startsWith(`${tag} `)).map((one) => plain(one.slice(tag.length)));
  const [stage, ...more3] = tagged("stage");
  if (stage === void 0 || more3.length > 0) throw bad2("not one @stage", "expected exactly one");
  const single = (tag) => {
    const [first2, second] = tagged(tag);
    if (second !== void 0) throw bad2(`@${tag} twice`, "expected one at most");
    return first2;
  };
  const [role2, notice, answers] = [single("role"), single("notice"), single("answers")];
  const when = tagged("when").map((clause) => clauseOf(clause, where));
  const [purpose, prose] = partsOf(plain(text));
  if (prose !== "" && (when.length > 0 || answers !== void 0))
    throw bad2('a sentence "Use when ..." beside @when or @answers', "expected one of them: the sentence is derived from the tags");
  if (notice === void 0 && answers !== void 0) throw bad2("@answers without @notice", "expected the id of the notice, too");
  if (notice !== void 0 && answers === void 0 && prose === "")
    throw bad2(`@notice ${notice} without @answers`, "expected what the notice says");
  const conditions = prose === "" ? sentenceOf({ when, ...answers === void 0 ? {} : { answers } }, says2) : prose;
  const manual = [purpose, conditions].filter((part) => part !== "").join(" ");
  if (manual === "") throw bad2("no manual", "expected a sentence that says what it does");
  const examples = tags.filter((one) => one.startsWith("example ")).map((one) => one.slice("example".length).trim()).map((json2, i) => {
    let value;
    try {
      value = JSON.parse(json2);
    } catch {
      throw bad2(`@example ${i + 1} is not JSON`, 'expected {"observation": ..., "legal": ..., "previous": ..., "result": ...}');
    }
    const fields = Object.keys(value).sort().join();
    if (fields !== "legal,observation,previous,result")
      throw bad2(`@example ${i + 1} has the fields ${fields}`, "expected observation, legal, previous and result");
    return value;
  });
  if (examples.length === 0) throw bad2("no @example", "expected at least one: it is the function's test");
  return {
    name,
    stage,
    ...role2 === void 0 ? {} : { role: role2 },
    purpose,
    when,
    ...answers === void 0 ? {} : { answers },
    conditions,
    manual,
    ...notice === void 0 ? {} : { notice },
    source,
    digest: digest(source),
    origin,
    examples
  };
}
var plain = (text) => text.replace(/\s+/g, " ").trim();
function partsOf(manual) {
  const at = manual.search(/\bUse when\b/);
  return at < 0 ? [manual, ""] : [manual.slice(0, at).trim(), manual.slice(at)];
}
var MAX_SOURCE = 8e3;

// function-base/misfits.ts
function misfits({ stages: stages3, words: words2, terms: terms2 }, { stage, role: role2, when }) {
  const ids = stages3.map(({ id }) => id);
  if (!ids.includes(stage)) return [{ found: `@stage ${stage}`, expected: `expected one of ${ids.join(", ")}` }];
  const strange = role2 === void 0 || words2.includes(role2) ? [] : [{ found: `@role ${role2}`, expected: `expected one of ${words2.join(", ")}` }];
  return [...strange, ...when.flatMap((clause) => termsIn(clause, terms2?.[stage], stage))];
}
function termsIn(clause, known, stage) {
  if (known === void 0) return [];
  return Object.entries(clause).flatMap(([fact, word2]) => {
    const expected = known[fact];
    if (expected === void 0)
      return [{ found: `@when ${fact}=${word2}, a fact that stage ${stage} does not have`, expected: `expected one of ${listed(known)}` }];
    return expected.includes(word2) ? [] : [{ found: `@when ${fact}=${word2}`, expected: `expected one of ${expected.join(", ")}` }];
  });
}
var listed = (known) => Object.keys(known).join(", ");
function strangers({ functions, emergency, stages: stages3, terms: terms2 }, found) {
  const stageOf = new Map(functions.map(({ name, stage }) => [name, stage]));
  const answering = new Map(emergency.map(({ name, stage }) => [name, stage]));
  const unknown = Object.keys(found.stages).filter((id) => !stages3.some((stage) => stage.id === id));
  return [
    ...unknown.map((id) => `stage ${id}, which there is not`),
    ...stages3.flatMap(({ id }) => {
      const table = found.stages[id];
      if (table === void 0) return [`no table for stage ${id}`];
      const { keys, rows, usual, answers = {} } = table;
      const taken2 = [...Object.values(rows), usual, ...found.fixed[id] === void 0 ? ["nothing fixed"] : [found.fixed[id]]];
      const known = terms2?.[id];
      const words2 = (row) => row.split(" ").some((word2, i) => word2 !== "-" && known?.[keys[i] ?? ""]?.includes(word2) === false);
      return [
        ...taken2.filter((name) => stageOf.get(name) !== id).map((name) => `stage ${id}: ${name}, which is no function of it`),
        ...Object.keys(answers).filter((name) => answering.get(name) !== id).map((name) => `stage ${id}: ${name}, which answers no notice there`),
        ...keys.filter((key) => known !== void 0 && known[key] === void 0).map((key) => `stage ${id}: the fact ${key}, which it does not have`),
        ...[...Object.keys(rows), ...Object.values(answers).flatMap((one) => Object.keys(one.rows))].filter((row) => row.split(" ").length > keys.length || words2(row)).map((row) => `stage ${id}: the row "${row}", whose words are not those of its facts`)
      ];
    })
  ];
}

// function-base/stages.ts
function stagesOf({ stages: stages3, stagesFor }, observation) {
  if (stagesFor === void 0) return stages3;
  return stagesFor(observation).map((id) => {
    const stage = stages3.find((one) => one.id === id);
    if (stage === void 0) throw new Error(`stagesFor: "${id}", expected some of ${stages3.map((one) => one.id).join(", ")}`);
    return stage;
  });
}
var isFor = ({ role: word2 }, role2) => word2 === void 0 || role2 === void 0 || word2 === wordOf(role2);
var ofStage = (entries, stage, role2) => entries.filter((entry) => entry.stage === stage && isFor(entry, role2));

// function-base/base.ts
function makeBase(env3, guide2, files2) {
  const mine = files2.filter(({ path }) => path.startsWith(`${env3}/`));
  const entries = mine.map(({ path, source, run }) => ({
    entry: entryOf(path.slice(path.lastIndexOf("/") + 1, -".js".length), source, { says: guide2.says }),
    emergency: path.startsWith(`${env3}/emergency/`),
    run
  }));
  const names2 = /* @__PURE__ */ new Set();
  for (const { entry, emergency } of entries) {
    const bad2 = (found, expected) => new ArenaError("BadFunction", `function ${env3}/${entry.name}`, found, expected);
    if (names2.has(entry.name)) throw bad2("its name is taken", "expected distinct names");
    names2.add(entry.name);
    for (const { found, expected } of misfits(guide2, entry)) throw bad2(found, expected);
    if (emergency !== (entry.notice !== void 0))
      throw bad2(emergency ? "no @notice" : `@notice ${entry.notice}`, "expected @notice in emergency/, and nowhere else");
  }
  const base = {
    ...guide2,
    facts: (observation, previous, stage) => checkedFacts(env3, guide2.facts(observation, previous, stage)),
    env: env3,
    functions: entries.filter(({ emergency }) => !emergency).map(({ entry }) => entry),
    emergency: entries.filter(({ emergency }) => emergency).map(({ entry }) => entry),
    native: new Map(entries.map(({ entry, run }) => [entry.name, run]))
  };
  const [wrong] = mine.length === 0 ? [] : strangers(base, base.found);
  if (wrong !== void 0)
    throw new ArenaError(
      "BadFunction",
      `found.json of ${env3}`,
      wrong,
      "expected functions, facts and words of the base: replace the others, then run `arena functions find` to search the table anew"
    );
  return base;
}
var words = /* @__PURE__ */ new Set();
function checkedFacts(env3, facts2) {
  for (const name in facts2) {
    const value = facts2[name];
    if (words.has(name) && words.has(value)) continue;
    const where = `facts of ${env3}: "${name}"`;
    if (!WORD.test(name)) throw new ArenaError("BadInput", where, "a name that is not one word", "expected one without spaces");
    if (typeof value !== "string" || !WORD.test(value))
      throw new ArenaError("BadInput", where, JSON.stringify(value), 'expected one word without spaces, as "very-low"');
    words.add(name).add(value);
  }
  return facts2;
}
var WORD = /^\S+$/;
var partial = /* @__PURE__ */ new WeakMap();
function without(base, hidden) {
  if (hidden.length === 0) return base;
  let known = partial.get(base);
  if (known === void 0) partial.set(base, known = /* @__PURE__ */ new Map());
  const key = [...new Set(hidden)].sort().join(" ");
  let made = known.get(key);
  if (made === void 0) known.set(key, made = makeWithout(base, new Set(hidden)));
  return made;
}
function makeWithout(base, hidden) {
  const bad2 = (found, expected) => new ArenaError("BadFunction", `hidden functions of ${base.env}`, found, expected);
  for (const name of hidden)
    if (!base.functions.some((one) => one.name === name))
      throw bad2(`"${name}"`, `expected some of ${base.functions.map((one) => one.name).join(", ")}`);
  const standIn = /* @__PURE__ */ new Map();
  const stages3 = Object.fromEntries(
    Object.entries(base.found.stages).map(([id, { rows, usual, ...rest }]) => {
      const left = Object.entries(rows).filter(([, name]) => !hidden.has(name));
      const names2 = [...hidden.has(usual) ? [] : [usual], ...left.map(([, name]) => name)];
      const others = ofStage(base.functions, id).filter(({ name }) => !hidden.has(name));
      const most = [...new Set(names2)].sort((a, b) => count(names2, b) - count(names2, a))[0] ?? others[0]?.name;
      if (most === void 0) throw bad2(`all functions of stage ${id}`, "expected to leave one");
      standIn.set(id, most);
      return [id, { ...rest, rows: Object.fromEntries(left), usual: hidden.has(usual) ? most : usual }];
    })
  );
  const fixed = Object.fromEntries(Object.entries(base.found.fixed).map(([id, name]) => [id, hidden.has(name) ? standIn.get(id) : name]));
  const functions = base.functions.filter(({ name }) => !hidden.has(name));
  return { ...base, functions, found: { stages: stages3, fixed } };
}
var count = (names2, name) => names2.filter((one) => one === name).length;
var digests = /* @__PURE__ */ new WeakMap();
function digestOfBase(base) {
  let known = digests.get(base);
  if (known === void 0) {
    const { stages: stages3, fixed } = base.found;
    known = digest([[...base.functions, ...base.emergency].map((entry) => [entry.name, entry.digest]), stages3, fixed]);
    digests.set(base, known);
  }
  return known;
}
var inputName = ({ env: env3 }) => `functions/${env3}`;

// function-base/reads.ts
var READS = ["both", "purpose", "conditions"];
var parts = /* @__PURE__ */ new WeakMap();
function reading(base, reads = "both") {
  if (reads === "both") return base;
  let known = parts.get(base);
  if (known === void 0) parts.set(base, known = /* @__PURE__ */ new Map());
  let made = known.get(reads);
  if (made === void 0) {
    const read = reads === "purpose" ? (entry) => purposeOf(entry, base) : whenOf;
    known.set(reads, made = { ...base, functions: base.functions.map(read), emergency: base.emergency.map(read) });
  }
  return made;
}
function purposeOf(entry, { says: says2 }) {
  const { purpose, answers, notice } = entry;
  if (notice !== void 0 && answers === void 0) return entry;
  const conditions = answers === void 0 ? "" : sentenceOf({ when: [], answers }, says2);
  return { ...entry, when: [], conditions, manual: [purpose, conditions].filter((part) => part !== "").join(" ") };
}
var whenOf = (entry) => entry.conditions === "" ? entry : { ...entry, purpose: "", manual: entry.conditions };

// function-base/loop.ts
var MAX_FOUND = 200;
var FunctionFault = class extends Error {
  constructor(name, found, expected) {
    const line = found.slice(0, 10 * MAX_FOUND).replace(/\s+/g, " ").trim();
    super(printable(`function ${name}: ${line.slice(0, MAX_FOUND)}${line.length > MAX_FOUND ? "..." : ""}, ${expected}`));
    this.name = "FunctionFault";
  }
};
function thrownWords(thrown) {
  try {
    switch (typeof thrown) {
      case "string":
        return `it threw ${JSON.stringify(thrown)}`;
      case "function":
        return "it threw a function";
      case "object": {
        if (thrown === null) return "it threw null";
        const { name, message: message2 } = thrown;
        if (typeof message2 === "string") return typeof name === "string" && name !== "" ? `${name}: ${message2}` : message2;
        return `it threw ${JSON.stringify(thrown) ?? "an object"}`;
      }
      default:
        return `it threw ${String(thrown)}`;
    }
  } catch {
    return "it threw something that cannot be read";
  }
}
function* loop(decider, observation, legal) {
  const { base, joined, k, role: role2 } = decider;
  const stages3 = stagesOf(base, observation);
  let previous = null;
  for (const stage of stages3) {
    const facts2 = base.facts(observation, previous, stage.id);
    const query = { observation, facts: facts2, stage, previous, joined, ...role2 === void 0 ? {} : { role: role2 } };
    const candidates = yield () => decider.retrieve(query, k);
    const selection2 = yield () => decider.select(query, candidates);
    const entry = entryIn(base, joined, selection2.name);
    let result;
    try {
      const answer = yield () => decider.call(entry, query, legal);
      result = checkedResult(stage, entry.name, answer, legal, stage === stages3.at(-1));
    } finally {
      decider.heard?.(stage, candidates, selection2, result);
    }
    previous = result;
  }
  return previous;
}
async function decide2(decider, observation, legal) {
  const steps = loop(decider, observation, legal);
  for (let next = steps.next(); ; ) {
    if (next.done === true) return next.value;
    next = steps.next(await next.value());
  }
}
function decideNow(decider, observation, legal) {
  const steps = loop(decider, observation, legal);
  for (let next = steps.next(); ; ) {
    if (next.done === true) return next.value;
    next = steps.next(next.value());
  }
}
function entryIn(base, joined, name) {
  const entry = byName(base).get(name) ?? joined.find((one) => one.name === name);
  if (entry === void 0) throw new FunctionFault(name, "it was selected but does not exist", "expected one of the candidates");
  return entry;
}
var tables = /* @__PURE__ */ new WeakMap();
function byName(base) {
  let table = tables.get(base);
  if (table === void 0) tables.set(base, table = new Map([...base.functions, ...base.emergency].map((entry) => [entry.name, entry])));
  return table;
}
function checkedResult(stage, name, result, legal, last4) {
  if (last4 && legal.some((action) => action === result)) return result;
  const parsed = stage.result.safeParse(result);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new FunctionFault(
      name,
      `its result has ${issue.path.join(".") || "a value"} that does not fit: ${issue.message}`,
      `expected what stage ${stage.id} asks for`
    );
  }
  if (last4 && !legal.some((action) => canonical(action) === canonical(result)))
    throw new FunctionFault(
      name,
      `it returned ${canonical(result)}`,
      `expected one of ${legal.map((action) => canonical(action)).join(", ")}`
    );
  return parsed.data;
}
function callNative(base, entry, observation, legal, previous) {
  const run = base.native.get(entry.name);
  if (run === void 0) throw new FunctionFault(entry.name, "it is not committed", "expected a sandbox to run it in");
  try {
    return run(observation, legal, previous, base.tools(observation));
  } catch (error) {
    throw new FunctionFault(entry.name, thrownWords(error), "expected a result");
  }
}

// function-base/steady.ts
var STEADY_MATH = [
  "abs",
  "ceil",
  "clz32",
  "floor",
  "fround",
  "imul",
  "max",
  "min",
  "round",
  "sign",
  "sqrt",
  "trunc"
];
var INSTEAD_OF_MATH = "gives another last digit in other engines, expected + - * / and Math.sqrt";
var LOCAL = ["localeCompare", "normalize", "toLocaleLowerCase", "toLocaleString", "toLocaleUpperCase"];
var INSTEAD_OF_LOCAL = "goes by the language of the machine, expected < and >, String(), toLowerCase() or toUpperCase()";
var WORLD = /\b(Date|Intl|Temporal|WeakRef|FinalizationRegistry|globalThis|performance|process|console|setTimeout|fetch)\b/;
function unsteadiness(source) {
  const code = source.replace(NO_CODE, (text) => text.startsWith("`") ? codeInTemplate(text) : " ".repeat(text.length));
  const found = [];
  if (code.includes("**")) found.push("it uses **, whose last digit differs between engines, expected products, as x * x");
  const math = new RegExp(`\\bMath\\b(?!\\s*\\.\\s*(?:${STEADY_MATH.join("|")}|[A-Z][A-Z0-9_]*)\\b)(?:\\s*\\.\\s*(\\w+))?`).exec(code);
  if (math !== null)
    found.push(
      math[1] === void 0 ? "it uses Math in another way than as Math.floor, expected the name of what it uses behind it" : `Math.${math[1]} ${math[1] === "random" ? "is chance, expected none" : INSTEAD_OF_MATH}`
    );
  const local = new RegExp(`\\.\\s*(${LOCAL.join("|")})\\b`).exec(code);
  if (local !== null) found.push(`${local[1]} ${INSTEAD_OF_LOCAL}`);
  const world2 = WORLD.exec(code.replace(/\.\s*\w+|\w+\s*:/g, ""));
  if (world2 !== null) found.push(`it uses ${world2[1]}, which is not there or differs, expected the observation and the tools alone`);
  return found;
}
var codeInTemplate = (text) => text.replace(
  /\\[^]|\$\{((?:[^{}]|\{[^{}]*\})*)\}|[^]/g,
  (all, code) => code === void 0 ? " ".repeat(all.length) : ` (${code})`
);
var NO_CODE = /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|(?<=(?:^|[(,=:[!&|?{};+\-*%~^<>]|=>|\breturn|\btypeof)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g;

// function-base/retrieve.ts
import MiniSearch from "minisearch";
var K = 5;
var queryText = ({ facts: facts2, observation }) => [...Object.entries(facts2).map(([name, word2]) => `${name} ${word2}`), ...observation.notices.map(({ text }) => text)].join(". ");
var REACH = 2;
function pairsOf(text) {
  return text.toLowerCase().split(/[.;,:]| and /).flatMap((phrase) => {
    const words2 = (phrase.match(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu) ?? []).filter((word2) => !IDLE_IN_RETRIEVAL.has(word2));
    return words2.flatMap((word2, i) => words2.slice(i + 1, i + 1 + REACH).map((next) => `${word2} ${next}`));
  });
}
var CONDITIONS = { k: 1.2, b: 1, d: 0 };
var WORDS = 1e-3;
function lexical(base) {
  const [pairs, words2] = [conditionScores(base), wordScores(base)];
  return (query, k) => {
    const [byPairs, byWords2] = [pairs(query), words2(query)];
    return best(base, query, (name, place) => byPairs(name, place) + WORDS * byWords2(name, place), k);
  };
}
function byWords(base) {
  const scores = wordScores(base);
  return (query, k) => {
    return best(base, query, scores(query), k);
  };
}
var wordScores = searching({
  tokenize: MiniSearch.getDefault("tokenize"),
  processTerm: MiniSearch.getDefault("processTerm"),
  textsOf: ({ manual }) => [manual]
});
var conditionScores = searching({
  tokenize: (text) => [...pairsOf(text)],
  processTerm: (term) => term,
  bm25: CONDITIONS,
  textsOf: searchedIn
});
var KEPT = 5e5;
function searching(way) {
  const known = /* @__PURE__ */ new WeakMap();
  return (base) => {
    let scores = known.get(base);
    if (scores === void 0) known.set(base, scores = scoresBy(base, way));
    return scores;
  };
}
function scoresBy(base, way) {
  const stages3 = new Map(
    base.stages.map(({ id }) => [id, stageScores(ofStage([...base.functions, ...base.emergency], id), base.says, way)])
  );
  return (query) => stages3.get(query.stage.id)(queryText(query));
}
function stageScores(entries, says2, { tokenize, processTerm, bm25, textsOf }) {
  const index = new MiniSearch({
    fields: ["text"],
    tokenize,
    processTerm,
    ...bm25 === void 0 ? {} : { searchOptions: { bm25 } }
  });
  const owners = [];
  for (const [i, entry] of entries.entries()) for (const text of textsOf(entry, says2)) index.add({ id: owners.push(i) - 1, text });
  const places = new Map(entries.map(({ name }, i) => [name, i]));
  const postings = /* @__PURE__ */ new Map();
  const postingsOf = (term) => {
    let found = postings.get(term);
    if (found === void 0) {
      const hits = index.search(term, { tokenize: (one) => [one], processTerm: (one) => one });
      if (hits.length === 0) return void 0;
      found = { documents: Int32Array.from(hits, ({ id }) => id), scores: Float64Array.from(hits, ({ score }) => score) };
      postings.set(term, found);
    }
    return found;
  };
  const sums = new Float64Array(owners.length);
  const terms2 = new Int32Array(owners.length);
  const answers = /* @__PURE__ */ new Map();
  const scored = (text) => {
    sums.fill(0);
    terms2.fill(0);
    const met = /* @__PURE__ */ new Set();
    for (const token of tokenize(text)) {
      const term = processTerm(token);
      const found = term === "" ? void 0 : postingsOf(term);
      if (found === void 0) continue;
      const { documents, scores } = found;
      const one = met.has(term) ? 0 : 1;
      met.add(term);
      for (let i = 0; i < documents.length; i++) {
        const document = documents[i];
        sums[document] += scores[i];
        terms2[document] += one;
      }
    }
    const best3 = new Float64Array(entries.length);
    for (let i = 0; i < owners.length; i++) {
      const score = sums[i] * terms2[i];
      if (score > best3[owners[i]]) best3[owners[i]] = score;
    }
    return best3;
  };
  return (text) => {
    let best3 = answers.get(text);
    if (best3 === void 0) {
      if ((answers.size + 1) * entries.length > KEPT) answers.clear();
      answers.set(text, best3 = scored(text));
    }
    const scores = best3;
    return (name, place = places.get(name) ?? -1) => scores[place] ?? 0;
  };
}
var everything = (base) => (query) => best(base, query, () => 0, Infinity);
function oracle(base, choice, draw2) {
  return (query, k) => {
    const right = choice(query);
    const kept2 = new Set(best(base, query, (name) => name === right ? 2 : draw2(query, name), k).map(({ name }) => name));
    return best(base, query, () => 0, Infinity).filter(({ name }) => kept2.has(name));
  };
}
function embedding(base, embed) {
  const entries = [...base.functions, ...base.emergency];
  let manuals;
  return async (query, k) => {
    manuals ??= embed(entries.map(({ manual }) => manual)).then((all) => new Map(entries.map(({ name }, i) => [name, all[i]])));
    const known = await manuals.catch((error) => {
      manuals = void 0;
      throw error;
    });
    const [state] = await embed([queryText(query)]);
    return best(base, query, (name) => cosine(state, known.get(name)), k);
  };
}
var stages = /* @__PURE__ */ new WeakMap();
function inStage({ functions }, stage) {
  let lists = stages.get(functions);
  if (lists === void 0) stages.set(functions, lists = /* @__PURE__ */ new Map());
  let list = lists.get(stage);
  if (list === void 0) lists.set(stage, list = ofStage(functions, stage));
  return list;
}
function best(base, { stage, joined, role: role2 }, score, k) {
  const scored = (name, place) => Math.round(score(name, place) * 1e4) / 1e4;
  const hits = [];
  const functions = inStage(base, stage.id);
  for (let place = 0; place < functions.length; place++) {
    const entry = functions[place];
    if (!isFor(entry, role2)) continue;
    const { name } = entry;
    const found = scored(name, place);
    let at = hits.length;
    if (at >= k && (at === 0 || found <= hits[at - 1].score)) continue;
    while (at > 0 && hits[at - 1].score < found) at--;
    hits.splice(at, 0, { name, score: found });
    if (hits.length > k) hits.pop();
  }
  const extra = ofStage(joined, stage.id, role2).map(({ name }) => ({ name, score: scored(name), joined: true }));
  return extra.length === 0 ? hits : [...hits, ...extra].sort((a, b) => b.score - a.score);
}
function cosine(a, b) {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}

// function-base/found.ts
var trees = /* @__PURE__ */ new WeakMap();
function treeOf(table) {
  let tree = trees.get(table);
  if (tree === void 0) {
    tree = { value: table.usual, next: /* @__PURE__ */ new Map() };
    for (const [row, value] of Object.entries(table.rows)) {
      let node = tree;
      for (const word2 of row.split(" ")) {
        let next = node.next.get(word2);
        if (next === void 0) node.next.set(word2, next = { next: /* @__PURE__ */ new Map() });
        node = next;
      }
      node.value = value;
    }
    trees.set(table, tree);
  }
  return tree;
}
function valueIn(keys, table, facts2, allowed) {
  let node = treeOf(table);
  const ok = (value) => value !== void 0 && (allowed === void 0 || allowed(value));
  let found = ok(node.value) ? node.value : void 0;
  for (const key of keys) {
    const next = node.next.get(facts2[key] ?? "-");
    if (next === void 0) break;
    node = next;
    if (ok(node.value)) found = node.value;
  }
  return found;
}
var nameIn = (found, facts2) => valueIn(found.keys, found, facts2);
var shared = /* @__PURE__ */ new WeakMap();
function forAll(functions) {
  let known = shared.get(functions);
  if (known === void 0) shared.set(functions, known = functions.every(({ role: role2 }) => role2 === void 0));
  return known;
}
function foundBest({ found, functions }, { facts: facts2, stage, role: role2 }) {
  const table = found.stages[stage.id];
  if (role2 === void 0 || forAll(functions)) return nameIn(table, facts2);
  const mine = ofStage(functions, stage.id, role2);
  return valueIn(table.keys, table, facts2, (name) => mine.some((one) => one.name === name)) ?? mine[0].name;
}
function fixedIn(fixed, base, { stage, role: role2 }) {
  const name = fixed[stage.id];
  const entry = byName(base).get(name);
  return entry === void 0 || isFor(entry, role2) ? name : ofStage(base.functions, stage.id, role2)[0]?.name ?? name;
}
function applies({ found }, { name, stage, when }, facts2) {
  const table = found.stages[stage];
  const mine = table?.answers?.[name];
  if (mine !== void 0) return valueIn(table.keys, mine, facts2);
  return when.length === 0 || when.some((clause) => holds(clause, facts2));
}
var answersTo = ({ joined, observation, stage, role: role2 }) => joined.length === 0 ? [] : joined.filter((entry) => entry.stage === stage.id && isFor(entry, role2) && observation.notices.some(({ id }) => id === entry.notice));
var teachersChoice = (base, query) => answersTo(query).find((entry) => applies(base, entry, query.facts))?.name ?? foundBest(base, query);

// function-base/check.ts
var TWINS = 0.97;
function situationsOf(base, env3, params, seed2, count2) {
  const found = [];
  for (let episode = seed2; found.length < count2; episode++) {
    const keys = episodeKeys(episode);
    const draw2 = rng(fold(keys.init, 1));
    let state = env3.init(parseParams(env3, params), keys.init);
    for (let t2 = 0; !isOver(env3, state) && found.length < count2; t2++) {
      const actions = {};
      for (const role2 of env3.turn(state)) {
        const legal = env3.legal(state, role2);
        actions[role2] = draw2.pick(legal);
        if (!base.words.includes(wordOf(role2))) continue;
        const observation = deepFreeze(env3.observe(state, role2));
        let previous = null;
        for (const stage of stagesOf(base, observation)) {
          found.push({ stage: stage.id, observation, legal, previous, role: role2 });
          const entry = draw2.pick(ofStage(base.functions, stage.id, role2));
          previous = deepFreeze(base.native.get(entry.name)(observation, legal, previous, base.tools(observation)));
        }
        if (draw2.uniform() < 0.7) actions[role2] = previous;
      }
      state = env3.step(state, actions, keys.step(t2));
    }
  }
  return found;
}
async function checkFunctions(base, entries, situations, run) {
  const verdicts = [];
  const results = /* @__PURE__ */ new Map();
  for (const entry of entries) {
    const problems = /* @__PURE__ */ new Map();
    const note = (kind, text) => problems.has(kind) || problems.set(kind, printable(text));
    const stage = base.stages.find(({ id }) => id === entry.stage);
    if (stage === void 0) {
      verdicts.push({ name: entry.name, stage: entry.stage, problems: [`no stage "${entry.stage}"`], situations: 0 });
      continue;
    }
    for (const { found, expected } of misfits(base, entry)) note(found, `${found}, ${expected}`);
    for (const unsteady of unsteadiness(entry.source)) note(unsteady, unsteady);
    for (const [i, example] of entry.examples.entries()) {
      const observation = { ...base.blank, ...example.observation };
      const result = await attempt(() => run(entry, { ...example, observation }));
      if ("error" in result) note("example", `@example ${i + 1}: ${result.error}`);
      else if (canonical(result.value) !== canonical(example.result))
        note("example", `@example ${i + 1} gives ${canonical(result.value)}, expected ${canonical(example.result)}`);
    }
    const mine = situations.filter((one) => one.stage === entry.stage && isFor(entry, one.role));
    const texts2 = [];
    for (const situation of mine) {
      const [first2, second] = [await attempt(() => run(entry, situation)), await attempt(() => run(entry, situation))];
      if ("error" in first2) note("fault", `it fails on a state of play: ${first2.error}`);
      else {
        const last4 = stage === stagesOf(base, situation.observation).at(-1);
        const wrong = misfit(stage, first2.value, situation.legal, last4);
        if (wrong !== void 0) note("result", wrong);
        if (hasMinusZero(first2.value)) note("zero", "its result has -0, which is 0 in the sandbox, expected 0: add 0 to it");
        if ("error" in second || canonical(first2.value) !== canonical(second.value)) note("repeat", "it does not repeat its result");
      }
      texts2.push("error" in first2 ? `error ${first2.error}` : canonical(first2.value));
    }
    results.set(entry.name, texts2);
    verdicts.push({ name: entry.name, stage: entry.stage, problems: [...problems.values()], situations: mine.length });
  }
  const ordinary = verdicts.filter(
    ({ name, problems }) => problems.length === 0 && entries.some((entry) => entry.name === name && entry.notice === void 0)
  );
  return verdicts.map((verdict) => ordinary.includes(verdict) ? { ...verdict, ...twinOf(verdict, ordinary, results) } : verdict);
}
function twinOf({ name, stage }, all, results) {
  const mine = results.get(name) ?? [];
  if (mine.length === 0) return {};
  const shares = all.filter((one) => one.stage === stage && one.name !== name && results.has(one.name)).map((one) => {
    const theirs = results.get(one.name);
    return { name: one.name, share: mine.filter((text, i) => text === theirs[i]).length / mine.length };
  });
  return shares.length === 0 ? {} : { twin: shares.reduce((most, one) => one.share > most.share ? one : most) };
}
function misfit(stage, value, legal, last4) {
  const parsed = stage.result.safeParse(value);
  if (!parsed.success) return `its result ${canonical(value)} does not fit stage ${stage.id}: ${parsed.error.issues[0].message}`;
  return last4 && !isLegal(legal, value) ? `its result ${canonical(value)} is not legal` : void 0;
}
var hasMinusZero = (value) => typeof value === "object" && value !== null ? Object.values(value).some(hasMinusZero) : Object.is(value, -0);
async function attempt(act) {
  try {
    const value = await act();
    return canonical(value) === void 0 ? { error: "no result" } : { value };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

// function-base/effect.ts
var LEAST_EFFECT = 0.01;
var STATES = 200;
async function effectOf(entry, situations, run, usual) {
  const all = situations.filter(({ stage, role: role2 }) => stage === entry.stage && isFor(entry, role2));
  const states = Array.from({ length: Math.min(STATES, all.length) }, (_, i) => all[i * 7919 % all.length]);
  const mine = await resultsOf(states, (state) => run(entry, state));
  let most;
  const rivals = choicesIn(usual, entry.stage).filter(({ role: role2 }) => role2 === void 0 || role2 === entry.role);
  for (const [at, rival] of rivals.entries()) {
    if (rival.name === entry.name || states.length === 0) continue;
    const theirs = await resultsOf(states, (state) => usual.run(rival, state));
    const alike = states.filter((_, i) => textOf(mine[i]) === textOf(theirs[i])).length;
    if (alike / states.length >= TWINS) continue;
    let [differs, lost] = [0, 0];
    for (const [i, state] of states.entries()) {
      const [action, other] = [await actionAfter(state, mine[i], usual), await actionAfter(state, theirs[i], usual)];
      if (action === void 0) lost++;
      else if (textOf(action) !== textOf(other)) differs++;
    }
    const share2 = differs / states.length;
    if (most === void 0 || share2 > most.share) most = { against: rival.name, share: share2, states: states.length, lost };
    if (at === 0 || share2 >= LEAST_EFFECT) break;
  }
  return most;
}
function dullness({ against, share: share2, states, lost }) {
  if (share2 >= LEAST_EFFECT) return void 0;
  const often = share2 === 0 ? "never" : "hardly ever";
  const fails = lost === 0 ? "" : `; in ${lost} of them the stages after it fail on its result`;
  return `it ${often} changes what is played: used in place of ${against} in ${states} states of play, another action came out in ${Math.round(share2 * states)}${fails}`;
}
function choicesIn({ functions, fixed }, stage, role2) {
  const all = ofStage(functions, stage, role2);
  const first2 = all.find(({ name }) => name === fixed[stage]);
  return first2 === void 0 ? all : [first2, ...all.filter((one) => one !== first2)];
}
async function actionAfter(state, result, usual) {
  const { observation, legal, role: role2 } = state;
  const stages3 = stagesOf(usual, observation);
  const at = stages3.findIndex(({ id }) => id === state.stage);
  let previous = result;
  for (const stage of stages3.slice(at + 1)) {
    const entry = choicesIn(usual, stage.id, role2)[0];
    if (previous === void 0 || entry === void 0) return void 0;
    const given = { observation, legal, previous: deepFreeze(previous) };
    [previous] = await resultsOf([given], (one) => usual.run(entry, one));
    if (!stage.result.safeParse(previous).success) return void 0;
  }
  return previous !== void 0 && isLegal(legal, previous) ? previous : void 0;
}
async function resultsOf(states, act) {
  const results = [];
  for (const state of states)
    try {
      results.push(await act(state));
    } catch {
      results.push(void 0);
    }
  return results;
}
var textOf = (value) => value === void 0 ? void 0 : canonical(value);

// agents/functions/seat.ts
import { z as z4 } from "zod";
var EXTEND = ["both", "answers", "distractors", "none"];
var functionParams = {
  extend: z4.enum(EXTEND).default("both").describe("Functions that join when a notice appears: those that answer it, those for other notices, both or none"),
  hide: z4.array(z4.string()).default([]).describe("Ordinary functions that this agent does not have, as if nobody had written them"),
  sandbox: z4.boolean().default(false).describe("Runs committed functions in the sandbox too; those written by models always run there")
};
var retrieverParams = {
  k: z4.int().min(1).max(50).default(K).describe("How many functions the retriever returns in a stage"),
  retriever: z4.enum(["lexical", "words", "embedding", "all", "oracle"]).default("lexical").describe("By the conditions in manuals; by shared words; by embeddings; every function; the teacher's choice among random others"),
  reads: z4.enum(READS).default("both").describe("The parts of manuals that are read: what functions do, when to use them, or both; which notice one answers is always read"),
  embedder: z4.string().min(1).default("text-embedding-3-small").describe("The embedding model at the endpoint of the language models")
};
var embeds = (params) => params.retriever === "embedding";
function baseFor(agent, { world: { base }, role: role2 }, hide = []) {
  if (base.words.includes(wordOf(role2))) return without(base, hide);
  throw new ArenaError(
    "BadAgent",
    `agent ${agent}`,
    `cast as "${role2}"`,
    `expected ${base.words.join(" or ")}: no other role has functions`
  );
}
var hasFunctions = ({ world: { base }, role: role2 }) => base.words.includes(wordOf(role2));
function baseDigest(context2) {
  if (!hasFunctions(context2)) return {};
  const { base } = context2.world;
  return { [inputName(base)]: digestOfBase(base) };
}
var SPARE_MS = 250;
function retrieverFor({ base, reads, retriever, embedder, ports }, key, deadlineMs) {
  const read = reading(base, reads);
  switch (retriever) {
    case "lexical":
      return { retrieve: lexical(read), waits: false };
    case "words":
      return { retrieve: byWords(read), waits: false };
    case "all":
      return { retrieve: everything(base), waits: false };
    case "oracle": {
      const places = new Map(base.functions.map(({ name }, i) => [name, i]));
      const draw2 = (_query, name) => rng(fold(key(), places.get(name))).uniform();
      return { retrieve: oracle(base, (query) => teachersChoice(base, query), draw2), waits: false };
    }
    case "embedding": {
      const embed = ports?.embed;
      if (embed === void 0)
        throw new ArenaError(
          "BadAgent",
          "agent with retriever embedding",
          "no way to a language model here",
          "expected a host with a gateway to one, or another retriever"
        );
      const limitMs = () => (deadlineMs() - SPARE_MS) / (base.stages.length + 1);
      return { retrieve: embedding(read, (texts2) => embed(embedder, texts2, limitMs())), waits: true };
    }
    default:
      return retriever;
  }
}
function joinedFor(base, notices, extend) {
  if (notices.length === 0 || extend === "none") return [];
  return base.emergency.filter(({ notice }) => {
    const answers = notices.some(({ id }) => id === notice);
    return extend === "both" || (extend === "answers" ? answers : !answers);
  });
}
function functionSeat(agent) {
  const { base, k, retriever, extend, select, slow = false, write } = agent;
  const sandbox = sandboxFor(agent);
  let key = [0, 0];
  let deadlineMs = Infinity;
  const { retrieve, waits } = retrieverFor(
    agent,
    () => key,
    () => deadlineMs
  );
  const told = /* @__PURE__ */ new Set();
  const written = [];
  let own2;
  async function extended(observation, turn, emit) {
    for (const notice of observation.notices) {
      if (told.has(notice.id)) continue;
      told.add(notice.id);
      const { kept: kept2, refused } = await write(notice, turn, emit);
      emit({
        type: "extend",
        notice: notice.id,
        functions: kept2.map(({ name }) => name),
        written: kept2.map(({ name, source }) => ({ name, source })),
        ...refused.length === 0 ? {} : { refused: refused.map(({ name, problems }) => ({ name, problems })) }
      });
      if (kept2.length === 0) continue;
      written.push(...kept2);
      closeSandbox(own2);
      own2 = agent.ports.sandbox(base.env, written);
      own2.catch(() => {
      });
    }
    return written.filter(({ notice }) => observation.notices.some(({ id }) => id === notice));
  }
  function act(observation, turn, emit, joined) {
    const decider = {
      base,
      k,
      joined,
      role: turn.role,
      retrieve,
      select: (query, candidates) => select(query, candidates, turn, emit),
      call: (entry, { observation: seen, previous }, legal) => {
        const open2 = entry.origin.by === "model" ? own2 ?? sandbox : sandbox;
        return open2 === void 0 ? callNative(base, entry, seen, legal, previous) : open2.then((one) => one.call(entry.name, seen, legal, previous));
      },
      heard: (stage, hits, selection2, result) => emit(heard(stage.id, hits, selection2, result, retriever))
    };
    return waits || slow || sandbox !== void 0 ? decide2(decider, observation, turn.legal) : decideNow(decider, observation, turn.legal);
  }
  return {
    act(observation, turn, emit) {
      key = turn.key;
      deadlineMs = turn.deadlineMs;
      if (write !== void 0) return extended(observation, turn, emit).then((joined2) => act(observation, turn, emit, joined2));
      const joined = joinedFor(base, observation.notices, extend);
      for (const { id } of joined.length === 0 ? [] : observation.notices) {
        if (told.has(id)) continue;
        told.add(id);
        emit({ type: "extend", notice: id, functions: joined.map(({ name }) => name) });
      }
      return act(observation, turn, emit, joined);
    },
    dispose() {
      closeSandbox(sandbox);
      closeSandbox(own2);
    }
  };
}
var closeSandbox = (opening2) => void opening2?.then(
  (open2) => open2.dispose(),
  () => {
  }
);
function sandboxFor({ base, sandbox, ports }) {
  if (!sandbox) return void 0;
  if (ports?.sandbox === void 0)
    throw new ArenaError("BadAgent", "agent with a sandbox", "no sandbox here", "expected a host that has one, or sandbox: false");
  const opening2 = ports.sandbox(base.env, [...base.functions, ...base.emergency]);
  opening2.catch(() => {
  });
  return opening2;
}
function heard(stage, hits, { name, probabilities }, result, retriever) {
  return {
    type: "call",
    stage,
    ...retriever === "all" ? {} : { hits },
    name,
    ...probabilities === void 0 ? {} : { probabilities },
    ...result === void 0 ? {} : { result }
  };
}
function functionPolicy(base, choose, extend = "answers") {
  return (observation, legal, role2) => {
    const joined = joinedFor(base, observation.notices, extend);
    const tools2 = base.tools(observation);
    let previous = null;
    for (const stage of stagesOf(base, observation)) {
      const name = choose({ observation, facts: base.facts(observation, previous, stage.id), stage, previous, joined, role: role2 });
      previous = base.native.get(name)(observation, legal, previous, tools2);
    }
    return previous;
  };
}

// agents/policies.ts
var policies = {
  random: {
    title: "Random",
    about: "A uniformly random legal action: 0 on the scale of normalised scores.",
    policyFor: () => (_observation, { legal, key }) => rng(key).pick(legal)
  },
  greedy: {
    title: "Greedy",
    about: "The naive policy of the environment: what a reader would expect.",
    policyFor: ({ env: env3, players: players2 }, role2) => lookup(players2.naive, wordOf(role2), `greedy for ${env3.id}`, "role")
  },
  expert: {
    title: "Expert",
    about: "The best scripted policy of the environment: 1 on the scale of normalised scores.",
    policyFor: (world2, role2) => expertPolicy(world2, role2)
  }
};
function expertPolicy(world2, role2) {
  const { env: env3, base, players: players2 } = world2;
  const word2 = wordOf(role2);
  return base.words.includes(word2) ? byFunctions(world2) : lookup(players2.expert, word2, `expert for ${env3.id}`, "role");
}
var decided = /* @__PURE__ */ new WeakMap();
function byFunctions(world2) {
  let policy = decided.get(world2);
  if (policy === void 0) {
    const { base } = world2;
    const decide3 = functionPolicy(base, (query) => teachersChoice(base, query));
    decided.set(world2, policy = (observation, { legal, role: role2 }) => decide3(observation, legal, role2));
  }
  return policy;
}
var tables2 = /* @__PURE__ */ new WeakMap();
function policiesOf(world2) {
  let table = tables2.get(world2);
  if (table === void 0) {
    const own2 = Object.entries(world2.players.others).map(([id, { title, about, word: word2, policy }]) => [
      id,
      { title, about, policyFor: (_world, role2) => only(id, word2, role2, policy) }
    ]);
    tables2.set(world2, table = { ...policies, ...Object.fromEntries(own2) });
  }
  return table;
}
var policyOf = (world2, id, role2, where = `${world2.env.id} policies`) => lookup(policiesOf(world2), id, where, "policy").policyFor(world2, role2);
function only(id, word2, role2, policy) {
  if (wordOf(role2) !== word2)
    throw new ArenaError("BadAgent", `agent ${id}`, `cast as "${role2}"`, `expected a ${word2}: cast it as "${word2}"`);
  return policy;
}

// agents/functions/search.ts
import { z as z6 } from "zod";

// agents/playouts.ts
import { z as z5 } from "zod";
var searchParams = {
  depth: z5.int().min(1).max(1e3).default(16).describe("Rounds a playout looks ahead"),
  models: z5.record(z5.string(), z5.string()).default({}).describe("The policy assumed for each role, by its name or by its word (the name without the number); the game says which by default")
};
function searchFor(agent, { world: world2, role: self }, { depth, models }) {
  const { env: env3, players: players2 } = world2;
  if (env3.determinize === void 0)
    throw new ArenaError(
      "BadAgent",
      `agent ${agent}`,
      `${env3.id} has no determinize()`,
      "expected an environment that has: cast another agent"
    );
  for (const [role2, id] of Object.entries(models)) {
    lookup(players2.naive, wordOf(role2), `agent ${agent}: models`, "role");
    policyOf(world2, id, role2, `agent ${agent}: models`);
  }
  const known = /* @__PURE__ */ new Map();
  const policyOf2 = (role2) => {
    let policy = known.get(role2);
    if (policy === void 0) {
      const word2 = wordOf(role2);
      const id = models[role2] ?? models[word2] ?? players2.assumed[word2] ?? "random";
      policy = policyOf(world2, id, role2, `agent ${agent}: models`);
      known.set(role2, policy);
    }
    return policy;
  };
  return {
    assumed: policyOf2(self),
    worth: (observation, key, turns, first2) => playout(env3, observation, self, key, depth, turns, first2, policyOf2, players2.prospect)
  };
}
function halve(candidates, budget, simulate) {
  const arms = candidates.map((of) => ({ of, visits: 0, sum: 0 }));
  const rounds = Math.max(1, Math.ceil(log2(arms.length)));
  let left = arms;
  let spent = 0;
  for (let round2 = 0; round2 < rounds && left.length > 1; round2++) {
    const each = Math.max(1, Math.floor(budget / rounds / left.length));
    for (let i = 0; i < each; i++)
      for (const arm of left) {
        if (spent >= budget && arm.visits > 0) break;
        arm.sum += simulate(arm.of, arm.visits);
        arm.visits++;
        spent++;
      }
    left = [...left].sort((a, b) => b.sum / b.visits - a.sum / a.visits).slice(0, Math.ceil(left.length / 2));
  }
  return arms.map(({ of, visits, sum }) => ({ of, visits, value: visits === 0 ? 0 : sum / visits }));
}
var bestOf = (values) => values.reduce((best3, one) => one.visits > best3.visits || one.visits === best3.visits && one.value > best3.value ? one : best3).of;
function log2(n) {
  let exponent = 0;
  while (1 << exponent < n) exponent++;
  return exponent;
}
function playout(env3, observation, self, key, depth, turns, first2, policyOf2, prospect2) {
  let state = env3.determinize(observation, self, fold(key, 0));
  const began = env3.returns(state)[self] ?? 0;
  const stop = env3.clock(state).round + depth;
  let own2 = 0;
  for (let t2 = 0; !isOver(env3, state) && env3.clock(state).round < stop; t2++) {
    const now = fold(key, t2 + 1);
    const actions = {};
    for (const role2 of env3.turn(state)) {
      const policy = role2 === self && own2++ < turns ? first2 : policyOf2(role2);
      const range = env3.range?.(state, role2);
      actions[role2] = policy(env3.observe(state, role2), {
        role: role2,
        legal: env3.legal(state, role2),
        ...range === void 0 ? {} : { range },
        key: foldName(now, role2)
      });
    }
    state = env3.step(state, actions, now);
  }
  const gained = (env3.returns(state)[self] ?? 0) - began;
  return isOver(env3, state) ? gained : gained + prospect2(state, self);
}

// agents/functions/search.ts
var paramsSchema2 = z6.strictObject({
  simulations: z6.int().min(1).max(1e5).default(40).describe("Most playouts for a stage"),
  commit: z6.int().min(1).max(100).default(2).describe("Turns a candidate stays selected in a playout"),
  ...searchParams,
  ...retrieverParams,
  ...functionParams
});
var searchFunctions = {
  id: "search-functions",
  title: "Search over functions",
  about: "Short playouts choose the function of every stage, under an assumed policy for every role.",
  params: paramsSchema2,
  asksModel: embeds,
  check: (world2, role2) => void baseFor("search-functions", { world: world2, role: role2 }),
  inputs: baseDigest,
  create(params, context2) {
    const { simulations, commit, depth, models, ...rest } = params;
    const base = baseFor("search-functions", context2, rest.hide);
    const search = searchFor("search-functions", context2, { depth, models });
    let decided2;
    const trying = (stage, name, before2) => {
      const policy = functionPolicy(
        base,
        (query) => query.stage.id === stage ? name : before2.get(query.stage.id) ?? teachersChoice(base, query)
      );
      return (observation, { legal, role: role2 }) => policy(observation, legal, role2);
    };
    const select = (query, candidates, key) => {
      const { observation, stage } = query;
      if (decided2?.observation !== observation || decided2.key !== key) decided2 = { observation, key, names: /* @__PURE__ */ new Map() };
      const { names: names2 } = decided2;
      const policies2 = new Map(candidates.map(({ name: name2 }) => [name2, trying(stage.id, name2, names2)]));
      const values = halve(
        candidates.map(({ name: name2 }) => name2),
        simulations,
        (name2, i) => search.worth(observation, fold(key, i), commit, policies2.get(name2))
      );
      const name = bestOf(values);
      names2.set(stage.id, name);
      return { name };
    };
    return functionSeat({ base, ports: context2.ports, ...rest, select: (query, candidates, { key }) => select(query, candidates, key) });
  }
};

// agents/functions/index.ts
var retrieving = z7.strictObject({ ...retrieverParams, ...functionParams });
function selecting(about, select) {
  return {
    ...about,
    params: retrieving,
    asksModel: embeds,
    check: (world2, role2) => void baseFor(about.id, { world: world2, role: role2 }),
    inputs: baseDigest,
    create(params, context2) {
      const set = params;
      const base = baseFor(about.id, context2, set.hide);
      return functionSeat({ base, ports: context2.ports, ...set, select: select(reading(base, set.reads)) });
    }
  };
}
var stageIndex = (stages3, id) => stages3.findIndex((stage) => stage.id === id);
var functionsRandom = selecting(
  { id: "functions-random", title: "Random function", about: "Selects a retrieved function at random: what code alone is worth." },
  ({ stages: stages3 }) => ({ stage }, candidates, { key }) => ({ name: rng(fold(key, stageIndex(stages3, stage.id))).pick(candidates).name })
);
var functionsTop1 = selecting(
  { id: "functions-top1", title: "First hit", about: "Selects the retriever's first hit: what retrieval alone is worth." },
  () => (_query, candidates) => ({ name: candidates[0].name })
);
var functionsMatched = selecting(
  {
    id: "functions-matched",
    title: "Matched words",
    about: "Selects the function whose clauses fit the state best by exact words: the baseline for what a model adds."
  },
  (base) => (query, candidates) => {
    const fits = candidates.map(({ name }) => fitOf(entryIn(base, query.joined, name), query));
    return { name: candidates[fits.indexOf(Math.max(...fits))].name };
  }
);
var fixedParams = z7.strictObject({
  functions: z7.record(z7.string(), z7.string()).default({}).describe("A function by stage; by default the sequence found best on training seeds"),
  ...functionParams
});
var functionsFixed = {
  id: "functions-fixed",
  title: "Fixed functions",
  about: "Selects the same functions in every state, the best such sequence: the baseline for choosing by the state.",
  params: fixedParams,
  check: (world2, role2) => void baseFor("functions-fixed", { world: world2, role: role2 }),
  inputs: baseDigest,
  create(params, context2) {
    const { functions, extend, hide, sandbox } = params;
    const base = baseFor("functions-fixed", context2, hide);
    for (const [stage, name] of Object.entries(functions)) {
      const known = ofStage([...base.functions, ...base.emergency], stage).map((one) => one.name);
      if (!known.includes(name))
        throw new ArenaError(
          "BadAgent",
          "agent functions-fixed",
          `${stage}: "${name}"`,
          `expected one of ${(known.length > 0 ? known : base.stages.map(({ id }) => id)).join(", ")}`
        );
    }
    const fixed = { ...base.found.fixed, ...functions };
    return functionSeat({
      base,
      k: Infinity,
      retriever: "all",
      extend,
      sandbox,
      ports: context2.ports,
      select: (query) => ({ name: fixedIn(fixed, base, query) })
    });
  }
};
var expertParams = z7.strictObject({ ...functionParams, extend: functionParams.extend.default("answers") });
var expert = {
  id: "expert",
  title: policies.expert.title,
  about: policies.expert.about,
  params: expertParams,
  inputs: baseDigest,
  create(params, context2) {
    const { extend, hide, sandbox } = params;
    const policy = policies.expert.policyFor(context2.world, context2.role);
    if (!hasFunctions(context2)) return { act: (observation, turn) => policy(observation, turn), dispose: () => {
    } };
    const base = baseFor("expert", context2, hide);
    return functionSeat({
      base,
      k: Infinity,
      retriever: "all",
      extend,
      sandbox,
      ports: context2.ports,
      select: (query) => ({ name: teachersChoice(base, query) })
    });
  }
};
var functionAgents = [
  expert,
  functionsRandom,
  functionsTop1,
  functionsMatched,
  functionsFixed,
  searchFunctions
];

// agents/agent.ts
import { z as z8 } from "zod";
var noParams = z8.strictObject({});

// agents/human.ts
var human = {
  id: "human",
  title: "You",
  about: "A person at the watch page, by click, touch or keyboard; no deadline.",
  params: noParams,
  inPage: true,
  create(_params, { ports, role: role2 }) {
    const ask2 = ports.human;
    if (ask2 === void 0)
      throw new ArenaError(
        "BadAgent",
        "agent human",
        `cast as "${role2}" where no person can be asked`,
        "expected the watch page: run npm start"
      );
    return {
      act: (observation, { role: asked, t: t2, legal, range }) => ask2(observation, { role: asked, t: t2, legal, ...range === void 0 ? {} : { range } }),
      dispose: () => {
      }
    };
  }
};

// agents/llm/index.ts
import { z as z12 } from "zod";

// agents/llm/write.ts
import { z as z10 } from "zod";

// agents/llm/prompt.ts
import { z as z9 } from "zod";
var fenced = (task) => `\`\`\`json
${JSON.stringify(task)}
\`\`\``;
var why = z9.string().describe("The reason, in one short sentence");
var opening = (env3, how) => ({
  role: "system",
  content: `You play ${env3.title}, a game of sequential decisions.

Rules:
${env3.rules}

${how}`
});
var actionPrompt = (env3, role2, observation, legal, range) => range === void 0 ? listedPrompt(env3, role2, observation, legal) : numberPrompt(env3, role2, observation, range);
function numberPrompt(env3, role2, observation, range) {
  const action = z9.int().min(range.min).max(range.max);
  return {
    messages: [
      opening(env3, "Each turn you choose a number by calling choose_action."),
      {
        role: "user",
        content: `${env3.describe(observation)}

Your action is ${rangeText(range)}.

The same as data:
${fenced({ task: "act", env: env3.id, role: role2, range, observation })}

Which number do you choose?`
      }
    ],
    answer: { name: "choose_action", description: "Chooses a number.", schema: z9.object({ action, why }) }
  };
}
function listedPrompt(env3, role2, observation, legal) {
  const words2 = legal.every((action2) => typeof action2 === "string");
  const listed2 = words2 ? legal.join(", ") : legal.map((action2, i) => `${i}: ${JSON.stringify(action2)}`).join("\n");
  const action = words2 ? z9.enum(legal) : z9.int().min(0).max(legal.length - 1);
  return {
    messages: [
      opening(env3, "Each turn you choose one of your legal actions by calling choose_action."),
      {
        role: "user",
        content: `${env3.describe(observation)}

Your legal actions: ${words2 ? "" : "\n"}${listed2}

The same as data:
${fenced({ task: "act", env: env3.id, role: role2, legal, observation })}

Which action do you take?`
      }
    ],
    answer: { name: "choose_action", description: "Takes an action.", schema: z9.object({ action, why }) }
  };
}
var chosenAction = ({ action }, legal, range) => typeof action === "number" && range === void 0 ? legal[action] : action;
function selectionPrompt(env3, base, role2, { observation, facts: facts2, stage, previous, joined }, candidates) {
  const names2 = candidates.map(({ name }) => name);
  const stages3 = stagesOf(base, observation);
  const manuals = names2.map((name) => `- ${name}: ${(byName(base).get(name) ?? joined.find((one) => one.name === name))?.manual ?? ""}`).join("\n");
  const known = Object.entries(facts2).map(([name, word2]) => `${name} ${word2}`).join(", ");
  const before2 = previous === null ? "" : `
The stage before gave ${JSON.stringify(previous)}.`;
  return {
    messages: [
      opening(
        env3,
        `A decision goes through ${stages3.length} stages: ${stages3.map(({ id, asks }) => `${id} (${asks})`).join(", ")}. In each stage you select one function by calling select_function; it is run for you, and its result goes to the next stage. The last result is your action.`
      ),
      {
        role: "user",
        content: `${env3.describe(observation)}

Stage ${stage.id}: ${stage.asks}${before2}
The state in words: ${known}.
Functions:
${manuals}

The state as data:
${fenced({ task: "select", env: env3.id, role: role2, observation, stage: stage.id, previous, candidates: names2 })}

Which function do you select?`
      }
    ],
    answer: {
      name: "select_function",
      description: "Selects the function that suits the state best.",
      schema: z9.object({ name: z9.enum(names2), why })
    }
  };
}

// agents/llm/write.ts
var proposals = z10.object({
  functions: z10.array(
    z10.object({
      name: z10.string().describe("Small words joined by hyphens, as go-round"),
      source: z10.string().describe("The whole file: a doc comment with its tags, then the function")
    })
  )
});
var SHOWN = 3;
function writingPrompt({ env: env3, base, stage, notice, count: count2, situations }) {
  const stages3 = base.stages.map(
    ({ id, asks, result }) => `- ${id}: ${asks} Its result: ${JSON.stringify(z10.toJSONSchema(result, { io: "input", unrepresentable: "any" }))}`
  );
  const examples = situations.filter((one) => stage === void 0 || one.stage === stage).filter((_, i, all) => i % Math.max(1, Math.floor(all.length / SHOWN)) === 0).slice(0, SHOWN).map(({ stage: of, observation, legal, previous }) => {
    const words2 = queryText({ facts: base.facts(observation, previous, of), observation });
    return `${JSON.stringify({ stage: of, observation, legal, previous })}
In words: ${words2}`;
  });
  const have = [...base.functions, ...base.emergency].filter((one) => stage === void 0 || one.stage === stage);
  const what = notice === void 0 ? `Write up to ${count2} functions for stage ${stage ?? "any"}: each decides in one way of its own, together they cover what a strong player does.` : `The rules have just changed: "${notice.text}" Write up to ${count2} functions that answer it, each with the tag @notice ${notice.id}.`;
  return {
    messages: [
      opening(env3, `You write the functions by which a smaller model plays: it reads their manuals and selects one in each stage.`),
      {
        role: "user",
        content: `A decision goes through stages:
${stages3.join("\n")}

A function is one file of plain JavaScript without imports, of this form:

/**
 * What it does, in a sentence.
 * Use when ... (what a selector reads).
 *
 * @stage <stage>
${notice === void 0 ? "" : ` * @notice ${notice.id}
`} * @example {"observation": {...}, "legal": [...], "previous": ..., "result": ...}
 */
export default function name(observation, legal, previous, tools) { return ...; }

previous is the result of the stage before, null in the first. An example's observation gives the fields that differ from this one:
${JSON.stringify(base.blank)}
The result must fit in every state; in the last stage it must be one of legal. No randomness, no clock, no state, nothing given is changed. It must matter: a function after which the same action comes out as without it is refused.

${base.toolManual}

States of play, and the words in which a selector is told of them and searches the manuals:
${examples.join("\n")}

These exist already, do not repeat them: ${have.map(({ name }) => name).join(", ") || "none"}.

${what}

The same as data:
${fenced({ task: "write", env: env3.id, stage: stage ?? null, notice: notice?.id ?? null, have: have.map(({ name }) => name), count: count2 })}`
      }
    ],
    answer: { name: "write_functions", description: "Hands in functions.", schema: proposals }
  };
}
async function writeFunctions(order, writer) {
  const { chat, model, repairs, maxTokens, timeoutMs, date, heard: heard2 = () => {
  } } = writer;
  const prompt = writingPrompt(order);
  const kept2 = [];
  const effects = {};
  const before2 = order.refused ?? [];
  const refused = new Map(before2.map((one) => [one.name, one]));
  const exchanges = [];
  const again = (failed) => [
    ...prompt.messages,
    { role: "assistant", content: canonical({ functions: failed.map(({ name, source }) => ({ name, source })) }) },
    {
      role: "user",
      content: `These were refused:
${failed.map(({ name, problems }) => `- ${name}: ${problems.join("; ")}`).join("\n")}
Hand in the repaired ones again, and nothing else.`
    }
  ];
  let messages = before2.length === 0 ? prompt.messages : again(before2);
  for (let round2 = before2.length === 0 ? 0 : 1; round2 <= repairs; round2++) {
    heard2(round2 === 0 ? "Asking for functions" : `Asking again for ${refused.size} that failed`);
    const { exchange, value, failure } = await chat({
      model,
      messages,
      answer: prompt.answer,
      form: "tool",
      attempts: 2,
      maxTokens,
      timeoutMs
    });
    exchanges.push(exchange);
    if (value === void 0)
      return { kept: kept2, effects, refused: [...refused.values()], exchanges, ...failure === void 0 ? {} : { failure } };
    const origin = { by: "model", model: exchange.model, date, prompt: digest(messages) };
    const fresh = value.functions.slice(0, order.count * 2);
    const verdicts = await judge(order, writer, kept2, fresh, origin);
    for (const { proposal, entry, problems, effect } of verdicts) {
      heard2(`${proposal.name}: ${problems.length === 0 ? "kept" : problems.join("; ")}`);
      refused.delete(proposal.name);
      if (entry !== void 0 && problems.length === 0 && kept2.length < order.count) {
        kept2.push(entry);
        if (effect !== void 0) effects[entry.name] = effect;
      } else
        refused.set(proposal.name, {
          name: proposal.name,
          problems: problems.length === 0 ? ["there are enough"] : problems,
          source: proposal.source
        });
    }
    const failed = verdicts.flatMap(({ proposal, problems }) => problems.length > 0 ? [{ ...proposal, problems }] : []);
    if (failed.length === 0 || kept2.length >= order.count) break;
    messages = again(failed);
  }
  return { kept: kept2, effects, refused: [...refused.values()], exchanges };
}
async function judge(order, { open: open2 }, kept2, fresh, origin) {
  const { base, env: env3, stage, notice, situations, usual } = order;
  const names2 = /* @__PURE__ */ new Set([...byName(base).keys(), ...kept2.map(({ name }) => name)]);
  const read = fresh.map((proposal) => {
    try {
      const entry = entryOf(proposal.name, proposal.source, { origin, says: base.says });
      const problems = [
        ...names2.has(entry.name) ? ["its name is taken"] : [],
        ...stage !== void 0 && entry.stage !== stage ? [`it is for stage ${entry.stage}, not ${stage}`] : [],
        ...entry.conditions === "" ? ['a manual that does not say when to use it, expected a sentence "Use when ..."'] : [],
        ...base.stages.some(({ id }) => id === entry.stage) ? [] : [`there is no stage ${entry.stage}`],
        ...entry.notice === notice?.id ? [] : [`its @notice is ${entry.notice ?? "missing"}, expected ${notice?.id ?? "none"}`]
      ];
      names2.add(entry.name);
      return { proposal, entry, problems };
    } catch (error) {
      return { proposal, problems: [error instanceof ArenaError ? error.message.replace(/^function \S+: /, "") : messageOf(error)] };
    }
  });
  const candidates = read.flatMap(({ entry, problems }) => entry !== void 0 && problems.length === 0 ? [entry] : []);
  if (candidates.length === 0) return read;
  const others = [...base.functions, ...kept2].filter((one) => candidates.some((entry) => entry.stage === one.stage));
  const sandbox = await open2(env3.id, [...others, ...candidates]);
  try {
    const seen = /* @__PURE__ */ new Map();
    const faults2 = /* @__PURE__ */ new Map();
    const verdicts = await checkFunctions(base, [...others, ...candidates], situations, async (entry, situation) => {
      if ((faults2.get(entry.name) ?? 0) >= MAX_FAULTS) throw new Error("it failed too often");
      try {
        const result = await sandbox.call(entry.name, situation.observation, situation.legal, situation.previous);
        const results = seen.get(entry.name) ?? /* @__PURE__ */ new Map();
        seen.set(entry.name, results.set(situation, result));
        return result;
      } catch (error) {
        faults2.set(entry.name, (faults2.get(entry.name) ?? 0) + 1);
        throw error;
      }
    });
    const judged = read.map((one) => {
      const verdict = one.problems.length === 0 ? verdicts.find(({ name }) => name === one.entry?.name) : void 0;
      if (verdict === void 0) return one;
      const twin = verdict.twin !== void 0 && verdict.twin.share >= TWINS ? verdict.twin : void 0;
      const later = twin !== void 0 && !isAfter(twin.name, verdict.name, candidates);
      return {
        ...one,
        problems: [
          ...verdict.problems,
          ...later ? [`it does the same as ${twin.name} in ${Math.round(100 * twin.share)} % of all states`] : []
        ]
      };
    });
    if (usual === void 0) return judged;
    const told = [];
    for (const one of judged) {
      const known = ({ name }, situation) => seen.get(name).get(situation);
      const effect = one.entry === void 0 || one.problems.length > 0 ? void 0 : await effectOf(one.entry, situations, known, usual);
      const dull = effect === void 0 ? void 0 : dullness(effect);
      told.push({ ...one, ...effect === void 0 ? {} : { effect }, ...dull === void 0 ? {} : { problems: [dull] } });
    }
    return told;
  } finally {
    sandbox.dispose();
  }
}
var MAX_FAULTS = 3;
var isAfter = (one, other, entries) => entries.findIndex(({ name }) => name === one) > entries.findIndex(({ name }) => name === other);

// agents/llm/stages.ts
import { z as z11 } from "zod";
var answerSchema = z11.object({
  stages: z11.array(
    z11.object({
      id: z11.string().describe("One small word, as assess"),
      asks: z11.string().describe("The question the stage answers, in one sentence"),
      result: z11.string().describe("The JSON Schema of its result, as text")
    })
  )
});

// agents/llm/index.ts
var modelParams = {
  model: z12.string().default("").describe("The model's name at its endpoint; empty for the one the arena is set to"),
  form: z12.enum(["tool", "json"]).default("tool").describe("How it answers: by calling a tool, or by a JSON text of a given form"),
  attempts: z12.int().min(1).max(10).default(3).describe("Answers asked for when the ones before cannot be used"),
  maxTokens: z12.int().min(16).max(1e5).default(2048).describe("Tokens an answer may have")
};
var SPARE_MS2 = 250;
function chatOf(agent, { ports: { chat } }) {
  if (chat !== void 0) return chat;
  throw new ArenaError("BadAgent", `agent ${agent}`, "no way to a language model here", "expected a host with a gateway to one");
}
async function ask(chat, params, asks, { messages, answer }, until, emit) {
  const { model, form, attempts, maxTokens } = params;
  const { exchange, value, failure } = await chat({
    model,
    messages,
    answer,
    form,
    attempts,
    maxTokens,
    timeoutMs: Math.max(1, Math.floor(until))
  });
  emit({ type: "llm", asks, ...exchange });
  if (value !== void 0) return value;
  const where = ["language model", exchange.model || model].filter((word2) => word2 !== "").join(" ");
  if (failure !== void 0) throw new ArenaError("ModelFailed", where, failure, "expected an answer");
  throw new ArenaError(
    "BadAnswer",
    where,
    `${exchange.problems.length} answers that cannot be used (${exchange.problems.join(", ")})`,
    `expected a call of ${answer.name}`
  );
}
var llmParams = z12.strictObject(modelParams);
var llm = {
  id: "l-llm",
  title: "Language model",
  about: "Asks a language model for the action: the teacher, without functions.",
  params: llmParams,
  asksModel: () => true,
  create(params, context2) {
    const { env: env3 } = context2.world;
    const chat = chatOf("l-llm", context2);
    return {
      async act(observation, { role: role2, legal, range, deadlineMs }, emit) {
        const prompt = actionPrompt(env3, role2, observation, legal, range);
        const answer = await ask(chat, params, "action", prompt, deadlineMs - SPARE_MS2, emit);
        return chosenAction(answer, legal, range);
      },
      dispose: () => {
      }
    };
  }
};
var llmFunctionsParams = z12.strictObject({
  ...modelParams,
  ...retrieverParams,
  ...functionParams,
  writes: z12.boolean().default(false).describe("Has the model write functions when a notice appears, in mid-episode; they join in place of the prepared ones")
});
var [STATES2, WANTED] = [360, 3];
var WRITING_TOKENS = 16e3;
function writerFor({ world: { env: env3 }, ports }, base, chat, model) {
  const open2 = ports.sandbox;
  if (open2 === void 0)
    throw new ArenaError("BadAgent", "agent l-llm-functions", "no sandbox here", "expected a host that has one, or writes: false");
  return async (notice, { deadlineMs }, emit) => {
    const states = Object.hasOwn(env3.emergencies, notice.id) ? situationsOf(base, env3, { emergencies: [{ round: 1, emergency: notice.id }] }, 7, 2 * STATES2) : situationsOf(base, env3, {}, 7, STATES2);
    const inForce = states.filter(({ observation }) => observation.notices.some(({ id }) => id === notice.id)).slice(0, STATES2);
    const situations = inForce.length > 0 ? inForce : states.map((one) => ({ ...one, observation: { ...one.observation, notices: [notice] } }));
    const usual = {
      ...base,
      fixed: base.found.fixed,
      run: (entry, state) => callNative(base, entry, state.observation, state.legal, state.previous)
    };
    const { kept: kept2, refused, exchanges } = await writeFunctions(
      { env: env3, base: { ...base, emergency: [] }, notice, count: WANTED, situations, usual },
      {
        chat,
        model,
        open: open2,
        repairs: 1,
        maxTokens: WRITING_TOKENS,
        timeoutMs: Math.floor(deadlineMs / 3),
        date: "in play",
        heard: (text) => emit({ type: "note", text })
      }
    );
    for (const exchange of exchanges) emit({ type: "llm", asks: `functions for ${notice.id}`, ...exchange, reply: "" });
    return { kept: kept2, refused };
  };
}
var llmFunctions = {
  id: "l-llm-functions",
  title: "Language model, by functions",
  about: "Asks a language model to select a function in every stage: the teacher of Logic Distillation.",
  params: llmFunctionsParams,
  asksModel: () => true,
  check: (world2, role2) => void baseFor("l-llm-functions", { world: world2, role: role2 }),
  inputs: baseDigest,
  create(params, context2) {
    const { role: role2, ports } = context2;
    const { env: env3 } = context2.world;
    const set = params;
    const base = baseFor("l-llm-functions", context2, set.hide);
    const read = reading(base, set.reads);
    const chat = chatOf("l-llm-functions", context2);
    return functionSeat({
      ...set,
      base,
      ports,
      slow: true,
      ...set.writes ? { write: writerFor(context2, base, chat, set.model) } : {},
      async select(query, candidates, { deadlineMs }, emit) {
        const prompt = selectionPrompt(env3, read, role2, query, candidates);
        const share2 = deadlineMs / stagesOf(base, query.observation).length - SPARE_MS2;
        const { name } = await ask(chat, set, query.stage.id, prompt, share2, emit);
        return { name };
      }
    });
  }
};

// agents/student/pretrained.ts
import { z as z14 } from "zod";

// agents/student/index.ts
import { z as z13 } from "zod";

// agents/student/prompt.ts
var stageText = (stage, facts2, notices) => [
  stage,
  ...Object.entries(facts2).map(([name, word2]) => `${name} ${word2}`),
  ...notices.map(({ text }) => `${NOTICE} ${telegram(text)}`)
].join(" ");
var manualText = (entry, { says: says2 }) => entry.when.length > 0 || entry.answers !== void 0 ? whenTelegram(entry, says2) : proseText(entry.manual);
var proseText = (manual) => telegram(/\buse when\b(.*)/is.exec(manual)?.[1] ?? manual).replace(/^notice says\b/, NOTICE);
function actionText(env3, base, observation) {
  const text = telegram(env3.describe(observation));
  return base === void 0 ? text : `${text} ${stageText("act", base.facts(observation, null, stagesOf(base, observation)[0].id), [])}`;
}
var answerText = (action) => typeof action === "string" ? action : JSON.stringify(action);

// agents/student/index.ts
var studentParams = {
  model: z13.string().default("").describe("A committed student, or the folder of one; empty for the one that is committed for the environment")
};
var TIE = 1e-4;
async function studentOf(agent, kind, model, { world: { env: env3 }, ports: { student: student2 } }) {
  if (student2 === void 0)
    throw new ArenaError("BadAgent", `agent ${agent}`, "nothing to run a model with here", "expected a host with ONNX Runtime");
  const opened2 = await student2(model === "" ? `${env3.id}-${kind}` : model);
  if (opened2.kind === kind && opened2.env === env3.id) return opened2;
  throw new ArenaError(
    "BadAgent",
    `agent ${agent}`,
    `the student ${opened2.name} learned ${opened2.kind} for ${opened2.env}`,
    `expected one that learned ${kind} for ${env3.id}`
  );
}
function introduced(student2, seat2) {
  let told = false;
  return {
    ...seat2,
    act(observation, turn, emit) {
      const { name, digest: digest2, parameters, backend } = student2;
      if (!told) emit({ type: "infer", student: name, digest: digest2, parameters, wall: { backend } });
      told = true;
      return seat2.act(observation, turn, emit);
    }
  };
}
var actionParams = z13.strictObject({
  ...studentParams,
  notices: z13.boolean().default(true).describe("Whether it is told of notices in force, which it never saw in training")
});
var imitator = (id, title, about, amongLegal) => ({
  id,
  title,
  about,
  params: actionParams,
  async create(params, context2) {
    const { env: env3, base: whole } = context2.world;
    const base = hasFunctions(context2) ? whole : void 0;
    const { model, notices } = params;
    const student2 = await studentOf(id, "kd", model, context2);
    return introduced(student2, {
      async act(observation, { legal }) {
        const state = actionText(env3, base, notices ? observation : { ...observation, notices: [] });
        const answers = legal.map(answerText);
        if (amongLegal) return legal[first(await student2.weigh(state, answers))];
        const text = await student2.complete(state, answers);
        return legal[answers.indexOf(text)] ?? text;
      },
      dispose: () => {
      }
    });
  }
});
var ldParams = z13.strictObject({
  ...studentParams,
  ...retrieverParams,
  ...functionParams,
  manuals: z13.record(z13.string(), z13.string()).default({}).describe("What the student reads in place of a function's manual, by the function's name: to see whether wording matters")
});
var ld = {
  id: "s-llm-ld",
  title: "Student, by functions",
  about: "Logic Distillation: a small model reads the manuals of the retrieved functions and selects one in every stage.",
  params: ldParams,
  asksModel: embeds,
  check: (world2, role2) => void baseFor("s-llm-ld", { world: world2, role: role2 }),
  inputs: baseDigest,
  async create(params, context2) {
    const set = params;
    const base = baseFor("s-llm-ld", context2, set.hide);
    const read = reading(base, set.reads);
    const student2 = await studentOf("s-llm-ld", "ld", set.model, context2);
    const seat2 = functionSeat({
      ...set,
      base,
      ports: context2.ports,
      slow: true,
      async select({ stage, facts: facts2, observation, joined }, candidates) {
        const names2 = candidates.map(({ name }) => name);
        const manuals = names2.map((name) => {
          const prose = set.manuals[name];
          return prose === void 0 ? manualText(entryIn(read, joined, name), read) : proseText(prose);
        });
        const scores = await student2.judge(stageText(stage.id, facts2, observation.notices), manuals);
        const sum = scores.reduce((all, one) => all + one, 0);
        const share2 = (score) => Math.round(1e3 * score / (sum || 1)) / 1e3;
        return { name: names2[first(scores)], probabilities: Object.fromEntries(names2.map((name, i) => [name, share2(scores[i])])) };
      }
    });
    return introduced(student2, seat2);
  }
};
function first(numbers) {
  const most = Math.max(...numbers);
  return numbers.findIndex((one) => one >= most - TIE);
}
var studentAgents = [
  imitator("s-llm-kd", "Student, by imitation", "Imitation (KD): a small model answers with an action, legal or not.", false),
  imitator("s-llm-kd-legal", "Student, by legal imitation", "Imitation (KD) with the choice among legal actions alone.", true),
  ld
];

// agents/student/pretrained.ts
var modelParams2 = {
  model: z14.string().default("").describe("The folder of a pretrained model in the layout of Hugging Face's ONNX exports, or its address (https://...)"),
  precision: z14.enum(["auto", "fp32", "fp16", "q8", "q4", "q4f16"]).default("auto").describe("Which of its files: the one that suits the device, or one by its precision"),
  device: z14.enum(["auto", "webgpu", "wasm"]).default("auto").describe("Where it runs in a page"),
  context: z14.int().min(64).max(131072).default(4096).describe("Tokens that a question and its answer may have in all")
};
var lacks = (params) => params.model !== "" ? void 0 : {
  found: "no pretrained model is given",
  expected: "expected ARENA_SLLM or the parameter `model` to name the folder or the address of one, with config.json, tokenizer.json and onnx/model*.onnx"
};
async function modelOf(agent, params, { ports: { causal }, loading }) {
  if (causal === void 0)
    throw new ArenaError("BadAgent", `agent ${agent}`, "nothing to run a model with here", "expected a host with ONNX Runtime");
  const { model, precision, device, context: context2 } = params;
  return causal(model, { precision, device, context: context2, ...loading === void 0 ? {} : { heard: loading } });
}
var rounded = (share2) => Math.round(1e3 * share2) / 1e3;
var actionParams2 = z14.strictObject({
  ...modelParams2,
  legal: z14.boolean().default(true).describe(
    "Takes the likeliest legal action; if false, the model writes a text that may name none. From over 24 numbers of a range it always writes one"
  ),
  maxTokens: z14.int().min(1).max(2048).default(24).describe("Most tokens of an answer that the model writes")
});
function actionIn(text, legal) {
  const bare = (words3) => words3.toLowerCase().replaceAll(/^[^\p{L}\p{N}{["]+|[^\p{L}\p{N}}\]"]+$/gu, "");
  const said = bare(text);
  const exact = legal.find((action) => bare(answerText(action)) === said);
  if (exact !== void 0) return exact;
  const words2 = new Set(said.match(/[\p{L}\p{N}-]+/gu));
  const named = legal.filter((action) => typeof action === "string" && words2.has(action.toLowerCase()));
  return named.length === 1 ? named[0] : void 0;
}
var MOST_WEIGHED = 24;
function numberIn(text, range) {
  const numbers = new Set(Array.from(text.matchAll(/(?<![\p{L}\p{N}.])-?\d+(?:\.\d+)?/gu), ([digits]) => Number(digits)));
  const [number] = numbers;
  return numbers.size === 1 && inRange(range, number) ? number : void 0;
}
function question(env3, observation, answers, range) {
  const [how, choices, ask2] = range === void 0 ? [
    "Each turn you choose one of your legal actions. Answer with the action alone.",
    `Your legal actions: ${answers.join(", ")}.`,
    "Which action do you take? Answer with the action alone."
  ] : [
    "Each turn you choose a number. Answer with the number alone.",
    `Your action is ${rangeText(range)}.`,
    "Which number do you choose? Answer with the number alone."
  ];
  return [opening(env3, how), { role: "user", content: `${env3.describe(observation)}

${choices}
${ask2}` }];
}
var pretrained = {
  id: "s-llm",
  title: "Small model, as it comes",
  about: "A pretrained small language model chooses the action: the student before any training.",
  params: actionParams2,
  lacks,
  slow: true,
  async create(params, context2) {
    const { env: env3 } = context2.world;
    const set = params;
    const causal = await modelOf("s-llm", set, context2);
    return {
      async act(observation, { legal, range }, emit) {
        const answers = legal.map(answerText);
        const messages = question(env3, observation, answers, range);
        const tell = (reply, usage2, illegal2 = false) => emit({ type: "llm", asks: "action", model: causal.name, problems: illegal2 ? ["illegal"] : [], reply, usage: usage2 });
        if (set.legal && (range === void 0 || legal.length <= MOST_WEIGHED)) {
          const { shares, usage: usage2 } = await causal.weigh(messages, answers);
          const best3 = first(shares);
          tell(answers.map((answer, i) => `${answer} ${rounded(shares[i])}`).join(", "), usage2);
          return legal[best3];
        }
        const { text, usage } = await causal.complete(messages, set.maxTokens);
        const action = range === void 0 ? actionIn(text, legal) : numberIn(text, range);
        tell(text, usage, action === void 0);
        return action ?? text;
      },
      dispose: () => {
      }
    };
  }
};
var functionsParams = z14.strictObject({
  ...modelParams2,
  ...retrieverParams,
  ...functionParams,
  orders: z14.int().min(1).max(10).default(1).describe("How many orders of the candidates it is asked in: small models favour the first letters, and the mean over orders does not")
});
var labels = (count2) => Array.from({ length: count2 }, (_, i) => count2 <= 26 ? String.fromCharCode(65 + i) : String(i + 1));
function selection({ env: env3, role: role2, base }, { observation, facts: facts2, stage, previous, joined }, names2) {
  const letters = labels(names2.length);
  const stages3 = stagesOf(base, observation);
  const manuals = names2.map(
    (name, i) => `${letters[i]}. ${name}: ${(byName(base).get(name) ?? joined.find((one) => one.name === name))?.manual ?? ""}`
  );
  const known = Object.entries(facts2).map(([name, word2]) => `${name} ${word2}`);
  const before2 = previous === null ? "" : `
The stage before gave ${JSON.stringify(previous)}.`;
  return [
    opening(
      env3,
      `You are ${role2}. A decision goes through ${stages3.length} stages: ${stages3.map(({ id, asks }) => `${id} (${asks})`).join(", ")}. In each stage you select the function that suits the state best. Answer with its ${names2.length <= 26 ? "letter" : "number"} alone.`
    ),
    {
      role: "user",
      content: `${env3.describe(observation)}

Stage ${stage.id}: ${stage.asks}${before2}
The state in words: ${known.join(", ")}.
Functions:
${manuals.join("\n")}

Which function do you select? Answer with ${letters[0]} to ${letters.at(-1)}.`
    }
  ];
}
var pretrainedFunctions = {
  id: "s-llm-functions",
  title: "Small model, by functions",
  about: "A pretrained small language model selects a function in every stage, from a list: the student before any training.",
  params: functionsParams,
  lacks,
  slow: true,
  asksModel: embeds,
  check: (world2, role2) => void baseFor("s-llm-functions", { world: world2, role: role2 }),
  inputs: baseDigest,
  async create(params, context2) {
    const { role: role2, ports } = context2;
    const { env: env3 } = context2.world;
    const set = params;
    const base = baseFor("s-llm-functions", context2, set.hide);
    const read = reading(base, set.reads);
    const causal = await modelOf("s-llm-functions", set, context2);
    return functionSeat({
      ...set,
      base,
      ports,
      slow: true,
      async select(query, candidates, _turn, emit) {
        const names2 = candidates.map(({ name }) => name);
        const letters = labels(names2.length);
        const orders2 = Math.min(set.orders, names2.length);
        const sums = names2.map(() => 0);
        let [input, output] = [0, 0];
        for (let order = 0; order < orders2; order++) {
          const shift = Math.floor(order * names2.length / orders2);
          const turned2 = [...names2.slice(shift), ...names2.slice(0, shift)];
          const { shares, usage } = await causal.weigh(selection({ env: env3, role: role2, base: read }, query, turned2), letters);
          for (const [i, name] of turned2.entries()) sums[names2.indexOf(name)] += shares[i] / orders2;
          input += usage.input;
          output += usage.output;
        }
        const best3 = first(sums);
        emit({ type: "llm", asks: query.stage.id, model: causal.name, problems: [], reply: names2[best3], usage: { input, output } });
        return { name: names2[best3], probabilities: Object.fromEntries(names2.map((name, i) => [name, rounded(sums[i])])) };
      }
    });
  }
};
var pretrainedAgents = [pretrained, pretrainedFunctions];

// agents/policy.ts
function policyKind(about, policyFor) {
  return {
    ...about,
    params: noParams,
    check: (world2, role2) => void policyFor(world2, role2),
    create(_params, { world: world2, role: role2 }) {
      const policy = policyFor(world2, role2);
      return { act: (observation, turn) => policy(observation, turn), dispose: () => {
      } };
    }
  };
}

// agents/search-actions.ts
import { z as z15 } from "zod";

// agents/search-range.ts
var GRID = 9;
function gridOf({ min, max }) {
  const at = (share2) => Math.round(min + (max - min) * share2 / (GRID - 1));
  return [...new Set([0, 8, 4, 2, 6, 1, 3, 5, 7].map(at))];
}
function searchRange(range, choices, budget, simulate) {
  const tried = /* @__PURE__ */ new Map();
  let spent = 0;
  const draw2 = (number, i) => {
    const one = tried.get(number) ?? { number, worths: [] };
    tried.set(number, one);
    spent++;
    return one.worths[i] = simulate(number, i);
  };
  const first2 = [.../* @__PURE__ */ new Set([...choices, ...gridOf(range)])].slice(0, Math.max(1, Math.ceil(budget / 2)));
  const coarse = halve(first2, Math.ceil(budget / 2), draw2);
  let best3 = bestOf(coarse);
  for (; ; ) {
    const known = [...tried.keys()];
    const below = Math.max(range.min, ...known.filter((number) => number < best3));
    const above = Math.min(range.max, ...known.filter((number) => number > best3));
    const between = [Math.floor((below + best3) / 2), Math.ceil((best3 + above) / 2)].filter(
      (number) => number !== best3 && !tried.has(number)
    );
    if (between.length === 0) break;
    const turns = Math.max(1, log2(Math.max(best3 - below, above - best3)));
    const arms = [...between, best3];
    const each = Math.floor((budget - spent) / turns / arms.length) || Math.floor((budget - spent) / arms.length);
    if (each < 1) break;
    for (const number of arms) for (let i = tried.get(number)?.worths.length ?? 0; i < each; i++) draw2(number, i);
    const worth = (number) => mean3(tried.get(number).worths.slice(0, each));
    best3 = between.reduce((most, number) => worth(number) > worth(most) ? number : most, best3);
  }
  const values = [...tried.values()].sort((a, b) => a.number - b.number).map(({ number, worths }) => ({ of: number, visits: worths.length, value: mean3(worths) }));
  return { best: best3, values };
}
var mean3 = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);

// agents/search-actions.ts
var paramsSchema3 = z15.strictObject({
  simulations: z15.int().min(1).max(1e5).default(60).describe("Most playouts for a decision"),
  ...searchParams
});
var searchActions = {
  id: "search-actions",
  title: "Search over actions",
  about: "Short playouts on determinised states choose the action, under an assumed policy for every role.",
  params: paramsSchema3,
  create(params, context2) {
    const { simulations, ...rest } = params;
    const search = searchFor("search-actions", context2, rest);
    const { world: world2, role: role2 } = context2;
    const choicesOf = (observation, { legal, range, key }) => {
      const turn = { role: role2, legal, ...range === void 0 ? {} : { range }, key };
      const policies2 = [policyOf(world2, "expert", role2), policyOf(world2, "greedy", role2), search.assumed];
      return policies2.map((policy) => policy(observation, turn)).filter((choice) => typeof choice === "number" && legal.includes(choice));
    };
    return {
      act(observation, turn, emit) {
        const { legal, range, key } = turn;
        if (legal.length === 1) return legal[0];
        const worth = (action, i) => search.worth(observation, fold(key, i), 1, () => action);
        const wide = range !== void 0 && legal.length > GRID;
        const found = wide ? searchRange(range, choicesOf(observation, turn), simulations, worth) : void 0;
        const values = found?.values ?? halve(legal, simulations, worth);
        emit({
          type: "search",
          simulations: values.reduce((sum, { visits }) => sum + visits, 0),
          values: values.map(({ of: action, visits, value }) => ({ action, visits, value }))
        });
        return found?.best ?? bestOf(values);
      },
      dispose: () => {
      }
    };
  }
};

// agents/taught.ts
import { z as z16 } from "zod";
var paramsSchema4 = z16.strictObject({
  teacher: z16.string().default("expert").describe("Who says what to do"),
  teacherParams: z16.json().default({}).describe("Its parameters"),
  behaviour: z16.string().default("functions-random").describe("Who acts now and then"),
  behaviourParams: z16.json().default({}).describe("Its parameters"),
  share: z16.number().min(0).max(1).default(0.25).describe("Share of turns in which it acts")
});
var taught = (resolve5, asksModel2) => ({
  id: "taught",
  title: "Being taught",
  about: "A teacher says what to do, another agent acts now and then: data for students comes from it.",
  params: paramsSchema4,
  asksModel: (params) => specsOf(params).some(asksModel2),
  inputs: baseDigest,
  create(params, context2) {
    const { share: share2 } = params;
    const seats = specsOf(params).map((spec2) => {
      const seat2 = Promise.resolve(resolve5(spec2, context2));
      seat2.catch(() => {
      });
      return seat2;
    });
    return Promise.all(seats).then(([says2, acts]) => ({
      async act(observation, turn, emit) {
        const action = await says2.act(observation, turn, emit);
        emit({ type: "label", action });
        if (acts === void 0 || rng(turn.key).uniform() >= share2) return action;
        return acts.act(observation, turn, () => {
        });
      },
      dispose() {
        says2.dispose();
        acts?.dispose();
      }
    }));
  }
});
function specsOf(params) {
  const { teacher, teacherParams, behaviour, behaviourParams, share: share2 } = params;
  const says2 = { agent: teacher, params: teacherParams };
  return share2 === 0 ? [says2] : [says2, { agent: behaviour, params: behaviourParams }];
}

// agents/index.ts
var kinds = [
  ...Object.entries(policies).map(([id, { policyFor, ...about }]) => policyKind({ id, ...about }, policyFor)),
  ...functionAgents,
  searchActions,
  llm,
  llmFunctions,
  ...pretrainedAgents,
  ...studentAgents,
  human,
  faulty,
  taught((spec2, context2) => {
    const { kind, params } = resolveAgent(spec2, context2.world, context2.role);
    return kind.create(params, context2);
  }, asksModel)
];
var tableOf = (all) => Object.assign(/* @__PURE__ */ Object.create(null), Object.fromEntries(all.map((kind) => [kind.id, kind])));
var agents = tableOf(kinds);
var tables3 = /* @__PURE__ */ new WeakMap();
function agentsOf(world2) {
  let table = tables3.get(world2);
  if (table === void 0) {
    const own2 = Object.entries(policiesOf(world2)).filter(([id]) => Object.hasOwn(world2.players.others, id));
    const [common, people] = [kinds.slice(0, COMMON), kinds.slice(COMMON)];
    const players2 = own2.map(([id, { policyFor, ...about }]) => policyKind({ id, ...about }, policyFor));
    tables3.set(world2, table = tableOf([...common, ...players2, ...people]));
  }
  return table;
}
var COMMON = Object.keys(policies).length;
function resolveAgent(spec2, world2, role2) {
  const kind = lookup(agentsOf(world2), spec2.agent, `agent for "${role2}"`, "agent");
  kind.check?.(world2, role2);
  const parsed = kind.params.safeParse(spec2.params ?? {});
  if (!parsed.success) throw badParams(`agent ${kind.id} parameters`, parsed.error, kind.params);
  const lacks2 = kind.lacks?.(parsed.data);
  if (lacks2 !== void 0) throw new ArenaError("BadAgent", `agent ${kind.id}`, lacks2.found, lacks2.expected);
  return { kind, params: parsed.data };
}
function asksModel({ agent, params }) {
  const kind = agents[agent];
  const parsed = kind?.params.safeParse(params ?? {});
  return parsed?.success === true && kind.asksModel?.(parsed.data) === true;
}

// src/platform/ort.node.ts
import * as ort from "onnxruntime-node";

// src/platform/native.node.ts
import { workerData } from "node:worker_threads";
var [CALLS, ENDING] = [0, 1];
var own = workerData?.native;
var calls = own instanceof Int32Array ? own : void 0;
async function natively(call) {
  if (calls === void 0) return call();
  const isEnding = () => Atomics.load(calls, ENDING) === 1;
  const done = () => {
    if (Atomics.sub(calls, CALLS, 1) === 1 && isEnding()) process.exit();
  };
  Atomics.add(calls, CALLS, 1);
  if (isEnding()) {
    done();
    return new Promise(() => {
    });
  }
  try {
    return await call();
  } finally {
    done();
  }
}

// src/platform/ort.ts
var GPU_BATCH = 8;
async function openProgram({ InferenceSession, Tensor }, model, options) {
  const session = await InferenceSession.create(model, options);
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)])
      );
      const outputs = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { type, dims, data }]) => [name, { type, dims, data }])
      );
    },
    dispose: () => session.release()
  };
}

// src/platform/ort.node.ts
var nodeRuntime = (threads, device = "cpu") => ({
  backend: device,
  batch: device === "webgpu" ? GPU_BATCH : 1,
  async open(model) {
    const program = await natively(
      () => openProgram(ort, model, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
        // Numbers that are almost 0 slow the moments of rarely seen tokens down.
        extra: { session: { set_denormal_as_zero: "1" } }
      })
    );
    return {
      run: (inputs) => natively(() => program.run(inputs)),
      dispose: () => natively(() => program.dispose())
    };
  }
});

// src/platform/students.node.ts
import { existsSync as existsSync2, readdirSync, readFileSync as readFileSync2, statSync } from "node:fs";
import { basename, join as join2, resolve as resolve2 } from "node:path";

// src/platform/model-folder.node.ts
import { fileURLToPath } from "node:url";
function pathOf(where, given) {
  if (!given.startsWith("file:")) return given;
  try {
    return fileURLToPath(given);
  } catch (error) {
    throw new ArenaError("BadInput", where, messageOf(error), "expected the path of a folder");
  }
}

// src/core/package.node.mjs
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath as fileURLToPath2 } from "node:url";
var packageIn = (folder2) => {
  const path = join(folder2, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : void 0;
};
var rootAbove = (folder2) => packageIn(folder2)?.name === "logic-arena" ? folder2 : rootAbove(dirname(folder2));
var ROOT = rootAbove(dirname(fileURLToPath2(import.meta.url)));
var { version: VERSION } = packageIn(ROOT);

// src/platform/students.node.ts
var COMMITTED = join2(ROOT, "agents", "student", "models");
var committed = () => existsSync2(COMMITTED) ? readdirSync(COMMITTED).sort() : [];
function readStudent(model) {
  const known = committed().includes(model);
  return new Promise((given) => {
    const folder2 = known ? join2(COMMITTED, model) : resolve2(pathOf(`student "${model}"`, model));
    const bytes = (file) => {
      try {
        return readFileSync2(join2(folder2, file));
      } catch (error) {
        throw missing(model, folder2, file, error);
      }
    };
    const files2 = {
      student: textIn(bytes("student.json"), `student "${model}", student.json`),
      tokenizer: textIn(bytes("tokenizer.json"), `student "${model}", tokenizer.json`),
      weights: bytes("model.safetensors")
    };
    given({ name: known ? model : basename(folder2), files: files2 });
  });
}
function missing(model, folder2, file, error) {
  const where = `student "${model}"`;
  if (!existsSync2(folder2)) {
    const near = nearest(committed(), model);
    const names2 = committed().join(", ") || "none";
    return new ArenaError(
      "UnknownId",
      where,
      `no such student${near === void 0 ? "" : ` (did you mean "${near}"?)`}`,
      `expected a committed one (${names2}) or the folder of one`
    );
  }
  if (!statSync(folder2).isDirectory())
    return new ArenaError("BadInput", where, "a file", "expected the folder of a student: unpack it, if it is an archive");
  const absent = error.code === "ENOENT";
  return new ArenaError(
    "BadInput",
    where,
    absent ? `no ${file} in its folder` : `${file} cannot be read (${error.code ?? messageOf(error)})`,
    "expected the folder of a student, with student.json, tokenizer.json and model.safetensors"
  );
}

// src/student/student.ts
import { z as z19 } from "zod";

// src/student/decoder.ts
import { z as z17 } from "zod";

// src/student/onnx.ts
import { PbfWriter } from "pbf";
var TYPES2 = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 };
var MICROSOFT = "com.microsoft";
function encodeModel({ nodes, constants, inputs, outputs }) {
  const to = new PbfWriter();
  to.writeVarintField(1, 10);
  to.writeStringField(2, "logic-arena");
  message(to, 7, () => {
    for (const [i, node] of nodes.entries()) message(to, 1, () => writeNode(to, node, i));
    to.writeStringField(2, "graph");
    for (const constant of constants) message(to, 5, () => writeTensor(to, constant));
    for (const port of inputs) message(to, 11, () => writePort(to, port));
    for (const port of outputs) message(to, 12, () => writePort(to, port));
  });
  for (const [domain, version] of [
    ["", 17],
    [MICROSOFT, 1]
  ])
    message(to, 8, () => {
      to.writeStringField(1, domain);
      to.writeVarintField(2, version);
    });
  return new Uint8Array(to.finish());
}
var message = (to, field, write) => to.writeMessage(field, write, void 0);
function writeNode(to, { op, inputs, outputs, attributes = {}, domain }, place) {
  for (const name of inputs) to.writeStringField(1, name);
  for (const name of outputs) to.writeStringField(2, name);
  to.writeStringField(3, `${op}.${place}`);
  to.writeStringField(4, op);
  for (const [name, value] of Object.entries(attributes))
    message(to, 5, () => {
      to.writeStringField(1, name);
      if (typeof value === "number") {
        to.writeVarintField(3, value);
        to.writeVarintField(20, 2);
      } else if ("float" in value) {
        to.writeFloatField(2, value.float);
        to.writeVarintField(20, 1);
      } else {
        for (const one of value) to.writeVarintField(8, one);
        to.writeVarintField(20, 7);
      }
    });
  if (domain !== void 0) to.writeStringField(7, domain);
}
function writeTensor(to, { name, type, dims, data }) {
  for (const dim of dims) to.writeVarintField(1, dim);
  to.writeVarintField(2, TYPES2[type]);
  to.writeStringField(8, name);
  to.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
function writePort(to, { name, type, dims }) {
  to.writeStringField(1, name);
  message(
    to,
    2,
    () => message(to, 1, () => {
      to.writeVarintField(1, TYPES2[type]);
      message(to, 2, () => {
        for (const dim of dims)
          message(to, 1, () => {
            if (typeof dim === "number") to.writeVarintField(1, dim);
            else if (dim !== "") to.writeStringField(2, dim);
          });
      });
    })
  );
}

// src/student/graph.ts
var sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);
var SMALL = 64;
var Graph = class {
  nodes = [];
  constants = [];
  inputs = [];
  outputs = [];
  known = /* @__PURE__ */ new Map();
  tape = [];
  count = 0;
  /** The graph as a model. */
  model() {
    return { nodes: this.nodes, constants: this.constants, inputs: this.inputs, outputs: this.outputs };
  }
  input(name, shape, type = "float32") {
    this.inputs.push({ name, type, dims: shape });
    return { name, shape, type };
  }
  output(name, value) {
    this.nodes.push({ op: "Identity", inputs: [value.name], outputs: [name] });
    this.outputs.push({ name, type: value.type, dims: value.shape });
  }
  constant(data, shape, type = "float32") {
    const id = data.length < SMALL ? `${type} ${shape.join()} ${data.join()}` : void 0;
    const before2 = id === void 0 ? void 0 : this.known.get(id);
    if (before2 !== void 0) return before2;
    const value = { name: `c${this.count++}`, shape, type };
    this.constants.push({ name: value.name, type, dims: shape, data });
    if (id !== void 0) this.known.set(id, value);
    return value;
  }
  scalar(value) {
    return this.constant(Float32Array.of(value), []);
  }
  /** Appends an operator without recording it on the tape. */
  apply(op, from, shape, { attributes, type = "float32", domain } = {}) {
    const value = { name: `${op}${this.count++}`, shape, type };
    this.nodes.push({
      op,
      inputs: from.map(({ name }) => name),
      outputs: [value.name],
      ...attributes === void 0 ? {} : { attributes },
      ...domain === void 0 ? {} : { domain }
    });
    return value;
  }
  // Differentiable operators.
  add(a, b) {
    const backward = (gradient) => [this.reduced(gradient, a.shape), this.reduced(gradient, b.shape)];
    return this.record(this.pairwise("Add", a, b), [a, b], backward);
  }
  multiply(a, b) {
    const backward = (gradient) => [
      this.reduced(this.pairwise("Mul", gradient, b), a.shape),
      this.reduced(this.pairwise("Mul", gradient, a), b.shape)
    ];
    return this.record(this.pairwise("Mul", a, b), [a, b], backward);
  }
  reshape(x, shape) {
    return this.record(this.reshaped(x, shape), [x], (gradient) => [this.reshaped(gradient, x.shape)]);
  }
  transpose(x, order) {
    const back = order.map((_, i) => order.indexOf(i));
    return this.record(this.transposed(x, order), [x], (gradient) => [this.transposed(gradient, back)]);
  }
  /** `x w`, [n, k] by [k, m]. */
  linear(x, w) {
    const [n, k, m] = [x.shape[0], x.shape[1], w.shape[1]];
    return this.record(this.apply("MatMul", [x, w], [n, m]), [x, w], (gradient) => [
      this.apply("Gemm", [gradient, w], [n, k], { attributes: { transB: 1 } }),
      this.apply("Gemm", [x, gradient], [k, m], { attributes: { transA: 1 } })
    ]);
  }
  /** `x w^T`, [n, k] by [m, k]: the output head of a model with tied embeddings. */
  linearTransposed(x, w) {
    const [n, k, m] = [x.shape[0], x.shape[1], w.shape[0]];
    return this.record(this.apply("Gemm", [x, w], [n, m], { attributes: { transB: 1 } }), [x, w], (gradient) => [
      this.apply("MatMul", [gradient, w], [n, k]),
      this.apply("Gemm", [gradient, x], [m, k], { attributes: { transA: 1 } })
    ]);
  }
  /** Batched matrix products, [..., n, k] by [..., k, m]. */
  matmul(a, b) {
    return this.record(this.product(a, b), [a, b], (gradient) => [
      this.product(gradient, this.flipped(b)),
      this.product(this.flipped(a), gradient)
    ]);
  }
  /** Batched matrix products with the second matrix transposed, [..., n, k] by [..., m, k]. */
  matmulTransposed(a, b) {
    return this.record(this.product(a, this.flipped(b)), [a, b], (gradient) => [
      this.product(gradient, b),
      this.product(this.flipped(gradient), a)
    ]);
  }
  /** Softmax over the last dimension. */
  softmax(x) {
    const y = this.apply("Softmax", [x], x.shape, { attributes: { axis: -1 } });
    return this.record(y, [x], (gradient) => {
      const weighted = this.pairwise("Mul", gradient, y);
      return [this.pairwise("Sub", weighted, this.pairwise("Mul", y, this.sumLast(weighted)))];
    });
  }
  /** Root-mean-square normalisation of rows, [n, d], with a gain, [d] (Zhang and Sennrich 2019). */
  normalize(x, gain, epsilon) {
    const [n, d] = x.shape;
    const y = this.apply("SimplifiedLayerNormalization", [x, gain], x.shape, {
      attributes: { axis: -1, epsilon: { float: epsilon }, stash_type: 1 }
    });
    const mean4 = (z22) => this.apply("ReduceMean", [z22], [n, 1], { attributes: { axes: [-1], keepdims: 1 } });
    return this.record(y, [x, gain], (gradient) => {
      const square = this.pairwise("Add", mean4(this.pairwise("Mul", x, x)), this.scalar(epsilon));
      const inverse = this.pairwise("Div", this.scalar(1), this.apply("Sqrt", [square], [n, 1]));
      const unit = this.pairwise("Mul", x, inverse);
      const weighted = this.pairwise("Mul", gradient, gain);
      const along = mean4(this.pairwise("Mul", weighted, unit));
      const toX = this.pairwise("Mul", this.pairwise("Sub", weighted, this.pairwise("Mul", unit, along)), inverse);
      const ones = this.constant(new Float32Array(n).fill(1), [1, n]);
      const toGain = this.apply("MatMul", [ones, this.pairwise("Mul", gradient, unit)], [1, d]);
      return [toX, this.reshaped(toGain, [d])];
    });
  }
  /** `x sigmoid(x)`. */
  silu(x) {
    const gate = this.apply("Sigmoid", [x], x.shape);
    const y = this.pairwise("Mul", x, gate);
    return this.record(y, [x], (gradient) => {
      const slope = this.pairwise("Sub", this.pairwise("Add", gate, y), this.pairwise("Mul", y, gate));
      return [this.pairwise("Mul", gradient, slope)];
    });
  }
  /** Rotary position embedding of [b, h, t, d] at positions [b, t] (Su et al. 2021); `back` holds negated sines, which rotate gradients back. */
  rotate(x, positions, { cos, sin, back }) {
    const turn = (z22, by) => this.apply("RotaryEmbedding", [z22, positions, cos, by], z22.shape, { domain: MICROSOFT });
    return this.record(turn(x, sin), [x], (gradient) => [turn(gradient, back)]);
  }
  /** Rows of an embedding table, [v, d], by token ids, [n]. */
  lookup(table, numbers) {
    const [v, d] = table.shape;
    const n = numbers.shape[0];
    return this.record(this.apply("Gather", [table, numbers], [n, d], { attributes: { axis: 0 } }), [table], (gradient) => [
      // The gradient is a product with one-hot rows: no scatter operator runs on every backend.
      this.apply("Gemm", [this.oneHot(numbers, v), gradient], [v, d], { attributes: { transA: 1 } })
    ]);
  }
  /** Splits one dimension into parts; all of them have to be used, or no gradient flows back. */
  split(x, sizes, axis) {
    const parts2 = this.parted(x, sizes, axis);
    this.tape.push({
      made: parts2,
      from: [x],
      backward: (gradients) => [this.apply("Concat", gradients, x.shape, { attributes: { axis } })]
    });
    return parts2;
  }
  /**
   * The cross-entropy of rows of logits, [n, v], against target ids, [n], weighted by [n, 1], and the weighted share of rows
   * whose largest logit is that of the target.
   */
  crossEntropy(logits, targets, weights) {
    const [n, v] = logits.shape;
    const hot = this.oneHot(targets, v);
    const share2 = this.apply("Softmax", [logits], [n, v], { attributes: { axis: -1 } });
    const picked = this.pairwise("Max", this.sumLast(this.pairwise("Mul", share2, hot)), this.scalar(1e-30));
    const log = this.apply("Log", [picked], [n, 1]);
    const sum = (x) => this.apply("ReduceSum", [x], [], { attributes: { keepdims: 0 } });
    const loss = this.apply("Neg", [sum(this.pairwise("Mul", log, weights))], []);
    const most = this.apply("ArgMax", [logits], [n], { attributes: { axis: -1, keepdims: 0 }, type: "int64" });
    const same2 = this.apply("Equal", [most, this.cast(targets, "int64")], [n], { type: "bool" });
    const right = this.reshaped(this.cast(same2, "float32"), [n, 1]);
    const backward = (gradient) => [
      this.pairwise("Mul", this.pairwise("Sub", share2, hot), this.pairwise("Mul", weights, gradient))
    ];
    return { loss: this.record(loss, [logits], backward), accuracy: sum(this.pairwise("Mul", right, weights)) };
  }
  /** The gradients of a scalar with respect to values that it depends on. */
  gradients(of, wanted) {
    const tape = this.tape;
    this.tape = [];
    const on = new Set(wanted.map(({ name }) => name));
    for (const { made, from } of tape) if (from.some(({ name }) => on.has(name))) for (const { name } of made) on.add(name);
    const found = /* @__PURE__ */ new Map([[of.name, this.scalar(1)]]);
    for (const { made, from, backward } of tape.reverse()) {
      const gradients = made.flatMap(({ name }) => on.has(name) ? found.get(name) ?? [] : []);
      if (gradients.length < made.length) continue;
      for (const [i, part] of backward(gradients).entries()) {
        const { name } = from[i];
        if (!on.has(name)) continue;
        const before2 = found.get(name);
        found.set(name, before2 === void 0 ? part : this.pairwise("Add", before2, part));
      }
    }
    return wanted.map(({ name }) => {
      const gradient = found.get(name);
      if (gradient === void 0) throw new ArenaError("BadInput", "gradients", name, "expected a value that the number depends on");
      return gradient;
    });
  }
  // Operators that record no gradient.
  /** An elementwise operator; dimensions of length 1 are broadcast. */
  pairwise(op, a, b) {
    const rank = Math.max(a.shape.length, b.shape.length);
    const at = ({ shape: shape2 }, i) => shape2[shape2.length - rank + i] ?? 1;
    const shape = Array.from({ length: rank }, (_, i) => {
      const [x, y] = [at(a, i), at(b, i)];
      if (x !== y && x !== 1 && y !== 1)
        throw new ArenaError("BadInput", op, `shapes [${a.shape.join()}] and [${b.shape.join()}]`, "expected equal lengths, or 1");
      return Math.max(x, y);
    });
    return this.apply(op, [a, b], shape);
  }
  cast(x, type) {
    return this.apply("Cast", [x], x.shape, { attributes: { to: type === "float32" ? 1 : 7 }, type });
  }
  reshaped(x, shape) {
    return this.apply("Reshape", [x, this.integers(shape)], shape, { type: x.type });
  }
  /** One-hot rows of ids, [n] to [n, v]. */
  oneHot(numbers, v) {
    const id = `one-hot ${numbers.name} ${v}`;
    const before2 = this.known.get(id);
    if (before2 !== void 0) return before2;
    const n = numbers.shape[0];
    const all = this.constant(
      Int32Array.from({ length: v }, (_, i) => i),
      [1, v],
      "int32"
    );
    const same2 = this.apply("Equal", [this.reshaped(numbers, [n, 1]), all], [n, v], { type: "bool" });
    const hot = this.cast(same2, "float32");
    this.known.set(id, hot);
    return hot;
  }
  integers(values) {
    return this.constant(BigInt64Array.from(values.map(BigInt)), [values.length], "int64");
  }
  /** `split` without a gradient. */
  parted(x, sizes, axis) {
    const parts2 = sizes.map((size) => ({
      name: `Split${this.count++}`,
      shape: x.shape.map((length, i) => i === axis ? size : length),
      type: x.type
    }));
    this.nodes.push({
      op: "Split",
      inputs: [x.name, this.integers(sizes).name],
      outputs: parts2.map(({ name }) => name),
      attributes: { axis }
    });
    return parts2;
  }
  sumLast(x) {
    return this.apply("ReduceSum", [x, this.integers([-1])], [...x.shape.slice(0, -1), 1], { attributes: { keepdims: 1 } });
  }
  /** `matmul` without a gradient. */
  product(a, b) {
    return this.apply("MatMul", [a, b], [...a.shape.slice(0, -1), b.shape.at(-1)]);
  }
  transposed(x, order) {
    return this.apply(
      "Transpose",
      [x],
      order.map((i) => x.shape[i]),
      { attributes: { perm: order } }
    );
  }
  /** Swaps the last two dimensions. */
  flipped(x) {
    const last4 = x.shape.length - 1;
    return this.transposed(
      x,
      [...x.shape.keys()].map((i) => i === last4 ? last4 - 1 : i === last4 - 1 ? last4 : i)
    );
  }
  /** Sums a gradient over the dimensions in which the value was broadcast. */
  reduced(gradient, shape) {
    if (gradient.shape.join() === shape.join()) return gradient;
    const more3 = gradient.shape.length - shape.length;
    const axes = [...gradient.shape.keys()].filter((i) => i < more3 || shape[i - more3] === 1 && gradient.shape[i] !== 1);
    const kept2 = gradient.shape.map((length, i) => axes.includes(i) ? 1 : length);
    const sum = axes.length === 0 ? gradient : this.apply("ReduceSum", [gradient, this.integers(axes)], kept2, { attributes: { keepdims: 1 } });
    return more3 === 0 ? sum : this.reshaped(sum, shape);
  }
  record(made, from, backward) {
    this.tape.push({ made: [made], from, backward: ([gradient]) => backward(gradient) });
    return made;
  }
};

// src/student/decoder.ts
var decoderSchema = z17.strictObject({
  vocabulary: z17.int().min(260).max(1e5).describe("Tokens in the vocabulary"),
  layers: z17.int().min(1).max(48).default(2).describe("Layers"),
  width: z17.int().min(16).max(4096).default(128).describe("Width of a token's hidden state"),
  heads: z17.int().min(1).max(64).default(4).describe("Attention heads"),
  hidden: z17.int().min(16).max(16384).default(256).describe("Inner width of a feed-forward layer"),
  theta: z17.number().min(10).default(1e4).describe("Base of the rotary position embedding"),
  context: z17.int().min(16).max(4096).default(512).describe("Most tokens of a text")
});
var EPSILON = 1e-6;
var parameterLists = /* @__PURE__ */ new WeakMap();
function parametersOf(decoder) {
  const before2 = parameterLists.get(decoder);
  if (before2 !== void 0) return before2;
  const { vocabulary, layers, width, hidden } = decoder;
  const all = [["embedding", [vocabulary, width], "embedding"]];
  for (let i = 0; i < layers; i++)
    all.push(
      [`${i}.attention`, [width, 3 * width], "matrix"],
      // queries, keys, values
      [`${i}.merge`, [width, width], "matrix"],
      [`${i}.expand`, [width, 2 * hidden], "matrix"],
      // gates, values
      [`${i}.contract`, [hidden, width], "matrix"]
    );
  for (let i = 0; i < layers; i++) all.push([`${i}.attention-gain`, [width], "gain"], [`${i}.expand-gain`, [width], "gain"]);
  all.push(["gain", [width], "gain"]);
  let from = 0;
  const list = all.map(([name, shape, kind]) => {
    const size = sizeOf(shape);
    from += size;
    return { name, shape, kind, from: from - size, size };
  });
  parameterLists.set(decoder, list);
  return list;
}
function parameterCount(decoder) {
  const { from, size } = parametersOf(decoder).at(-1);
  return from + size;
}
function headOf(decoder, parameters) {
  const { vocabulary, width } = decoder;
  const { from } = parametersOf(decoder)[0];
  const head = new Float32Array(width * vocabulary);
  for (let v = 0; v < vocabulary; v++) for (let d = 0; d < width; d++) head[d * vocabulary + v] = parameters[from + v * width + d];
  return head;
}
function rotaryTables({ width, heads, theta }, length) {
  const half = width / heads / 2;
  const cos = new Float32Array(length * half);
  const sin = new Float32Array(length * half);
  for (let t2 = 0; t2 < length; t2++)
    for (let i = 0; i < half; i++) {
      const angle = t2 * theta ** (-i / half);
      cos[t2 * half + i] = Math.cos(angle);
      sin[t2 * half + i] = Math.sin(angle);
    }
  return { cos, sin };
}
function forward(graph, decoder, parameter, texts2) {
  const { batch, length, answers, tokens, positions, mask, asked } = texts2;
  const { layers, width, heads, hidden } = decoder;
  const [head, half] = [width / heads, width / heads / 2];
  const { cos, sin } = rotaryTables(decoder, length);
  const tables4 = {
    cos: graph.constant(cos, [length, half]),
    sin: graph.constant(sin, [length, half]),
    back: graph.constant(
      sin.map((x2) => -x2),
      [length, half]
    )
  };
  const scale = graph.scalar(1 / Math.sqrt(head));
  const headed = (x2, n, parts2) => {
    const all = graph.transpose(graph.reshape(x2, [batch, n, parts2 * heads, head]), [0, 2, 1, 3]);
    return parts2 === 1 ? [all] : graph.split(all, Array(parts2).fill(heads), 1);
  };
  const pick = (x2) => graph.reshape(graph.matmul(asked, graph.reshape(x2, [batch, length, width])), [batch * answers, width]);
  let x = graph.lookup(parameter("embedding"), tokens);
  for (let i = 0; i < layers; i++) {
    const last4 = i === layers - 1;
    const normed = graph.normalize(x, parameter(`${i}.attention-gain`), EPSILON);
    let q;
    let k;
    let v;
    let [rows, places, seen] = [length, positions, mask];
    if (last4) {
      const [forQueries, forOthers] = graph.split(parameter(`${i}.attention`), [width, 2 * width], 1);
      [q] = headed(graph.linear(pick(normed), forQueries), answers, 1);
      [k, v] = headed(graph.linear(normed, forOthers), length, 2);
      x = pick(x);
      rows = answers;
      places = graph.cast(
        graph.reshaped(graph.product(asked, graph.reshaped(graph.cast(positions, "float32"), [batch, length, 1])), [batch, answers]),
        "int64"
      );
      seen = graph.product(graph.reshaped(asked, [batch, 1, answers, length]), mask);
    } else [q, k, v] = headed(graph.linear(normed, parameter(`${i}.attention`)), length, 3);
    const queries = graph.rotate(graph.multiply(q, scale), places, tables4);
    const attention = graph.softmax(graph.add(graph.matmulTransposed(queries, graph.rotate(k, positions, tables4)), seen));
    const merged = graph.reshape(graph.transpose(graph.matmul(attention, v), [0, 2, 1, 3]), [batch * rows, width]);
    x = graph.add(x, graph.linear(merged, parameter(`${i}.merge`)));
    const wide = graph.linear(graph.normalize(x, parameter(`${i}.expand-gain`), EPSILON), parameter(`${i}.expand`));
    const [gates, ups] = graph.split(wide, [hidden, hidden], 1);
    x = graph.add(x, graph.linear(graph.multiply(graph.silu(gates), ups), parameter(`${i}.contract`)));
  }
  return graph.normalize(x, parameter("gain"), EPSILON);
}

// src/student/foreign.ts
var START = 512;
function instead(file, size, start) {
  if (size === 0) return [`${file} has 0 bytes`, "expected the whole file: fetch it again"];
  if (start.startsWith("version https://git-lfs"))
    return [`${file} is a pointer of Git LFS`, "expected the file that it stands for: `git lfs pull` fetches it"];
  if (/^\s*<(!doctype|html)\b/i.test(start)) return [`${file} is a web page`, "expected the file itself: fetch it by its own address"];
  return void 0;
}
function readJson(file, text, where) {
  const plain2 = text.replace(/^\uFEFF/, "");
  const wrong = instead(file, plain2.trim().length, plain2.slice(0, START));
  if (wrong !== void 0) throw new ArenaError("BadInput", where, ...wrong);
  try {
    return JSON.parse(plain2);
  } catch {
    const known = plain2.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/gs, (part) => part.startsWith('"') ? part : "null");
    return jsonIn(known, `${where}, ${file}`, "expected the whole file");
  }
}

// src/student/reader.ts
import { stemmer } from "stemmer";
var PLAIN2 = /^[\d:;()]+$/;
var stemOf = (word2) => stemmer(word2.replace(/-\d+$/, ""));
var Reader = class {
  codec;
  words;
  phrases;
  /** The number of words in the longest phrase. */
  longest;
  constructor(codec, lexicon) {
    this.codec = codec;
    this.words = lexicon === void 0 ? void 0 : new Set(lexicon.words);
    const phrases = Object.entries(lexicon?.phrases ?? {});
    this.phrases = new Map(phrases.map(([said, phrase]) => [said, codec.phrase(phrase)]));
    this.longest = Math.max(1, ...phrases.map(([said]) => said.split(" ").length));
  }
  /** Reads the text that all parts of a question see; `order` is the order in which names are given out. */
  opening(text, order) {
    const names2 = /* @__PURE__ */ new Map();
    return { tokens: [this.codec.special.start, ...this.read(text, names2, order)], names: names2 };
  }
  /** Reads a part that follows an opening: words of the opening keep their names in it, further words get other names. */
  part(text, { names: names2 }, order) {
    return this.read(text, new Map(names2), order);
  }
  read(text, names2, order) {
    if (this.words === void 0) return this.codec.encode(` ${text}`);
    const all = text.split(" ");
    const tokens = [];
    let told = false;
    for (let at = 0; at < all.length; ) {
      const word2 = all[at];
      if (told && word2 !== NOTICE) {
        tokens.push(...PLAIN2.test(word2) ? this.codec.encode(` ${word2}`) : [this.nameOf(word2, names2, order)]);
        at++;
        continue;
      }
      told ||= word2 === NOTICE;
      const [length, phrase] = this.phraseAt(all, at);
      if (phrase === void 0) tokens.push(...this.wordOf(word2, names2, order));
      else tokens.push(phrase);
      at += length;
    }
    return tokens;
  }
  /** The longest phrase that begins at a word, and how many words it has. */
  phraseAt(all, at) {
    for (let length = Math.min(this.longest, all.length - at); length > 1; length--) {
      const token = this.phrases.get(all.slice(at, at + length).join(" "));
      if (token !== void 0) return [length, token];
    }
    return [1];
  }
  wordOf(word2, names2, order) {
    return this.words.has(word2) || PLAIN2.test(word2) ? this.codec.encode(` ${word2}`) : [this.nameOf(word2, names2, order)];
  }
  nameOf(word2, names2, order) {
    const { codec } = this;
    const stem = stemOf(word2);
    let place = names2.get(stem);
    if (place === void 0) {
      const next = Math.min(names2.size, codec.names.length - 1);
      names2.set(stem, place = order?.[next] ?? next);
    }
    return codec.names[place];
  }
};

// src/student/recent.ts
var Recent = class {
  entries = /* @__PURE__ */ new Map();
  most;
  /** Keeps up to `most` entries; 0 keeps none. */
  constructor(most) {
    this.most = most;
  }
  get(key) {
    const value = this.entries.get(key);
    if (value === void 0) return void 0;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }
  set(key, value) {
    if (this.most === 0) return;
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.most) this.entries.delete(this.entries.keys().next().value);
  }
};

// src/student/batch.ts
function packed(state, parts2) {
  const tokens = [...state];
  const segments = state.map(() => 0);
  const positions = state.map((_, i) => i);
  const answers = [];
  for (const [i, part] of parts2.entries()) {
    for (const [j, token] of part.tokens.entries()) {
      tokens.push(token);
      segments.push(i + 1);
      positions.push(state.length + j);
    }
    answers.push({ place: tokens.length - 1, target: part.target, weight: part.weight });
  }
  return { tokens, segments, positions, answers };
}
function tensorsOf(examples, shape) {
  const { batch, length, answers } = shape;
  const tokens = new Int32Array(batch * length);
  const segments = new Int32Array(batch * length).fill(-1);
  const positions = new BigInt64Array(batch * length);
  const places = new Int32Array(batch * answers);
  for (const [b, example] of examples.entries()) {
    if (example.tokens.length > length || example.answers.length > answers)
      throw new ArenaError(
        "BadInput",
        "batch",
        `${example.tokens.length} tokens and ${example.answers.length} answers`,
        `expected at most ${length} and ${answers}`
      );
    tokens.set(example.tokens, b * length);
    segments.set(example.segments, b * length);
    for (const [i, position] of example.positions.entries()) positions[b * length + i] = BigInt(position);
    for (const [i, { place }] of example.answers.entries()) places[b * answers + i] = place;
  }
  return {
    tokens: { type: "int32", dims: [batch * length], data: tokens },
    segments: { type: "int32", dims: [batch, length], data: segments },
    positions: { type: "int64", dims: [batch, length], data: positions },
    places: { type: "int32", dims: [batch, answers], data: places }
  };
}

// src/student/step.ts
var MASKED = -3e4;
var batchInputs = (graph, { batch, length, answers }) => ({
  tokens: graph.input("tokens", [batch * length], "int32"),
  positions: graph.input("positions", [batch, length], "int64"),
  segments: graph.input("segments", [batch, length], "int32"),
  places: graph.input("places", [batch, answers], "int32")
});
function answerLogits(graph, decoder, parameter, { tokens, positions, segments, places }, { batch, length, answers }, head) {
  const mask = maskOf(graph, segments, batch, length);
  const all = graph.constant(
    Int32Array.from({ length }, (_, i) => i),
    [1, 1, length],
    "int32"
  );
  const same2 = graph.apply("Equal", [graph.reshaped(places, [batch, answers, 1]), all], [batch, answers, length], { type: "bool" });
  const asked = graph.cast(same2, "float32");
  const hidden = forward(graph, decoder, parameter, { batch, length, answers, tokens, positions, mask, asked });
  return head === void 0 ? graph.linearTransposed(hidden, parameter("embedding")) : graph.linear(hidden, head);
}
function maskOf(graph, segments, batch, length) {
  const shape = [batch, 1, length, length];
  const columns = graph.reshaped(segments, [batch, 1, 1, length]);
  const rows = graph.reshaped(segments, [batch, 1, length, 1]);
  const zero = graph.constant(Int32Array.of(0), [], "int32");
  const shared2 = graph.apply("Equal", [columns, zero], columns.shape, { type: "bool" });
  const own2 = graph.apply("Equal", [columns, rows], shape, { type: "bool" });
  const seen = graph.apply("Or", [shared2, own2], shape, { type: "bool" });
  const later = new Float32Array(length * length);
  for (let i = 0; i < length; i++) later.fill(MASKED, i * length + i + 1, (i + 1) * length);
  return graph.apply("Where", [seen, graph.constant(later, [1, 1, length, length]), graph.scalar(MASKED)], shape);
}

// src/student/scorer.ts
var LENGTHS = [32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 144, 160, 176, 192, 224, 256];
var ANSWERS = 8;
function scoringGraph(decoder, parameters, shape) {
  const graph = new Graph();
  const inputs = batchInputs(graph, shape);
  const byName2 = new Map(
    parametersOf(decoder).map(({ name, shape: of, from, size }) => [name, graph.constant(parameters.subarray(from, from + size), of)])
  );
  const head = graph.constant(headOf(decoder, parameters), [decoder.width, decoder.vocabulary]);
  graph.output(
    "logits",
    answerLogits(graph, decoder, (name) => byName2.get(name), inputs, shape, head)
  );
  return encodeModel(graph.model());
}
function openScorer(decoder, parameters, runtime, where = "scorer") {
  if (parameters.length !== parameterCount(decoder))
    throw new Error(`scorer: ${parameters.length} parameters, expected ${parameterCount(decoder)}`);
  const programs = /* @__PURE__ */ new Map();
  const queue = [];
  let working;
  const programFor = (shape) => {
    const key = `${shape.batch} ${shape.length}`;
    let program = programs.get(key);
    if (program === void 0) {
      program = runtime.open(scoringGraph(decoder, parameters, shape));
      programs.set(key, program);
      program.catch(() => programs.delete(key));
    }
    return program;
  };
  async function work() {
    while (queue.length > 0) {
      const { length } = queue[0];
      const most = runtime.batch;
      const together = queue.filter((one) => one.length === length).slice(0, most);
      for (const one of together) queue.splice(queue.indexOf(one), 1);
      const shape = { batch: together.length === 1 ? 1 : most, length, answers: ANSWERS };
      try {
        const program = await programFor(shape);
        const { logits } = await program.run(
          tensorsOf(
            together.map(({ example }) => example),
            shape
          )
        );
        const all = logits.data;
        const { vocabulary } = decoder;
        for (const [b, { example, done, failed }] of together.entries()) {
          const rows = example.answers.map((_, i) => all.slice((b * ANSWERS + i) * vocabulary, (b * ANSWERS + i + 1) * vocabulary));
          const wrong = rows.flatMap((row) => row.find((one) => !Number.isFinite(one)) ?? [])[0];
          if (wrong === void 0) done(rows);
          else failed(new ArenaError("ModelFailed", where, `a logit of ${wrong}`, "expected finite numbers: train the student again"));
        }
      } catch (error) {
        for (const { failed } of together) failed(error);
      }
    }
    working = void 0;
  }
  const pass = (example) => new Promise((done, failed) => {
    const { length } = example.tokens;
    const last4 = LENGTHS.at(-1);
    queue.push({ example, length: LENGTHS.find((one) => one >= length) ?? Math.ceil(length / last4) * last4, done, failed });
    working ??= work();
  });
  return {
    async after(state, parts2) {
      const passes = [];
      for (let i = 0; i < parts2.length; i += ANSWERS)
        passes.push(
          pass(
            packed(
              state,
              parts2.slice(i, i + ANSWERS).map((tokens) => ({ tokens, target: 0, weight: 1 }))
            )
          )
        );
      return (await Promise.all(passes)).flat();
    },
    async dispose() {
      await working;
      for (const program of programs.values()) await (await program).dispose();
      programs.clear();
    }
  };
}

// src/student/tokenizer.ts
import { Tokenizer } from "@huggingface/tokenizers";
var SPECIAL = { pad: "<pad>", start: "<s>", end: "</s>", no: "<no>", yes: "<yes>", must: "<must>" };
var NAMES = Array.from({ length: 40 }, (_, i) => `<w${i}>`);
var LETTERS = (() => {
  const printable2 = (byte) => byte >= 33 && byte <= 126 || byte >= 161 && byte <= 172 || byte >= 174;
  let more3 = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable2(byte) ? byte : more3++));
})();
var encoder = new TextEncoder();
var phraseToken = (phrase) => `<${phrase}>`;
var KEPT2 = 2e4;
var Codec = class {
  size;
  /** The ids of the special tokens. */
  special;
  /** The ids of the names for unknown words. */
  names;
  vocabulary;
  tokenizer;
  kept = /* @__PURE__ */ new Map();
  constructor(file) {
    this.tokenizer = new Tokenizer(file, { clean_up_tokenization_spaces: false });
    const { vocab } = file.model;
    this.size = Object.keys(vocab).length;
    this.vocabulary = vocab;
    const numberOf = (token) => {
      const number = vocab[token];
      if (number === void 0) throw new ArenaError("BadInput", "tokenizer", `no token ${token}`, "expected the tokenizer of a student");
      return number;
    };
    this.special = {
      pad: numberOf(SPECIAL.pad),
      start: numberOf(SPECIAL.start),
      end: numberOf(SPECIAL.end),
      no: numberOf(SPECIAL.no),
      yes: numberOf(SPECIAL.yes),
      must: numberOf(SPECIAL.must)
    };
    this.names = NAMES.map(numberOf);
  }
  /** The id of the token of a phrase; throws `BadInput` for a phrase without one. */
  phrase(phrase) {
    const number = this.vocabulary[phraseToken(phrase)];
    if (number === void 0)
      throw new ArenaError("BadInput", "tokenizer", `no token for "${phrase}"`, "expected the tokenizer of the student");
    return number;
  }
  encode(text) {
    const before2 = this.kept.get(text);
    if (before2 !== void 0) return before2;
    const { ids } = this.tokenizer.encode(text, { add_special_tokens: false });
    if (this.kept.size >= KEPT2) this.kept.clear();
    this.kept.set(text, ids);
    return ids;
  }
  decode(tokens) {
    return tokens.length === 0 ? "" : this.tokenizer.decode([...tokens], { skip_special_tokens: true });
  }
};

// src/student/weights.ts
import { z as z18 } from "zod";
function placesOf({ vocabulary, layers, width, hidden }) {
  const square = [width, width];
  const places = [{ name: "model.embed_tokens.weight", dims: [vocabulary, width], parameter: "embedding", column: 0 }];
  for (let i = 0; i < layers; i++) {
    const at = (name, dims, parameter, column = 0) => places.push({ name: `model.layers.${i}.${name}.weight`, dims, parameter: `${i}.${parameter}`, column });
    at("input_layernorm", [width], "attention-gain");
    at("self_attn.q_proj", square, "attention");
    at("self_attn.k_proj", square, "attention", width);
    at("self_attn.v_proj", square, "attention", 2 * width);
    at("self_attn.o_proj", square, "merge");
    at("post_attention_layernorm", [width], "expand-gain");
    at("mlp.gate_proj", [hidden, width], "expand");
    at("mlp.up_proj", [hidden, width], "expand", hidden);
    at("mlp.down_proj", [width, hidden], "contract");
  }
  places.push({ name: "model.norm.weight", dims: [width], parameter: "gain", column: 0 });
  return places;
}
function parametersIn(decoder, weights) {
  const places = placesOf(decoder);
  const tensors = places.map(({ name, dims }) => {
    const bad2 = (found, expected) => new ArenaError("BadInput", `weights ${name}`, found, expected);
    const tensor = weights.get(name);
    if (tensor === void 0 || tensor.dims.join() !== dims.join())
      throw bad2(tensor === void 0 ? "missing" : `of shape [${tensor.dims.join()}]`, `expected [${dims.join()}]`);
    const wrong = tensor.data.find((one) => !Number.isFinite(one));
    if (wrong !== void 0) throw bad2(`a weight of ${wrong}`, "expected finite numbers: train the student again");
    return tensor;
  });
  const byName2 = new Map(parametersOf(decoder).map((one) => [one.name, one]));
  const parameters = new Float32Array(parameterCount(decoder));
  for (const [i, { dims, parameter, column }] of places.entries()) {
    const { from, shape, kind } = byName2.get(parameter);
    const { data } = tensors[i];
    if (kind !== "matrix") {
      parameters.set(data, from);
      continue;
    }
    const [rows, columns] = dims;
    const all = shape[1];
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) parameters[from + c * all + column + r] = data[r * columns + c];
  }
  return parameters;
}
var headerSchema = z18.record(
  z18.string(),
  z18.looseObject({
    dtype: z18.string().optional(),
    shape: z18.array(z18.int().min(0)).optional(),
    data_offsets: z18.tuple([z18.int().min(0), z18.int().min(0)]).optional()
  })
);
function decodeWeights(file, where) {
  const bad2 = (found) => new ArenaError("BadInput", where, found, "expected a whole safetensors file of 16 or 32 bit numbers");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 8) throw bad2(`${file.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > file.length - 8) throw bad2("a header longer than the file");
  let header;
  try {
    header = headerSchema.parse(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))));
  } catch {
    throw bad2("a header that cannot be read");
  }
  const weights = /* @__PURE__ */ new Map();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const bytes = dtype === "F32" ? 4 : dtype === "F16" ? 2 : void 0;
    if (bytes === void 0 || shape === void 0 || data_offsets === void 0) throw bad2(`${name} is of type ${dtype ?? "none"}`);
    const count2 = sizeOf(shape);
    const from = 8 + length + data_offsets[0];
    if (data_offsets[1] - data_offsets[0] !== count2 * bytes || from + count2 * bytes > file.length) throw bad2(`${name} is cut off`);
    const data = new Float32Array(count2);
    for (let i = 0; i < count2; i++)
      data[i] = bytes === 4 ? view.getFloat32(from + 4 * i, true) : fromHalf(view.getUint16(from + 2 * i, true));
    weights.set(name, { dims: shape, data });
  }
  return weights;
}
var word = new DataView(new ArrayBuffer(4));
function fromHalf(bits) {
  const sign = (bits & 32768) === 0 ? 1 : -1;
  const exponent = bits >>> 10 & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

// src/student/student.ts
var FORMAT = 2;
var studentSchema = z19.strictObject({
  format: z19.literal(FORMAT),
  /** What it learned: to judge functions (ld), or to answer with actions (kd). */
  kind: z19.enum(["ld", "kd"]),
  env: z19.string(),
  decoder: decoderSchema,
  /** Words that the student knows (all others are read as names), and phrases that it reads as one token. Absent, texts are tokenized as they are. */
  lexicon: z19.strictObject({ words: z19.array(z19.string()), phrases: z19.record(z19.string(), z19.string()) }).optional(),
  /** The first 128 bits of the SHA-256 of the weights file. */
  weights: z19.string(),
  /** The digest of all that decides how it plays, as `studentDigest` computes it; students of earlier versions lack it. */
  digest: z19.string().optional(),
  /** Where it comes from: data, course, command, machine. */
  origin: z19.record(z19.string(), z19.json())
});
var STUDENT_FILES = { student: "student.json", tokenizer: "tokenizer.json", weights: "model.safetensors" };
var studentDigest = ({ format, kind, env: env3, decoder, lexicon, weights }, tokenizer) => digest([format, kind, env3, decoder, lexicon ?? null, weights, tokenizer]);
var KEPT3 = 5e4;
var LEAST2 = 12;
function openStudent(name, files2, runtime, remembers = KEPT3) {
  const where = `student ${name}`;
  const bad2 = (found2, expected) => new ArenaError("BadInput", where, found2, expected);
  const data = readJson(STUDENT_FILES.student, files2.student, where);
  const tokenizer = readJson(STUDENT_FILES.tokenizer, files2.tokenizer, where);
  const format = data?.format;
  if (typeof format === "number" && format !== FORMAT)
    throw bad2(`format ${format}`, `expected ${FORMAT}: it was made by another version of the arena, train it again with this one`);
  const parsed = studentSchema.safeParse(data);
  if (!parsed.success) {
    const { path, message: message2 } = parsed.error.issues[0];
    throw bad2(`${STUDENT_FILES.student}: "${path.join(".")}": ${message2}`, `expected the file as \`arena distill\` wrote it`);
  }
  const { kind, env: env3, decoder, lexicon, weights } = parsed.data;
  const headWidth = decoder.width / decoder.heads;
  if (headWidth % 2 !== 0)
    throw bad2(`${decoder.heads} heads in a width of ${decoder.width}`, "expected heads of the same, even width: the file was changed");
  const wrong = instead(STUDENT_FILES.weights, files2.weights.length, new TextDecoder().decode(files2.weights.subarray(0, START)));
  if (wrong !== void 0) throw bad2(...wrong);
  const found = bytesDigest(files2.weights);
  if (found !== weights) throw bad2(`weights of digest ${found}`, `expected ${weights}: the files do not belong together`);
  let codec;
  let reader;
  try {
    codec = new Codec(tokenizer);
    reader = new Reader(codec, lexicon);
  } catch (error) {
    if (error instanceof ArenaError) throw error;
    throw bad2(`a ${STUDENT_FILES.tokenizer} that cannot be read (${messageOf(error)})`, "expected that of this student");
  }
  if (codec.size !== decoder.vocabulary) throw bad2(`a tokenizer of ${codec.size} tokens`, `expected ${decoder.vocabulary}`);
  const whole = studentDigest(parsed.data, tokenizer);
  if (parsed.data.digest !== void 0 && parsed.data.digest !== whole)
    throw bad2(
      `${STUDENT_FILES.student} and ${STUDENT_FILES.tokenizer} of digest ${whole}`,
      `expected ${parsed.data.digest}: one of the files was edited, or they do not belong together`
    );
  const parameters = parametersIn(decoder, decodeWeights(files2.weights, where));
  const scorer = openScorer(decoder, parameters, runtime, where);
  const { end, yes, no, must } = codec.special;
  const kept2 = new Recent(remembers);
  const opening2 = (text) => {
    const made = reader.opening(text);
    const { length } = made.tokens;
    if (length > decoder.context) throw bad2(`a text of ${length} tokens`, `expected at most ${decoder.context}`);
    return made;
  };
  const remembered = async (key, make) => {
    const before2 = kept2.get(key);
    if (before2 !== void 0) return before2;
    const made = await make();
    kept2.set(key, made);
    return made;
  };
  const likeliest = (row) => row.reduce((best3, one, i) => one > row[best3] ? i : best3, 0);
  const following = (state, answers) => remembered(canonical([state, ...answers]), async () => {
    const all = answers.map((answer) => [...codec.encode(` ${answer}`), end]);
    const beginnings = /* @__PURE__ */ new Map([["", []]]);
    for (const tokens of all) for (let i = 1; i < tokens.length; i++) beginnings.set(tokens.slice(0, i).join(), tokens.slice(0, i));
    const logits = await scorer.after(opening2(state).tokens, [...beginnings.values()]);
    const rows = new Map([...beginnings.keys()].map((key, i) => [key, logits[i]]));
    const logs = new Map([...rows].map(([key, row]) => [key, logShares(row)]));
    const shares = all.map((tokens) => tokens.reduce((sum, token, i) => sum + logs.get(tokens.slice(0, i).join())[token], 0));
    const said = [];
    for (let row; (row = rows.get(said.join())) !== void 0; ) {
      const next = likeliest(row);
      if (next === end) return { shares, text: codec.decode(said).trim() };
      said.push(next);
    }
    return { shares };
  });
  return {
    name,
    kind,
    env: env3,
    digest: whole,
    parameters: parameterCount(decoder),
    get backend() {
      return runtime.backend;
    },
    /** How well each manual fits a state: P(yes) + 2 P(must) among the answers no, yes and must; from 0 to 2. */
    async judge(state, manuals) {
      const scores = /* @__PURE__ */ new Map();
      for (const manual of manuals) {
        const before2 = kept2.get(`${state}
${manual}`);
        if (before2 !== void 0) scores.set(manual, before2);
      }
      const fresh = [...new Set(manuals)].filter((manual) => !scores.has(manual));
      if (fresh.length === 0) return manuals.map((manual) => scores.get(manual));
      const asked = opening2(state);
      const logits = await scorer.after(
        asked.tokens,
        fresh.map((manual) => [...reader.part(manual, asked), ...codec.encode(QUESTION)])
      );
      for (const [i, manual] of fresh.entries()) {
        const row = logits[i];
        const most = Math.max(row[no], row[yes], row[must]);
        const [n, y, m] = [no, yes, must].map((token) => Math.exp(row[token] - most));
        const score = (y + 2 * m) / (n + y + m);
        scores.set(manual, score);
        kept2.set(`${state}
${manual}`, score);
      }
      return manuals.map((manual) => scores.get(manual));
    },
    /** The log-probability of each answer after a state. */
    weigh: async (state, answers) => (await following(state, answers)).shares,
    /**
     * Decodes the answer to a state greedily. It may be a token longer than the longest legal answer, so that a text that goes on after a
     * legal answer is not taken for it.
     */
    async complete(state, legal = []) {
      const text = legal.length < ANSWERS ? (await following(state, legal)).text : void 0;
      if (text !== void 0) return text;
      const most = legal.reduce((longest, answer) => Math.max(longest, codec.encode(` ${answer}`).length + 1), LEAST2);
      return remembered(`complete ${most} ${state}`, async () => {
        const asked = opening2(state).tokens;
        const tokens = [];
        while (tokens.length < most) {
          const [row] = await scorer.after(asked, [tokens]);
          const next = likeliest(row);
          if (next === end) break;
          tokens.push(next);
        }
        return codec.decode(tokens).trim();
      });
    },
    dispose: () => scorer.dispose()
  };
}
var QUESTION = " ?";
function logShares(row) {
  const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = row.reduce((all, one) => all + Math.exp(one - most), 0);
  return row.map((one) => one - most - Math.log(sum));
}

// benchmarks/perf/measure.ts
function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
async function ratesOf(works, { rounds = 3, seconds = 0.5, clock = processorSeconds } = {}) {
  const best3 = {};
  for (let round2 = 0; round2 <= rounds; round2++)
    for (const [name, work] of Object.entries(works)) {
      let [pieces, taken2] = [0, 0];
      for (const end = clock() + seconds; clock() < end; ) {
        const began = clock();
        const done = await work();
        pieces += typeof done === "number" ? done : done.pieces;
        taken2 += typeof done === "number" ? clock() - began : done.seconds;
      }
      if (round2 > 0) best3[name] = Math.max(best3[name] ?? 0, pieces / taken2);
    }
  return best3;
}

// benchmarks/perf/in-tree.ts
var groups = { arena, stepping, students };
var measured = async (tree, group) => ratesOf(await groups[group](tree), { rounds: 2, seconds: 1 });
var stepsIn = (events) => events.filter(({ type }) => type === "step").length;
var decisionsIn = (events) => events.reduce(
  (sum, one) => sum + (one.type === "step" ? Object.keys(one.actions).filter((role2) => role2.startsWith("pursuer")).length : 0),
  0
);
async function play({ core, env: env3, seat: seat2 }, agent, seed2, params = {}) {
  const events = [];
  const cast = { pursuer: { agent }, runner: { agent: "evade" } };
  for await (const event of core.rollout(env3, { seed: seed2, params, cast, seat: seat2 })) events.push(event);
  return events;
}
function counted(work) {
  let i = 0;
  return () => work(i++);
}
async function arena(tree) {
  const { core, env: env3 } = tree;
  const { deepFreeze: deepFreeze2, digest: digest2, episodeKeys: episodeKeys2, lineOf: lineOf2, parseLine: parseLine2, parseParams: parseParams2, replay: replay2 } = core;
  const logs = [];
  for (let seed2 = 0; seed2 < 60; seed2++) logs.push((await play(tree, "expert", seed2)).map((event) => lineOf2(event)));
  return {
    rollouts: counted(async (i) => stepsIn(await play(tree, "greedy", i))),
    digests: counted((i) => {
      const keys = episodeKeys2(i);
      let state = deepFreeze2(env3.init(parseParams2(env3), keys.init));
      const states = [];
      for (let t2 = 0; t2 < 60 && env3.turn(state).length > 0; t2++) {
        const legal = (role2) => env3.legal(state, role2);
        const actions = Object.fromEntries(env3.turn(state).map((role2) => [role2, legal(role2)[(t2 + i) % legal(role2).length]]));
        states.push(state = deepFreeze2(env3.step(state, actions, keys.step(t2))));
      }
      const began = processorSeconds();
      for (const one of states) digest2(one);
      return { pieces: states.length, seconds: processorSeconds() - began };
    }),
    replay: counted(async (i) => {
      const events = logs[i % logs.length].map((line, n) => parseLine2(line, n + 1));
      await replay2(env3, events);
      return stepsIn(events);
    }),
    "search-actions": counted(async (i) => decisionsIn(await play(tree, "search-actions", i, { horizon: 4 }))),
    "search-functions": counted(async (i) => decisionsIn(await play(tree, "search-functions", i, { horizon: 4 })))
  };
}
function xorshift(seed2) {
  let x = seed2;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}
function walk(core, env3, params, observing) {
  const pick = xorshift(2);
  const keys = core.episodeKeys(1);
  let state = env3.init(params, keys.init);
  for (let t2 = 0; ; t2++) {
    const roles = env3.turn(state);
    const { round: round2, horizon } = env3.clock(state);
    if (roles.length === 0 || round2 >= horizon) return t2;
    const actions = {};
    for (const role2 of roles) {
      if (observing) env3.observe(state, role2);
      const legal = env3.legal(state, role2);
      actions[role2] = legal[pick(legal.length)];
    }
    state = env3.step(state, actions, keys.step(t2));
  }
}
var MOVERS = 8;
async function stepping({ core, env: env3 }) {
  const params = (preset) => core.parseParams(env3, env3.presets[preset].params);
  const [board, peers] = [params("default"), params("pettingzoo-v4")];
  return {
    default: () => walk(core, env3, board, false),
    cycles: () => walk(core, env3, peers, false) / MOVERS,
    "cycles observed": () => walk(core, env3, peers, true) / MOVERS
  };
}
async function students(tree) {
  const decisions2 = (agent) => counted(async (i) => decisionsIn(await play(tree, agent, i, { horizon: 4 })));
  return { "s-llm-kd-legal": decisions2("s-llm-kd-legal"), "s-llm-ld": decisions2("s-llm-ld") };
}

// function-base/files.node.ts
import { existsSync as existsSync3, readdirSync as readdirSync2, readFileSync as readFileSync3 } from "node:fs";
import { join as join3, resolve as resolve3 } from "node:path";
import { env } from "node:process";
import { pathToFileURL } from "node:url";
var more = env["ARENA_WORLDS"] ?? "";
var roots = [join3(ROOT, "function-base"), ...more === "" ? [] : [resolve3(more, "function-base")]];
var filesIn = (root) => (existsSync3(root) ? readdirSync2(root, { recursive: true, encoding: "utf8" }) : []).map((path) => path.replaceAll("\\", "/")).filter((path) => path.endsWith(".js")).sort().map(async (path) => {
  const url = pathToFileURL(join3(root, path));
  const { default: run } = await import(
    /* @vite-ignore */
    url.href
  );
  return { path, source: readFileSync3(url, "utf8"), run };
});
var files = await Promise.all(roots.flatMap(filesIn));

// agents/pursuit/evidence.ts
var evidence = {
  suite: "pursuit-evidence",
  // From every stage, each taken in 5 to 25 % of the stage's decisions.
  hidden: ["run-ahead", "right-flank", "inner-side", "squeeze"],
  seeds: [1, 2, 3],
  best: { ld: 1, kd: 3 },
  curve: [6, 25, 100, 550],
  widths: [64],
  design: ["fog", "second-runner", "capture-change", "shift-runner", "two-notices", "unseen-functions"],
  shifts: ["shift-large", "shift-runner"],
  twice: "two-notices",
  spread: ["test-seeds", "shift-large", "restricted-zone", "fog", "breakdown", "second-runner", "capture-change", "two-notices"],
  gain: ["test", "shift-large", "restricted-zone"],
  notes: {
    aims: "Aims were set before; the first version of the students reached 19 of them on these seeds, the second 20",
    test: "The student by functions has its teacher's return, imitation does not quite. <code>.k3</code> and <code>.k8</code> are given that many functions, <code>.all</code> all of the stage, <code>.oracle</code> the teacher's among others.",
    shiftTitle: "Larger boards, more pursuers, another runner",
    shift: "No student has seen such a board or so many pursuers. <code>-augmented</code> learned from other party sizes, boards and all symmetries. The runner that looks ahead was looked at on seeds of validation, when an earlier version had failed there: manuals named no more than two thirds of the states that it leads to.",
    emergencies: "A notice tells of the change, and functions join: those that answer it, and ten or so that answer other notices. No student was trained on any of these notices or functions; <code>fog</code>, <code>second-runner</code>, <code>capture-change</code> were looked at while the method was designed (<code>fog</code> when an earlier version had failed there: a word of its notice and of the manual was known in one form and not in the other), <code>restricted-zone</code> once, after an earlier version was trained; two notices at once, when the second was overlooked. Plain: both join. <code>.answers</code>: the right ones alone; <code>.distractors</code>: the others alone; <code>.none</code>: nothing joins. <code>.reworded</code>: the right function's manual says it at another length and in another order; <code>.synonyms</code>: in other words. <code>s-llm-kd-legal.untold</code> is not told of the notice: words that it never learned lead imitation astray, so where this arm was played it is the fairer rival. Where <code>.none</code> has as much return as plain, a notice can be ignored at no cost, and only the decisions show that it was read. Each of these was played on seeds of validation beside others while remedies were compared; no change was made for <code>breakdown</code>.",
    unseen: "An earlier version reached .44 with these functions, which were looked at then; of four others, hidden and looked at once, <code>benchmarks/README.md</code> tells.",
    curve: "The same recipe with fewer decisions of the teacher or more, in as many steps, one training each; played on seeds of validation. By functions hardly any decisions are needed: the manuals of this base name every state in which a function is the teacher's, and most lessons teach to read manuals in invented states. Imitation has nothing but the decisions."
  }
};

// agents/pursuit/plan.ts
var sudden = (emergency, params = {}) => ({ emergencies: [{ round: 3, emergency, params }] });
var large = { width: 16, height: 16, pursuers: 5, runners: 2, obstacles: 20, horizon: 80 };
var setting = (id, episodes, params = {}, runner = "evade") => ({
  id,
  params,
  others: { runner },
  episodes
});
var plan = {
  find: {
    settings: [
      setting("default", 20),
      setting("lookahead", 4, {}, "evade-lookahead"),
      setting("quick", 8, { width: 7, height: 7, horizon: 25 }),
      setting("large", 1, large),
      setting("two pursuers", 8, { pursuers: 2 }),
      setting("four pursuers", 4, { pursuers: 4 }),
      setting("five pursuers", 2, { width: 14, height: 14, pursuers: 5, horizon: 60 }),
      setting("window", 3, { view: 7 }),
      setting("touch", 2, { capture: "touch" }),
      setting("close-in", 2, { capture: "close-in" }),
      setting("two runners", 0, { pursuers: 4, runners: 2, obstacles: 8 }),
      setting("flee", 0, {}, "flee"),
      setting("restricted zone", 0, sudden("restricted-zone")),
      setting("breakdown", 0, sudden("breakdown", { pursuer: 0, rounds: 10 })),
      setting("fog", 0, sudden("fog")),
      setting("second runner", 0, sudden("second-runner")),
      setting("capture change", 0, sudden("capture-change"))
    ],
    keys: {
      assess: ["capture", "sight", "runners", "distance", "rank", "party"],
      target: ["capture", "party", "near", "next", "inner", "rank", "distance", "place"],
      move: ["capture", "goal", "way", "distance", "exits"]
    },
    depths: [4, 5, 6, 7, 8, 8],
    starts: 2,
    blocks: 8,
    share: 0.03,
    seed: 1e3
  },
  evidence,
  variants: [
    { params: { pursuers: 2 }, share: 0.15 },
    { params: { pursuers: 4 }, share: 0.15 },
    { params: { width: 8, height: 8, horizon: 32 }, share: 0.15 },
    { params: { width: 12, height: 12, horizon: 48, pursuers: 4 }, share: 0.15 }
  ]
};

// envs/pursuit/params.ts
import { z as z20 } from "zod";
var seed = z20.int().min(0).nullable().default(null);
var emergencyParams = {
  "restricted-zone": z20.strictObject({
    width: z20.int().min(1).max(8).default(2).describe("Width of the bar in cells"),
    share: z20.number().min(0.1).max(1).default(0.6).describe("Length of the bar as a share of the board"),
    area: z20.strictObject({ x: z20.int().min(0), y: z20.int().min(0), w: z20.int().min(1), h: z20.int().min(1) }).nullable().default(null).describe("A rectangle of cells instead of the bar between pursuers and runner"),
    barred: z20.enum(["everyone", "pursuers"]).default("everyone").describe("Who may not enter")
  }),
  breakdown: z20.strictObject({
    pursuer: z20.int().min(0).default(0).describe("Index of the pursuer that stops"),
    rounds: z20.int().min(1).default(5).describe("Rounds it cannot move")
  }),
  fog: z20.strictObject({ radius: z20.int().min(1).default(3).describe("Manhattan distance within which a pursuer sees a runner") }),
  "second-runner": z20.strictObject({}),
  "capture-change": z20.strictObject({
    capture: z20.enum(["touch", "surround", "close-in"]).default("close-in").describe("The capture rule from now on"),
    distance: z20.int().min(1).default(2).describe("Manhattan distance of close-in")
  })
};
var paramsSchema5 = z20.strictObject({
  width: z20.int().min(2).max(64).default(10).describe("Board width in cells"),
  height: z20.int().min(2).max(64).default(10).describe("Board height in cells"),
  pursuers: z20.int().min(1).max(64).default(3).describe("Number of pursuers"),
  runners: z20.int().min(1).max(64).default(1).describe("Number of runners"),
  horizon: z20.int().min(1).max(1e5).default(40).describe("Rounds until the episode is cut off"),
  capture: z20.enum(["touch", "surround", "close-in"]).default("surround").describe("When a runner is captured"),
  distance: z20.int().min(1).default(2).describe("Manhattan distance of the close-in rule"),
  catchers: z20.int().min(1).default(1).describe("Pursuers that must stand on the runner's cell under the touch rule"),
  layout: z20.enum(["open", "central-block"]).default("open").describe("Fixed obstacles"),
  obstacles: z20.int().min(0).default(0).describe("Obstacle cells placed at random; the board stays connected"),
  shared: z20.enum(["none", "pursuers", "all"]).default("none").describe("Who may share a cell"),
  order: z20.enum(["together", "in-turn"]).default("together").describe("Whether the pursuers move together or one after the other"),
  runnerControl: z20.enum(["agents", "random"]).default("agents").describe("Runners are seats, or drift at random as part of the board"),
  view: z20.int().min(0).max(63).default(0).describe("Side of the square window around each pursuer (odd), or 0 for the whole board"),
  spawn: z20.enum(["anywhere", "apart"]).default("anywhere").describe("Apart: pieces of one kind never start equal or adjacent"),
  bumping: z20.boolean().default(false).describe("Moves off the board and into obstacles are legal, and do nothing"),
  payoff: z20.enum(["capture", "pettingzoo"]).default("capture").describe("How returns are counted"),
  sharedReward: z20.boolean().default(true).describe("PettingZoo payoff: every pursuer gets the mean"),
  layoutSeed: seed.describe("Fixes the obstacles whatever the episode's seed"),
  spawnSeed: seed.describe("Fixes the start cells whatever the episode's seed"),
  emergencies: scheduleOf(emergencyParams)
}).superRefine((params, context2) => {
  const complain = (path, message2) => context2.addIssue({ code: "custom", path: [path], message: message2 });
  const cells2 = params.width * params.height;
  const late = params.emergencies.filter(({ emergency }) => emergency === "second-runner").length;
  if (params.view !== 0 && params.view % 2 === 0) complain("view", `${params.view} is even, expected 0 or an odd side`);
  if (params.obstacles > cells2 * 0.3) complain("obstacles", `${params.obstacles} on ${cells2} cells, expected at most 30 %`);
  if (params.layout === "central-block" && params.obstacles > 0) complain("obstacles", "expected 0 with the central block");
  const pieces = params.pursuers + params.runners + late;
  const room = Math.floor((cells2 - params.obstacles - centralBlock(params).length) / (params.spawn === "apart" ? 3 : 1));
  if (pieces > room) complain("pursuers", `${pieces} pieces in all, expected at most ${room} on this board`);
  if (params.catchers > 1 && params.shared === "none")
    complain("catchers", `${params.catchers} need shared cells, expected "shared" to allow them`);
  if (params.catchers > params.pursuers)
    complain("catchers", `${params.catchers} of ${params.pursuers} pursuers, expected at most as many`);
  if (params.runners + late > 64) complain("emergencies", `${params.runners + late} runners in all, expected at most 64`);
  const rules2 = [{ ...params, where: "capture" }, ...changesOf(params)];
  for (const { capture, distance: distance3, where } of rules2) {
    const most = capture === "close-in" && params.shared === "none" ? cellsWithin(params, distance3) : Infinity;
    if (params.pursuers > most)
      complain(where, `close-in within ${distance3} cells has room for ${most} of ${params.pursuers} pursuers, which do not share cells`);
  }
  const never = neverDue(params.emergencies, params.horizon);
  if (never !== void 0)
    complain("emergencies", `${never.emergency} before round ${never.round}, expected a round below the horizon of ${params.horizon}`);
  for (const { emergency, params: of } of params.emergencies) {
    if (emergency === "restricted-zone" && of.area !== null && (of.area.x >= params.width || of.area.y >= params.height))
      complain("emergencies", `a zone at (${of.area.x}, ${of.area.y}), expected one on the board of ${params.width} x ${params.height}`);
    const farthest = params.width + params.height - 2;
    if (emergency === "fog" && of.radius >= farthest)
      complain("emergencies", `fog that hides nothing: pursuers see ${of.radius} cells far, expected fewer than ${farthest}`);
  }
  for (const { emergency, params: of } of params.emergencies)
    if (emergency === "breakdown" && of.pursuer >= params.pursuers)
      complain("emergencies", `breakdown of pursuer ${of.pursuer}, expected an index below ${params.pursuers}`);
});
var changesOf = ({ emergencies: emergencies2 }) => emergencies2.flatMap(({ emergency, params }) => emergency === "capture-change" ? [{ ...params, where: "emergencies" }] : []);
function cellsWithin({ width, height }, distance3) {
  const [x0, y0] = [Math.floor(width / 2), Math.floor(height / 2)];
  let cells2 = -1;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (Math.abs(x - x0) + Math.abs(y - y0) <= distance3) cells2++;
  return cells2;
}
function centralBlock({ layout, width, height }) {
  if (layout === "open") return [];
  const cells2 = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (10 * x > 3 * width && 10 * x < 7 * width && 10 * y > 2 * height && 10 * y < 8 * height) cells2.push(y * width + x);
  return cells2;
}
var pettingzoo = {
  layout: "central-block",
  shared: "all",
  order: "in-turn",
  runnerControl: "random",
  view: 7,
  spawn: "apart",
  bumping: true,
  payoff: "pettingzoo"
};
var presets = {
  quick: { about: "7 x 7, three pursuers, 25 rounds", params: { width: 7, height: 7, horizon: 25 } },
  default: { about: "10 x 10, three pursuers, one runner, 40 rounds", params: {} },
  large: {
    about: "16 x 16 with 20 obstacles, five pursuers, two runners, 80 rounds",
    params: { width: 16, height: 16, pursuers: 5, runners: 2, obstacles: 20, horizon: 80 }
  },
  "pettingzoo-v4": {
    about: "The rules of PettingZoo's pursuit_v4: 16 x 16, 8 pursuers, 30 drifting evaders, 500 cycles",
    params: { ...pettingzoo, width: 16, height: 16, pursuers: 8, runners: 30, horizon: 500 }
  },
  "pettingzoo-8x8": {
    about: "The same rules on 8 x 8 with 4 pursuers, 2 evaders, 40 cycles, for language models",
    params: { ...pettingzoo, width: 8, height: 8, pursuers: 4, runners: 2, horizon: 40 }
  }
};

// envs/pursuit/board.ts
var MOVES = Object.freeze(["stay", "north", "east", "south", "west"]);
var grids = /* @__PURE__ */ new WeakMap();
var gridsByContent = /* @__PURE__ */ new Map();
var MAX_KEPT = 256;
var last;
function gridOf2(board) {
  if (last?.board === board) return last.grid;
  let grid = grids.get(board);
  if (grid === void 0) {
    const { width, height, obstacles, restricted, barred } = board;
    const content = `${width} ${height} ${obstacles.join()} ${restricted.join()} ${barred}`;
    grid = gridsByContent.get(content) ?? makeGrid(board);
    if (gridsByContent.size >= MAX_KEPT) gridsByContent.clear();
    gridsByContent.set(content, grid);
    grids.set(board, grid);
  }
  last = { board, grid };
  return grid;
}
function makeGrid(board) {
  const cells2 = board.width * board.height;
  const shut = new Uint8Array(cells2);
  for (const cell3 of board.obstacles) shut[cell3] = 1;
  const zoned = Uint8Array.from(shut);
  for (const cell3 of board.restricted) zoned[cell3] = 1;
  const pursuer = groundOf(board, zoned);
  return {
    pursuer,
    runner: board.restricted.length > 0 && board.barred === "pursuers" ? groundOf(board, shut) : pursuer,
    pursuersAt: new Uint8Array(cells2),
    runnersAt: new Uint8Array(cells2),
    counted: void 0,
    runnersBeside: new Int16Array(cells2),
    obstacles: Object.freeze(board.obstacles.map((cell3) => cellAt(cell3, board.width))),
    restricted: Object.freeze(board.restricted.map((cell3) => cellAt(cell3, board.width))),
    inWindows: /* @__PURE__ */ new Map()
  };
}
function runnersOn(grid, { runners, capturedAt }) {
  const { runnersAt, counted: counted2 } = grid;
  if (counted2?.runners === runners && counted2.capturedAt === capturedAt) return runnersAt;
  if (counted2 !== void 0) for (const cell3 of counted2.runners) runnersAt[cell3] = 0;
  for (let r = 0; r < runners.length; r++) if (capturedAt[r] < 0) runnersAt[runners[r]]++;
  grid.counted = { runners, capturedAt };
  grid.runnersBeside.fill(-1);
  return runnersAt;
}
function runnersBeside({ runner: { to }, runnersAt, runnersBeside: known }, cell3) {
  let beside2 = known[cell3];
  if (beside2 >= 0) return beside2;
  beside2 = 0;
  for (let m = 1; m < 5; m++) {
    const next = to[cell3 * 5 + m];
    if (next >= 0) beside2 += runnersAt[next];
  }
  return known[cell3] = beside2;
}
function groundOf({ width, height }, shut) {
  const cells2 = width * height;
  const to = new Int16Array(cells2 * 5).fill(-1);
  const legal = [];
  for (let cell3 = 0; cell3 < cells2; cell3++) {
    const x = cell3 % width;
    const y = (cell3 - x) / width;
    const targets = [
      cell3,
      y > 0 ? cell3 - width : -1,
      x < width - 1 ? cell3 + 1 : -1,
      y < height - 1 ? cell3 + width : -1,
      x > 0 ? cell3 - 1 : -1
    ];
    to[cell3 * 5] = cell3;
    for (let m = 1; m < 5; m++) if (targets[m] >= 0 && shut[targets[m]] === 0) to[cell3 * 5 + m] = targets[m];
    legal.push(Object.freeze(MOVES.filter((_, m) => to[cell3 * 5 + m] >= 0)));
  }
  return { to, legal };
}
function moveIndex(move) {
  switch (move) {
    case "stay":
      return 0;
    case "north":
      return 1;
    case "east":
      return 2;
    case "south":
      return 3;
    case "west":
      return 4;
    default:
      return -1;
  }
}
var cellAt = (cell3, width) => [cell3 % width, Math.floor(cell3 / width)];
var indexOf = ([x, y], width) => y * width + x;
function distance2(a, b, width) {
  const ax = a % width;
  const bx = b % width;
  return Math.abs(ax - bx) + Math.abs((a - ax - (b - bx)) / width);
}
function sidesOf(cell3, width, height) {
  const x = cell3 % width;
  return [cell3 - width, x < width - 1 ? cell3 + 1 : -1, cell3 + width, x > 0 ? cell3 - 1 : -1].filter(
    (next) => next >= 0 && next < width * height
  );
}
function connected(width, height, shut, cells2) {
  const start = cells2[0];
  if (start === void 0) return true;
  const left = new Set(cells2);
  left.delete(start);
  const seen = /* @__PURE__ */ new Set([start]);
  const queue = [start];
  for (const cell3 of queue) {
    if (left.size === 0) return true;
    for (const next of sidesOf(cell3, width, height))
      if (!shut.has(next) && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
        left.delete(next);
      }
  }
  return left.size === 0;
}
function layObstacles(params, key) {
  const fixed = centralBlock(params);
  if (params.obstacles === 0) return fixed;
  const { width, height } = params;
  const all = Array.from({ length: width * height }, (_, cell3) => cell3);
  const shut = /* @__PURE__ */ new Set();
  for (const cell3 of rng(key).shuffle(all)) {
    if (shut.size === params.obstacles) break;
    shut.add(cell3);
    const around = sidesOf(cell3, width, height).filter((one) => !shut.has(one));
    if (!connected(width, height, shut, around)) shut.delete(cell3);
  }
  return [...shut].sort((a, b) => a - b);
}
function placePieces(params, obstacles, key) {
  const shut = new Set(obstacles);
  const draw2 = rng(key);
  const order = draw2.shuffle(Array.from({ length: params.width * params.height }, (_, cell3) => cell3).filter((cell3) => !shut.has(cell3)));
  if (params.spawn === "anywhere")
    return {
      runners: order.slice(0, params.runners),
      pursuers: order.slice(params.runners, params.runners + params.pursuers)
    };
  const apart = (count2) => {
    const placed = [];
    for (const cell3 of draw2.shuffle(order))
      if (placed.length < count2 && placed.every((other) => distance2(cell3, other, params.width) > 1)) placed.push(cell3);
    for (const cell3 of order) if (placed.length < count2 && !placed.includes(cell3)) placed.push(cell3);
    return placed;
  };
  return { pursuers: apart(params.pursuers), runners: apart(params.runners) };
}

// envs/pursuit/ground.ts
var floods = /* @__PURE__ */ new WeakMap();
function flood(ground, to, avoid = []) {
  if (avoid.length > 0) return spread(ground, to, avoid);
  let table = floods.get(ground);
  if (table === void 0) floods.set(ground, table = []);
  return table[to] ??= spread(ground, to, avoid);
}
function spread(ground, from, avoid) {
  const cells2 = ground.legal.length;
  const steps = new Int16Array(cells2).fill(-1);
  for (const cell3 of avoid) steps[cell3] = -2;
  const queue = new Int16Array(cells2);
  steps[from] = 0;
  queue[0] = from;
  for (let head = 0, tail = 1; head < tail; head++) {
    const cell3 = queue[head];
    for (let m = 1; m < 5; m++) {
      const next = ground.to[cell3 * 5 + m];
      if (next >= 0 && steps[next] === -1) {
        steps[next] = steps[cell3] + 1;
        queue[tail++] = next;
      }
    }
  }
  for (const cell3 of avoid) if (cell3 !== from) steps[cell3] = -1;
  return steps;
}
var neighbours = /* @__PURE__ */ new WeakMap();
function beside(board, of) {
  let known = neighbours.get(board);
  if (known === void 0) neighbours.set(board, known = /* @__PURE__ */ new Map());
  const index = indexOf(of, board.width);
  let found = known.get(index);
  if (found === void 0) {
    const { to } = gridOf2(board).pursuer;
    const cells2 = [];
    for (let m = 1; m < 5; m++) if (to[index * 5 + m] >= 0) cells2.push(cellAt(to[index * 5 + m], board.width));
    known.set(index, found = Object.freeze(cells2));
  }
  return found;
}

// envs/pursuit/state.ts
var names = (word2) => Array.from({ length: 65 }, (_, i) => `${word2}-${i}`);
var PURSUERS = names("pursuer");
var RUNNERS = names("runner");
var LAYOUT = 1;
var SPAWN = 2;
function firstState(params, key) {
  const { width, height } = params;
  const layout = params.layoutSeed === null ? key : keyOf(params.layoutSeed);
  const spawn = params.spawnSeed === null ? key : keyOf(params.spawnSeed);
  const obstacles = layObstacles(params, fold(layout, LAYOUT));
  const { pursuers, runners } = placePieces(params, obstacles, fold(spawn, SPAWN));
  return {
    params,
    board: { width, height, obstacles, restricted: [], barred: "everyone" },
    rules: { capture: params.capture, distance: params.distance, catchers: params.catchers, fog: null, broken: [], notices: [] },
    round: 0,
    mover: 0,
    pursuers,
    runners,
    capturedAt: runners.map(() => -1),
    sightings: [],
    gains: params.payoff === "pettingzoo" ? pursuers.map(() => 0) : []
  };
}
var runnersTurn = ({ params }) => params.order === "together" ? 1 : params.pursuers;
function allCaptured({ capturedAt }) {
  for (const at of capturedAt) if (at < 0) return false;
  return true;
}
var isBroken = ({ rules: rules2, round: round2 }, pursuer) => rules2.broken.length > 0 && rules2.broken.some((one) => one.pursuer === pursuer && one.until > round2);
function sees({ params, board, rules: rules2, pursuers }, pursuer, cell3, isRunner) {
  const at = pursuers[pursuer];
  if (isRunner && rules2.fog !== null && distance2(at, cell3, board.width) > rules2.fog) return false;
  return params.view === 0 || inWindow(at, cell3, board.width, params.view);
}
function inWindow(centre, cell3, width, view) {
  const reach = (view - 1) / 2;
  const dx = cell3 % width - centre % width;
  const dy = Math.floor(cell3 / width) - Math.floor(centre / width);
  return Math.abs(dx) <= reach && Math.abs(dy) <= reach;
}
function look(state) {
  return state.pursuers.map(
    (_, p) => state.runners.map((cell3, r) => state.capturedAt[r] < 0 && sees(state, p, cell3, true) ? cell3 : state.sightings[p]?.[r] ?? -1)
  );
}

// envs/pursuit/observation.ts
var games = /* @__PURE__ */ new WeakMap();
var lastGame;
function gameOf(params) {
  if (lastGame?.params === params) return lastGame.game;
  let game = games.get(params);
  if (game === void 0) {
    const { emergencies: _, layoutSeed: __, spawnSeed: ___, ...rest } = params;
    games.set(params, game = rest);
  }
  lastGame = { params, game };
  return game;
}
var isPursuer = (role2) => role2.charCodeAt(0) === 112;
function roleIndex(role2) {
  let index = 0;
  for (let i = isPursuer(role2) ? "pursuer-".length : "runner-".length; i < role2.length; i++) index = 10 * index + role2.charCodeAt(i) - 48;
  return index;
}
var lastSeen;
var kept = /* @__PURE__ */ new Map();
var lastKept;
function keptOf(board) {
  if (lastKept?.board === board) return lastKept.known;
  const { width, height } = board;
  const size = 1024 * width + height;
  let known = kept.get(size);
  if (known === void 0) {
    const cells2 = Array.from({ length: width * height }, (_, cell3) => freezeShared(cellAt(cell3, width)));
    kept.set(size, known = { cells: cells2, pursuers: PURSUERS.map(() => []), runners: RUNNERS.map(() => []), windows: /* @__PURE__ */ new Map() });
  }
  lastKept = { board, known };
  return known;
}
function windowOf({ cells: cells2, windows }, cell3, width, view) {
  let all = windows.get(view);
  if (all === void 0) windows.set(view, all = []);
  return all[cell3] ??= Uint8Array.from(cells2, (_, other) => inWindow(cell3, other, width, view) ? 1 : 0);
}
var hiddenPursuers = PURSUERS.map((role2) => freezeShared({ role: role2, at: null, broken: 0 }));
var hiddenTeams = PURSUERS.map((_, n) => hiddenPursuers.slice(0, n));
var hiddenRunners = RUNNERS.map((role2) => freezeShared({ role: role2, at: null, seen: null, captured: null }));
var pursuerOn = ({ cells: cells2, pursuers }, p, cell3) => pursuers[p][cell3] ??= freezeShared({ role: PURSUERS[p], at: cells2[cell3], broken: 0 });
var runnerOn = ({ cells: cells2, runners }, r, cell3) => runners[r][cell3] ??= freezeShared({ role: RUNNERS[r], at: cells2[cell3], seen: null, captured: null });
var lastUnseen;
function unseen({ capturedAt }) {
  if (lastUnseen?.capturedAt !== capturedAt)
    lastUnseen = {
      capturedAt,
      runners: capturedAt.map((captured, r) => captured < 0 ? hiddenRunners[r] : { role: RUNNERS[r], at: null, seen: null, captured })
    };
  return lastUnseen.runners.slice();
}
function piecesIn(state, eye) {
  const { rules: rules2, capturedAt, params, board } = state;
  const known = keptOf(board);
  const around = eye >= 0 && params.view > 0 ? windowOf(known, state.pursuers[eye], board.width, params.view) : void 0;
  const pursuers = hiddenTeams[state.pursuers.length].slice();
  for (let p = 0; p < pursuers.length; p++) {
    const cell3 = state.pursuers[p];
    if (around === void 0 || around[cell3] === 1) pursuers[p] = pursuerOn(known, p, cell3);
    if (rules2.broken.length > 0 && isBroken(state, p))
      pursuers[p] = { ...pursuers[p], broken: rules2.broken.find(({ pursuer }) => pursuer === p).until - state.round };
  }
  const runners = unseen(state);
  const sightings = eye >= 0 ? state.sightings[eye] : void 0;
  const radius = eye >= 0 ? rules2.fog : null;
  for (let r = 0; r < runners.length; r++) {
    const cell3 = state.runners[r];
    const near = (around === void 0 || around[cell3] === 1) && (radius === null || distance2(state.pursuers[eye], cell3, board.width) <= radius);
    if (!near && sightings === void 0 || capturedAt[r] >= 0) continue;
    if (near) runners[r] = runnerOn(known, r, cell3);
    else if ((sightings?.[r] ?? -1) >= 0) runners[r] = { role: RUNNERS[r], at: null, seen: known.cells[sightings[r]], captured: null };
  }
  return { pursuers, runners };
}
function obstaclesAround(grid, { obstacles, width }, cell3, view) {
  let lists = grid.inWindows.get(view);
  if (lists === void 0) grid.inWindows.set(view, lists = []);
  return lists[cell3] ??= Object.freeze(grid.obstacles.filter((_, i) => inWindow(cell3, obstacles[i], width, view)));
}
function observe(state, role2) {
  const { board, rules: rules2, params } = state;
  const grid = gridOf2(board);
  const index = roleIndex(role2);
  const mine = isPursuer(role2);
  const me = (mine ? state.pursuers : state.runners)[index];
  let pieces;
  if (mine && (rules2.fog !== null || params.view > 0)) pieces = piecesIn(state, index);
  else {
    if (lastSeen?.state !== state) lastSeen = { state, pieces: piecesIn(state, -1) };
    ({ pieces } = lastSeen);
  }
  return {
    role: role2,
    side: mine ? "pursuer" : "runner",
    me: cellAt(me, board.width),
    round: state.round,
    game: gameOf(params),
    capture: { rule: rules2.capture, distance: rules2.distance, catchers: rules2.catchers },
    pursuers: pieces.pursuers,
    runners: pieces.runners,
    obstacles: mine && params.view > 0 ? obstaclesAround(grid, board, me, params.view) : grid.obstacles,
    restricted: grid.restricted,
    barred: board.barred,
    fog: rules2.fog,
    notices: rules2.notices
  };
}
var boards = /* @__PURE__ */ new WeakMap();
function boardOf({ game: { width, height }, obstacles, restricted, barred }) {
  const known = boards.get(obstacles);
  if (known !== void 0 && known.barred === barred && known.restricted.length === restricted.length && known.restricted.every((cell3, i) => cell3 === indexOf(restricted[i], width)))
    return known;
  const board = {
    width,
    height,
    obstacles: obstacles.map((cell3) => indexOf(cell3, width)),
    restricted: restricted.map((cell3) => indexOf(cell3, width)),
    barred
  };
  boards.set(obstacles, board);
  return board;
}
function determinize(seen, role2, key) {
  const { game } = seen;
  const { width, height } = game;
  const index = roleIndex(role2);
  const mine = seen.side === "pursuer";
  const me = indexOf(seen.me, width);
  const board = boardOf(seen);
  const taken2 = /* @__PURE__ */ new Set([...board.obstacles, ...board.restricted]);
  for (const { at } of [...seen.pursuers, ...seen.runners]) if (at !== null) taken2.add(indexOf(at, width));
  const rules2 = {
    capture: seen.capture.rule,
    distance: seen.capture.distance,
    catchers: seen.capture.catchers,
    fog: seen.fog,
    broken: seen.pursuers.flatMap(({ broken }, pursuer) => broken > 0 ? [{ pursuer, until: seen.round + broken }] : []),
    notices: seen.notices
  };
  const sketch = {
    params: { ...game, emergencies: [], layoutSeed: null, spawnSeed: null },
    board,
    rules: rules2,
    round: seen.round,
    mover: 0,
    pursuers: seen.pursuers.map((_, p) => mine && p === index ? me : -1),
    runners: [],
    capturedAt: [],
    sightings: [],
    gains: game.payoff === "pettingzoo" ? seen.pursuers.map(() => 0) : []
  };
  const draw2 = rng(key);
  const hide = (isRunner) => {
    const free = [];
    const anywhere = [];
    for (let cell4 = 0; cell4 < width * height; cell4++) {
      if (taken2.has(cell4)) continue;
      anywhere.push(cell4);
      if (mine && !sees(sketch, index, cell4, isRunner)) free.push(cell4);
    }
    const cell3 = draw2.pick(free.length > 0 ? free : anywhere.length > 0 ? anywhere : [me]);
    if (game.shared !== "all") taken2.add(cell3);
    return cell3;
  };
  const pursuers = seen.pursuers.map(({ at }) => at === null ? hide(false) : indexOf(at, width));
  const runners = seen.runners.map(({ at, captured }) => at !== null ? indexOf(at, width) : captured !== null ? me : hide(true));
  const whole = { ...sketch, pursuers, runners, capturedAt: seen.runners.map(({ captured }) => captured ?? -1) };
  return {
    ...whole,
    mover: mine ? game.order === "together" ? 0 : index : runnersTurn(whole),
    sightings: seen.fog === null ? [] : seen.pursuers.map(
      (_, p) => seen.runners.map(
        ({ at, seen: last4 }) => p !== index || !mine ? -1 : at !== null ? indexOf(at, width) : last4 === null ? -1 : indexOf(last4, width)
      )
    )
  };
}

// agents/pursuit/field.ts
var sight = (observation) => observation;
var last2;
function fieldOf(seen) {
  const { width, height } = seen.game;
  const { pursuer, runner } = gridOf2(boardOf(seen));
  const me = indexOf(seen.me, width);
  if (last2?.pursuers === seen.pursuers && last2.runners === seen.runners)
    return { width, height, pursuer, runner, me, pursuers: last2.field.pursuers, runners: last2.field.runners };
  const pursuers = [];
  for (const { at } of seen.pursuers) if (at !== null) pursuers.push(indexOf(at, width));
  const runners = [];
  for (const { at, seen: before2, captured } of seen.runners) {
    const cell3 = at ?? before2;
    if (captured === null && cell3 !== null) runners.push(indexOf(cell3, width));
  }
  const field = { width, height, pursuer, runner, me, pursuers, runners };
  last2 = { pursuers: seen.pursuers, runners: seen.runners, field };
  return field;
}
function after(ground, cell3, move) {
  const next = ground.to[cell3 * 5 + moveIndex(move)] ?? -1;
  return next < 0 ? cell3 : next;
}
function neighbours2(ground, cell3) {
  const out = [];
  for (let m = 1; m < 5; m++) {
    const next = ground.to[cell3 * 5 + m];
    if (next >= 0) out.push(next);
  }
  return out;
}
var movesOf = (legal) => legal.length === 5 ? MOVES : legal;

// agents/pursuit/coordinated.ts
var coordinated = (observation, { legal, key, role: role2 }) => {
  const seen = sight(observation);
  const field = fieldOf(seen);
  const prey = seen.fog === null ? field.runners : field.runners.filter((cell3) => !isStale(seen, field, cell3));
  const mine = prey.length === 0 ? void 0 : planned(seen, field, prey).get(field.me);
  if (mine !== void 0) return stepTo(field, mine.goal, mine.enter ? -1 : mine.prey, legal, key);
  return stepTo(field, patrol(seen, field, role2), -1, legal, key);
};
var isStale = (seen, field, cell3) => seen.runners.every(({ at }) => at === null || at[1] * field.width + at[0] !== cell3) && seen.fog !== null && distance2(field.me, cell3, field.width) <= seen.fog;
var last3;
function planned(seen, field, prey) {
  const same2 = last3 !== void 0 && last3.field.pursuers === field.pursuers && last3.prey === prey && last3.field.pursuer === field.pursuer && last3.field.runner === field.runner && last3.seen.game === seen.game && last3.capture.rule === seen.capture.rule && last3.capture.catchers === seen.capture.catchers;
  if (!same2) last3 = { field, prey, capture: seen.capture, seen, tasks: plan2(seen, field, prey) };
  return last3.tasks;
}
function plan2(seen, field, prey) {
  const tasks = /* @__PURE__ */ new Map();
  const stuck = new Set(seen.pursuers.flatMap(({ at, broken }) => at !== null && broken > 0 ? [at[1] * field.width + at[0]] : []));
  let free = [...field.pursuers];
  const together = (runner) => free.reduce((sum, at) => sum + distance2(at, runner, field.width), 0);
  const left = [...prey];
  while (free.length > 0) {
    const runner = left.sort((a, b) => together(a) - together(b) || a - b).shift();
    if (runner === void 0) {
      for (const at of free) tasks.set(at, { goal: prey[0], prey: prey[0], enter: false });
      break;
    }
    const near = free.sort((a, b) => distance2(a, runner, field.width) - distance2(b, runner, field.width) || a - b);
    const closeIn = seen.capture.rule === "close-in" || seen.capture.rule === "touch" && seen.capture.catchers > 1;
    const sides = neighbours2(field.runner, runner);
    const team = closeIn ? near : near.slice(0, Math.max(1, sides.length));
    const goals = closeIn ? team.map(() => runner) : assign(field, team, sides, stuck);
    team.forEach((at, i) => {
      const strike = seen.capture.rule === "touch" && distance2(at, runner, field.width) === 1;
      tasks.set(at, { goal: strike ? runner : goals[i] ?? runner, prey: runner, enter: strike || seen.game.shared === "all" });
    });
    free = free.filter((at) => !team.includes(at));
  }
  return tasks;
}
function assign(field, team, sides, stuck) {
  const { width, height } = field;
  const costs = sides.map((side) => {
    const steps = flood(field.pursuer, side);
    const off2 = Math.abs(side % width - (width - 1) / 2) + Math.abs(Math.floor(side / width) - (height - 1) / 2);
    return team.map((at) => (steps[at] < 0 || stuck.has(at) && steps[at] !== 0 ? NO_WAY : steps[at]) + off2);
  });
  let best3 = [];
  let least2 = Infinity;
  const chosen = [];
  const place = (p, taken2, cost) => {
    if (cost >= least2) return;
    if (p === team.length) {
      least2 = cost;
      best3 = chosen.slice();
      return;
    }
    for (let s = 0; s < sides.length; s++) {
      if ((taken2 >> s & 1) === 1) continue;
      chosen[p] = s;
      place(p + 1, taken2 | 1 << s, cost + costs[s][p]);
    }
  };
  place(0, 0, 0);
  return best3.map((s) => sides[s]);
}
var NO_WAY = 1e3;
function patrol(seen, { width, height }, role2) {
  const index = seen.pursuers.findIndex((piece) => piece.role === role2);
  const corner = (index + Math.floor(seen.round / Math.max(4, (width + height) / 3))) % 4;
  const x = corner === 0 || corner === 3 ? Math.floor(width / 4) : Math.floor(3 * width / 4);
  const y = corner < 2 ? Math.floor(height / 4) : Math.floor(3 * height / 4);
  return y * width + x;
}
function stepTo(field, goal, prey, legal, key) {
  const steps = flood(field.pursuer, goal);
  let least2 = Infinity;
  let best3 = [];
  for (const move of movesOf(legal)) {
    const to = after(field.pursuer, field.me, move);
    const way = steps[to] < 0 ? NO_WAY + distance2(to, goal, field.width) : steps[to];
    const taken2 = to !== field.me && (to === prey || field.pursuers.includes(to));
    const cost = way + (taken2 ? DETOUR : 0);
    if (cost > least2) continue;
    if (cost < least2) best3 = [];
    least2 = cost;
    best3.push(move);
  }
  return rng(key).pick(best3);
}
var DETOUR = 2.5;

// agents/pursuit/runners.ts
var flee = (observation, turn) => best2(fieldOf(sight(observation)), turn, (field, cell3) => Math.min(...field.pursuers.map((at) => distance2(at, cell3, field.width))));
var evade = (observation, turn) => best2(fieldOf(sight(observation)), turn, (field, cell3) => safety(field, cell3, field.pursuers));
var evadeLookahead = (observation, turn) => best2(fieldOf(sight(observation)), turn, (field, cell3) => outlook(field, cell3, field.pursuers, PLIES));
var PLIES = 3;
function safety(field, cell3, pursuers) {
  let nearest2 = 4;
  let sum = 0;
  for (const at of pursuers) {
    const d = distance2(at, cell3, field.width);
    if (d < nearest2) nearest2 = d;
    sum += Math.min(d, 8);
  }
  let free = 0;
  for (const next of neighbours2(field.runner, cell3)) if (!pursuers.includes(next)) free++;
  return nearest2 + 0.7 * free + 0.1 * sum;
}
function outlook(field, cell3, pursuers, plies) {
  const closer = chase(field, cell3, pursuers);
  const open2 = neighbours2(field.runner, cell3).filter((next) => !closer.includes(next));
  if (open2.length === 0) return -10 * plies;
  if (plies === 0) return safety(field, cell3, closer);
  let value = -Infinity;
  for (const next of [cell3, ...open2]) value = Math.max(value, outlook(field, next, closer, plies - 1));
  return value;
}
function chase(field, runner, pursuers) {
  const moved2 = [...pursuers];
  for (let p = 0; p < moved2.length; p++) {
    const from = moved2[p];
    for (let m = 1; m < 5; m++) {
      const next = field.pursuer.to[from * 5 + m];
      if (next < 0 || next === runner || moved2.includes(next)) continue;
      if (distance2(next, runner, field.width) < distance2(moved2[p], runner, field.width)) moved2[p] = next;
    }
  }
  return moved2;
}
function best2(field, { legal, key }, value) {
  const taken2 = /* @__PURE__ */ new Set([...field.pursuers, ...field.runners]);
  let top = -Infinity;
  let moves2 = [];
  for (const move of movesOf(legal)) {
    const to = after(field.runner, field.me, move);
    const worth = value(field, taken2.has(to) ? field.me : to);
    if (worth > top + 1e-9) {
      top = worth;
      moves2 = [move];
    } else if (worth > top - 1e-9) moves2.push(move);
  }
  return rng(key).pick(moves2);
}

// agents/pursuit/players.ts
var chase2 = (observation, { legal, key }) => {
  const field = fieldOf(sight(observation));
  const goal = [...field.runners].sort((a, b) => distance2(a, field.me, field.width) - distance2(b, field.me, field.width))[0];
  const moves2 = movesOf(legal);
  if (goal === void 0) return rng(key).pick(moves2);
  const gaps = moves2.map((move) => distance2(after(field.pursuer, field.me, move), goal, field.width));
  const least2 = Math.min(...gaps);
  return rng(key).pick(moves2.filter((_, i) => gaps[i] === least2));
};
function prospect(state) {
  const field = { width: state.board.width };
  const open2 = state.runners.filter((_, r) => state.capturedAt[r] < 0);
  const gaps = open2.map((runner) => state.pursuers.reduce((sum, at) => sum + distance2(at, runner, field.width), 0) / state.pursuers.length);
  const gap2 = gaps.reduce((sum, one) => sum + one, 0) / Math.max(1, gaps.length);
  const share2 = open2.length / state.runners.length;
  return share2 * (1 - state.round / state.params.horizon) * Math.max(0, 0.7 - 0.05 * gap2);
}
var players = {
  naive: { pursuer: chase2, runner: flee },
  expert: { runner: evade },
  others: {
    coordinated: {
      title: "Coordinated",
      about: "Pursuers that take different sides of the runner by a plan, not by functions: what search assumes of partners.",
      word: "pursuer",
      policy: coordinated
    },
    flee: { title: "Flee", about: "A runner that goes where the nearest pursuer is farthest: easy.", word: "runner", policy: flee },
    evade: {
      title: "Evade",
      about: "A runner that keeps its distance and its ways out: the default opponent.",
      word: "runner",
      policy: evade
    },
    "evade-lookahead": {
      title: "Evade, looking ahead",
      about: "A runner that searches a few plies against chasing pursuers: hard.",
      word: "runner",
      policy: evadeLookahead
    }
  },
  assumed: { pursuer: "coordinated", runner: "evade" },
  prospect: (state, role2) => (role2.startsWith("runner-") ? -1 : 1) * prospect(state)
};

// agents/world.ts
function defineWorld(world2) {
  const { env: env3, base, players: players2, benchmark, plan: plan3 } = world2;
  const refuse = (where, found, expected) => {
    throw new ArenaError("BadInput", `world ${env3.id}: ${where}`, found, `expected ${expected}`);
  };
  const oneOf = (where, found, known) => {
    if (!known.includes(found)) refuse(where, `"${found}"`, `one of ${known.join(", ") || "none: there is nothing to choose from"}`);
  };
  if (base.env !== env3.id) refuse("base", `the functions of "${base.env}"`, `those of "${env3.id}"`);
  if (!Object.hasOwn(env3.presets, "default")) refuse("presets", Object.keys(env3.presets).join(", "), '"default" among them');
  const words2 = Object.keys(players2.naive);
  const common = Object.keys(policies);
  const agents2 = [...common, ...Object.keys(players2.others)];
  for (const id of common)
    if (Object.hasOwn(players2.others, id)) refuse("players.others", `"${id}"`, "an id that no agent of every game has");
  const playable = (where, word2, agent) => {
    oneOf(where, word2, words2);
    oneOf(where, agent, agents2);
    const only2 = players2.others[agent]?.word;
    if (only2 !== void 0 && only2 !== word2) refuse(where, `"${agent}" for "${word2}"`, `an agent that plays "${word2}"; it plays "${only2}"`);
  };
  const parses = (where, params) => {
    try {
      parseParams(env3, params);
    } catch (error) {
      refuse(where, messageOf(error), "parameters of the environment");
    }
  };
  for (const word2 of words2) {
    if (players2.expert[word2] === void 0 && !base.words.includes(word2))
      refuse("players.expert", `no policy for "${word2}", which has no functions either`, "one of the two");
  }
  for (const [id, { word: word2 }] of Object.entries(players2.others)) oneOf(`players.others.${id}.word`, word2, words2);
  for (const [word2, agent] of Object.entries(players2.assumed)) playable(`players.assumed.${word2}`, word2, agent);
  for (const word2 of base.words) oneOf("base.words", word2, words2);
  oneOf("benchmark.learner", benchmark.learner, words2);
  const metrics2 = metricsIn(world2).map(({ id }) => id);
  oneOf("benchmark.measure", benchmark.measure, metrics2);
  for (const { metric } of benchmark.columns) oneOf("benchmark.columns", metric, metrics2);
  if (new Set(benchmark.columns.map(({ metric }) => metric)).size < benchmark.columns.length)
    refuse("benchmark.columns", benchmark.columns.map(({ metric }) => metric).join(", "), "each metric once");
  for (const [name, cast] of Object.entries(benchmark.casts))
    for (const [role2, { agent }] of Object.entries(cast)) playable(`benchmark.casts.${name}.${role2}`, wordOf(role2), agent);
  for (const word2 of words2) playable(`benchmark.usual.${word2}`, word2, benchmark.usual[word2] ?? "nobody");
  for (const { id, params, others } of plan3.find.settings) {
    parses(`plan.find, setting "${id}"`, params);
    for (const [word2, agent] of Object.entries(others)) playable(`plan.find, setting "${id}", others.${word2}`, wordOf(word2), agent);
  }
  for (const word2 of Object.keys(world2.look.hues)) oneOf("look.hues", word2, words2);
  const stages3 = base.stages.map(({ id }) => id);
  for (const stage of Object.keys(plan3.find.keys)) oneOf("plan.find.keys", stage, stages3);
  for (const stage of stages3)
    if (plan3.find.keys[stage] === void 0) refuse("plan.find.keys", `nothing for stage "${stage}"`, "the facts that decide in it");
  for (const { params } of plan3.variants) parses("plan.variants", params);
  const names2 = base.functions.map(({ name }) => name);
  for (const name of plan3.evidence?.hidden ?? []) oneOf("plan.evidence.hidden", name, names2);
  return world2;
}
var collectiveReturn = {
  id: "collective_return",
  title: "Return of all seats together",
  better: "higher",
  kind: "mean",
  of: ({ end }) => Object.values(end.returns).reduce((sum, one) => sum + one, 0)
};
var metricsIn = ({ env: env3, benchmark }) => [
  ...metricsOf(env3),
  ...benchmark.scope === "everybody" && !metricsOf(env3).some(({ id }) => id === collectiveReturn.id) ? [collectiveReturn] : []
];

// function-base/pursuit/guide.ts
import { z as z21 } from "zod";

// function-base/pursuit/found.json
var found_default = {
  stages: {
    assess: {
      keys: ["capture", "sight", "runners", "distance", "rank", "party"],
      rows: {
        surround: "nearest-runner",
        "surround hidden": "search-quarters",
        "surround seen single touching middle": "next-step",
        "surround seen single far last team": "run-ahead"
      },
      usual: "hemmed-runner"
    },
    target: {
      keys: ["capture", "party", "near", "next", "inner", "rank", "distance", "place"],
      rows: {
        touch: "chase",
        "surround pair": "share-exits",
        "surround team taken taken": "right-flank",
        "surround pair taken taken": "next-side",
        "close-in": "next-side",
        "surround team taken taken taken middle": "share-exits",
        "surround team taken free taken last": "next-side",
        "touch team free taken taken middle": "shadow",
        "surround team free free taken last": "near-side",
        "surround team taken free taken middle far": "cut-run",
        "surround pair taken taken taken last near": "wall-side",
        "surround team free free taken": "inner-side",
        "surround team free free free middle far": "hold",
        "surround team taken taken taken last near edge": "far-side",
        "surround team taken taken taken last near open": "inner-side",
        "surround team taken taken taken middle far corner": "opposite-team",
        "surround pair taken taken taken last far corner": "shadow",
        "close-in team free taken": "left-flank",
        "close-in team free free free first": "spread-out"
      },
      usual: "open-exit"
    },
    move: {
      keys: ["capture", "goal", "way", "distance", "exits"],
      rows: {
        "surround away crowded": "squeeze",
        "touch away clear far": "wide-way",
        "surround away clear far two": "wide-way",
        "surround away blocked near three": "give-way",
        "surround away blocked near two": "give-way",
        "surround away clear near one": "give-way",
        "surround away blocked far": "zigzag"
      },
      usual: "straight"
    }
  },
  fixed: {
    assess: "hemmed-runner",
    target: "open-exit",
    move: "squeeze"
  },
  measured: {
    command: "arena functions find pursuit --fixed --episodes 200",
    seed: 1e3,
    validation: {
      first: 1e6,
      count: 200
    },
    functions: "98e053b6aa502b7b5a17918bb143a612",
    scores: {
      default: {
        expert: {
          gain: 0.7118,
          won: 0.995
        },
        fixed: {
          gain: 0.5569,
          won: 0.845
        },
        random: {
          gain: 0.0958,
          won: 0.215
        }
      },
      lookahead: {
        expert: {
          gain: 0.3191,
          won: 0.56
        },
        fixed: {
          gain: 0.2382,
          won: 0.43
        },
        random: {
          gain: 55e-4,
          won: 0.015
        }
      },
      quick: {
        expert: {
          gain: 0.7178,
          won: 0.995
        },
        fixed: {
          gain: 0.6656,
          won: 0.965
        },
        random: {
          gain: 0.1146,
          won: 0.285
        }
      },
      large: {
        expert: {
          gain: 0.7318,
          won: 0.98
        },
        fixed: {
          gain: 0.5909,
          won: 0.89
        },
        random: {
          gain: 0.2375,
          won: 0.38
        }
      },
      "two pursuers": {
        expert: {
          gain: 0.6904,
          won: 1
        },
        fixed: {
          gain: 0.3358,
          won: 0.585
        },
        random: {
          gain: 0.0276,
          won: 0.065
        }
      },
      "four pursuers": {
        expert: {
          gain: 0.7816,
          won: 1
        },
        fixed: {
          gain: 0.6804,
          won: 0.92
        },
        random: {
          gain: 0.1703,
          won: 0.41
        }
      },
      "five pursuers": {
        expert: {
          gain: 0.7926,
          won: 1
        },
        fixed: {
          gain: 0.678,
          won: 0.935
        },
        random: {
          gain: 0.1535,
          won: 0.395
        }
      },
      window: {
        expert: {
          gain: 0.6355,
          won: 1
        },
        fixed: {
          gain: 0.2134,
          won: 0.315
        },
        random: {
          gain: 94e-4,
          won: 0.015
        }
      },
      touch: {
        expert: {
          gain: 0.7394,
          won: 0.98
        },
        fixed: {
          gain: 0,
          won: 0
        },
        random: {
          gain: 0.1654,
          won: 0.38
        }
      },
      "close-in": {
        expert: {
          gain: 0.7904,
          won: 1
        },
        fixed: {
          gain: 0.6346,
          won: 0.875
        },
        random: {
          gain: 0.327,
          won: 0.715
        }
      },
      "two runners": {
        expert: {
          gain: 0.6231,
          won: 0.925
        },
        fixed: {
          gain: 0.5652,
          won: 0.885
        },
        random: {
          gain: 0.2037,
          won: 0.245
        }
      },
      flee: {
        expert: {
          gain: 0.764,
          won: 1
        },
        fixed: {
          gain: 0.6564,
          won: 0.93
        },
        random: {
          gain: 0.1891,
          won: 0.455
        }
      },
      "restricted zone": {
        expert: {
          gain: 0.6607,
          won: 0.975
        },
        fixed: {
          gain: 0.2816,
          won: 0.43
        },
        random: {
          gain: 0.1244,
          won: 0.215
        }
      },
      breakdown: {
        expert: {
          gain: 0.564,
          won: 0.995
        },
        fixed: {
          gain: 0.4691,
          won: 0.88
        },
        random: {
          gain: 0.0581,
          won: 0.185
        }
      },
      fog: {
        expert: {
          gain: 0.6586,
          won: 0.955
        },
        fixed: {
          gain: 0.5376,
          won: 0.795
        },
        random: {
          gain: 0.0264,
          won: 0.05
        }
      },
      "second runner": {
        expert: {
          gain: 0.5424,
          won: 0.955
        },
        fixed: {
          gain: 0.3163,
          won: 0.43
        },
        random: {
          gain: 0.053,
          won: 0.035
        }
      },
      "capture change": {
        expert: {
          gain: 0.7552,
          won: 0.995
        },
        fixed: {
          gain: 0.6339,
          won: 0.875
        },
        random: {
          gain: 0.3445,
          won: 0.705
        }
      }
    }
  }
};

// function-base/pursuit/guide.ts
var cell = z21.tuple([z21.int().min(0).max(63), z21.int().min(0).max(63)]);
var stages2 = [
  { id: "assess", asks: "What matters now: which cell is the prey's, now or soon?", result: z21.strictObject({ prey: cell }) },
  { id: "target", asks: "Where to go?", result: z21.strictObject({ prey: cell, goal: cell }) },
  { id: "move", asks: "Which step leads there?", result: z21.enum(["stay", "north", "east", "south", "west"]) }
];
var far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
var COUNTS = ["none", "one", "two", "three", "four"];
var gap = (steps) => steps <= 1 ? "touching" : steps <= 3 ? "near" : "far";
function facts(observation, previous) {
  const seen = observation;
  if (previous === null) return ofRunners(seen);
  const { prey, goal } = previous;
  return goal === void 0 ? ofPrey(seen, prey) : ofGoal(seen, prey, goal);
}
function ofRunners(seen) {
  let prey;
  let [least2, free, sighted] = [Infinity, 0, false];
  for (const { at, seen: last4, captured } of seen.runners) {
    if (captured !== null) continue;
    free++;
    const cell3 = at ?? last4;
    if (cell3 === null) continue;
    const steps = far(cell3, seen.me) + (at === null ? 1e3 : 0);
    if (steps >= least2) continue;
    [prey, least2, sighted] = [cell3, steps, at !== null];
  }
  const runners = free > 1 ? "several" : "single";
  if (prey === void 0) return { sight: "hidden", runners, party: party(seen), capture: seen.game.capture };
  const { rank } = standing(seen, prey);
  const exits = beside(boardOf2(seen), prey);
  return {
    sight: sighted ? "seen" : "remembered",
    runners,
    distance: gap(far(seen.me, prey)),
    rank,
    exits: COUNTS[uncovered(seen, exits, true)],
    party: party(seen),
    capture: seen.game.capture
  };
}
var party = ({ pursuers }) => pursuers.filter(({ at }) => at !== null).length <= 2 ? "pair" : "team";
function standing({ me, role: role2, pursuers }, to) {
  const mine = far(me, to);
  let [nearer, partners, passed] = [0, 0, false];
  for (const { role: other, at } of pursuers) {
    if (other === role2) passed = true;
    else if (at !== null) {
      partners++;
      const steps = far(at, to);
      if (steps < mine || steps === mine && !passed) nearer++;
    }
  }
  return { rank: nearer === 0 ? "first" : nearer === partners ? "last" : "middle" };
}
function taken({ me, role: role2, pursuers }, to) {
  const mine = far(me, to);
  let passed = false;
  for (const { role: other, at } of pursuers) {
    if (other === role2) passed = true;
    else if (at !== null) {
      const steps = far(at, to);
      if (steps < mine || steps === mine && !passed) return true;
    }
  }
  return false;
}
function uncovered({ me, pursuers }, exits, andMe) {
  let open2 = 0;
  for (const exit of exits)
    if (!(andMe && far(me, exit) === 0) && !pursuers.some(({ at }) => at !== null && at !== me && far(at, exit) === 0)) open2++;
  return open2;
}
function ofPrey(seen, prey) {
  const { me, game } = seen;
  const exits = beside(boardOf2(seen), prey);
  const byWay = [...exits].sort((a, b) => far(a, me) - far(b, me) || off(a, game) - off(b, game));
  const word2 = (exit) => exit === void 0 ? "none" : taken(seen, exit) ? "taken" : "free";
  return {
    distance: gap(far(me, prey)),
    rank: standing(seen, prey).rank,
    near: word2(byWay[0]),
    next: word2(byWay[1]),
    place: exits.length >= 4 ? "open" : exits.length === 3 ? "edge" : "corner",
    exits: COUNTS[uncovered(seen, exits, true)],
    party: party(seen),
    inner: taken(seen, least(exits, (exit) => off(exit, game)) ?? prey) ? "taken" : "free",
    capture: game.capture
  };
}
function least(items, cost) {
  let [best3, low] = [void 0, Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best3, low] = [one, price];
  }
  return best3;
}
var off = ([x, y], { width, height }) => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);
function ofGoal(seen, prey, goal) {
  const { me } = seen;
  const board = boardOf2(seen);
  const exits = beside(board, prey);
  const steps = flood(gridOf2(board).pursuer, indexOf(goal, board.width));
  const now = steps[indexOf(me, board.width)];
  const blocked = (cell3) => far(cell3, prey) === 0 || seen.pursuers.some(({ at }) => at !== null && far(at, cell3) === 0);
  const ways = beside(board, me).filter((cell3) => steps[indexOf(cell3, board.width)] < now);
  const clear = ways.filter((cell3) => !blocked(cell3)).length;
  return {
    goal: now === 0 ? "reached" : now === 1 ? "close" : "away",
    way: ways.length === 0 ? "none" : clear === 0 ? "blocked" : clear < ways.length ? "crowded" : "clear",
    distance: gap(far(me, prey)),
    rank: standing(seen, prey).rank,
    exits: COUNTS[uncovered(seen, exits, false)],
    capture: seen.game.capture
  };
}
var boards2 = /* @__PURE__ */ new WeakMap();
function boardOf2({ game: { width, height }, obstacles }) {
  let board = boards2.get(obstacles);
  if (board === void 0 || board.width !== width || board.height !== height) {
    board = { width, height, obstacles: obstacles.map((one) => indexOf(one, width)), restricted: [], barred: "everyone" };
    boards2.set(obstacles, board);
  }
  return board;
}
function tools(observation) {
  const seen = observation;
  const board = boardOf2(seen);
  const { width, height } = seen.game;
  const at = (one) => {
    const [x, y] = Array.isArray(one) ? one : [];
    const inside = Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0;
    return inside && x < width && y < height ? y * width + x : -1;
  };
  let last4;
  return {
    /** Steps from a cell to another along open ground, round cells to avoid; -1 where there is no way, as from beyond the border. */
    steps: (from, to, avoid = []) => {
      const [start, goal] = [at(from), at(to)];
      if (start < 0 || goal < 0) return -1;
      const shut = Array.isArray(avoid) ? avoid.map(at).filter((one) => one >= 0) : [];
      if (last4 === void 0 || last4.to !== goal || last4.shut.length !== shut.length || last4.shut.some((cell3, i) => cell3 !== shut[i]))
        last4 = { to: goal, shut, steps: flood(gridOf2(board).pursuer, goal, shut) };
      return last4.steps[start];
    },
    /** The cells next to a cell that are on the board and no obstacles. */
    beside: (of) => at(of) < 0 ? [] : beside(board, of)
  };
}
var OPEN = {
  role: "pursuer-0",
  side: "pursuer",
  me: [2, 2],
  round: 0,
  game: { width: 10, height: 10, pursuers: 3, runners: 1, horizon: 40 },
  capture: { rule: "surround", distance: 2, catchers: 1 },
  pursuers: [
    { role: "pursuer-0", at: [2, 2], broken: 0 },
    { role: "pursuer-1", at: [7, 2], broken: 0 },
    { role: "pursuer-2", at: [2, 7], broken: 0 }
  ],
  runners: [{ role: "runner-0", at: [5, 5], seen: null, captured: null }],
  obstacles: [],
  restricted: [],
  barred: "everyone",
  fog: null,
  notices: []
};
function marks({ assess, target }) {
  const { prey } = assess ?? {};
  const { goal } = target ?? {};
  return [
    ...prey === void 0 ? [] : [{ stage: "assess", x: prey[0], y: prey[1], label: "prey" }],
    ...goal === void 0 ? [] : [{ stage: "target", x: goal[0], y: goal[1], label: "goal" }]
  ];
}
var toolManual = `tools.steps(from, to, avoid = []): steps from a cell to another along open ground, round the cells to avoid; -1 where there is no way.
tools.beside(cell): the cells next to a cell that are on the board and no obstacles.
Cells are [x, y].`;
var says = {
  runners: "runners are",
  rank: "your rank is",
  exits: "open exits are",
  near: "the near exit is",
  next: "the next exit is",
  inner: "the inner exit is"
};
var STEPS = ["touching", "near", "far"];
var RANKS = ["first", "middle", "last"];
var PARTIES = ["pair", "team"];
var EXITS = ["free", "taken", "none"];
var CAPTURES = ["surround", "touch", "close-in"];
var terms = {
  assess: {
    sight: ["seen", "remembered", "hidden"],
    runners: ["single", "several"],
    distance: STEPS,
    rank: RANKS,
    exits: COUNTS,
    party: PARTIES,
    capture: CAPTURES
  },
  target: {
    distance: STEPS,
    rank: RANKS,
    near: EXITS,
    next: EXITS,
    place: ["open", "edge", "corner"],
    exits: COUNTS,
    party: PARTIES,
    inner: ["free", "taken"],
    capture: CAPTURES
  },
  move: {
    goal: ["reached", "close", "away"],
    way: ["none", "blocked", "crowded", "clear"],
    distance: STEPS,
    rank: RANKS,
    exits: COUNTS,
    capture: CAPTURES
  }
};
var guide = { stages: stages2, words: ["pursuer"], found: found_default, says, terms, blank: OPEN, facts, marks, tools, toolManual };

// envs/pursuit/emergencies.ts
var define = (id, title, about, change) => ({
  title,
  about,
  params: emergencyParams[id],
  apply: (state, params) => change(state, params)
});
var emergencies = {
  "restricted-zone": define("restricted-zone", "Restricted zone", "Cells that may not be entered any more.", (state, params) => {
    const cells2 = zone(state, params);
    const board = { ...state.board, restricted: cells2, barred: params.barred };
    const text = zoneText(params.barred, cells2, board.width);
    return { ...state, board, rules: { ...state.rules, notices: announce(state.rules.notices, "restricted-zone", text) } };
  }),
  breakdown: define("breakdown", "Breakdown", "A pursuer cannot move for some rounds.", (state, { pursuer, rounds }) => {
    if (pursuer >= state.pursuers.length)
      throw new ArenaError(
        "BadParams",
        "pursuit emergency breakdown",
        `pursuer ${pursuer}`,
        `expected an index below ${state.pursuers.length}`
      );
    const broken = [...state.rules.broken.filter((one) => one.pursuer !== pursuer), { pursuer, until: state.round + rounds }];
    const text = broken.map((one) => `pursuer-${one.pursuer} has broken down and cannot move before round ${one.until + 1}`).join("; ");
    return { ...state, rules: { ...state.rules, broken, notices: announce(state.rules.notices, "breakdown", `${text}.`) } };
  }),
  fog: define("fog", "Fog", "Pursuers see a runner only from nearby.", (state, { radius }) => {
    const foggy = {
      ...state,
      rules: {
        ...state.rules,
        fog: radius,
        notices: announce(state.rules.notices, "fog", `Fog: a pursuer sees a runner only within ${radius} cells.`)
      }
    };
    return { ...foggy, sightings: state.sightings.length > 0 ? look(foggy) : state.pursuers.map(() => state.runners) };
  }),
  "second-runner": define("second-runner", "Second runner", "One more runner enters, as far from the pursuers as it can.", (state) => {
    const { width, height, obstacles, restricted } = state.board;
    const taken2 = /* @__PURE__ */ new Set([...obstacles, ...restricted, ...state.pursuers, ...state.runners.filter((_, r) => state.capturedAt[r] < 0)]);
    const nearest2 = (cell3) => Math.min(...state.pursuers.map((at) => distance2(at, cell3, width)));
    let best3 = -1;
    for (let cell3 = 0; cell3 < width * height; cell3++) if (!taken2.has(cell3) && (best3 < 0 || nearest2(cell3) > nearest2(best3))) best3 = cell3;
    if (best3 < 0 || state.runners.length >= 64)
      throw new ArenaError(
        "BadParams",
        "pursuit emergency second-runner",
        "no room for one more runner",
        "expected a free cell and fewer than 64 runners"
      );
    const next = {
      ...state,
      runners: [...state.runners, best3],
      capturedAt: [...state.capturedAt, -1],
      sightings: state.sightings.map((row) => [...row, -1]),
      rules: {
        ...state.rules,
        notices: announce(
          state.rules.notices,
          "second-runner",
          `Another runner has entered: runner-${state.runners.length}. All runners must be captured.`
        )
      }
    };
    return next.rules.fog === null ? next : { ...next, sightings: look(next) };
  }),
  "capture-change": define(
    "capture-change",
    "Capture change",
    "Another capture rule from now on.",
    (state, { capture, distance: reach }) => ({
      ...state,
      rules: {
        ...state.rules,
        capture,
        distance: reach,
        notices: announce(
          state.rules.notices,
          "capture-change",
          `The capture rule has changed. ${captureRule(capture, reach, state.rules.catchers)}`
        )
      }
    })
  )
};
function captureRule(capture, reach, catchers) {
  switch (capture) {
    case "touch":
      return catchers === 1 ? "A runner is captured when a pursuer moves onto its cell." : `A runner is captured when ${catchers} pursuers stand on its cell.`;
    case "surround":
      return "A runner is captured when every free neighbouring cell of it is occupied.";
    case "close-in":
      return `A runner is captured when all pursuers are within ${reach} cells of it.`;
    default:
      return capture;
  }
}
function zone(state, params) {
  const { width, height, obstacles } = state.board;
  const runners = state.runners.filter((_, r) => state.capturedAt[r] < 0);
  const pieces = [...state.pursuers, ...runners];
  const taken2 = /* @__PURE__ */ new Set([...obstacles, ...pieces]);
  const rectangle = (x0, y0, w, h) => {
    const cells2 = [];
    for (let y = Math.max(0, y0); y < Math.min(height, y0 + h); y++)
      for (let x = Math.max(0, x0); x < Math.min(width, x0 + w); x++) if (!taken2.has(y * width + x)) cells2.push(y * width + x);
    return cells2;
  };
  if (params.area !== null) {
    const { x, y, w, h } = params.area;
    return rectangle(x, y, w, h);
  }
  const sum = (cells2) => cells2.map((cell3) => cellAt(cell3, width)).reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0]);
  const [sx, sy] = sum(state.pursuers);
  const centre = [sx / state.pursuers.length, sy / state.pursuers.length];
  const gap2 = (cell3) => {
    const [x, y] = cellAt(cell3, width);
    return Math.abs(x - centre[0]) + Math.abs(y - centre[1]);
  };
  const target = cellAt([...runners].sort((a, b) => gap2(a) - gap2(b))[0] ?? 0, width);
  const mid = [(centre[0] + target[0]) / 2, (centre[1] + target[1]) / 2];
  const upright = Math.abs(centre[0] - target[0]) >= Math.abs(centre[1] - target[1]);
  for (let length = Math.max(1, Math.round((upright ? height : width) * params.share)); length > 0; length--) {
    const [w, h] = upright ? [params.width, length] : [length, params.width];
    const cells2 = rectangle(Math.round(mid[0] - w / 2), Math.round(mid[1] - h / 2), w, h);
    if (connected(width, height, /* @__PURE__ */ new Set([...obstacles, ...cells2]), pieces)) return cells2;
  }
  return [];
}
var zoneText = (barred, cells2, width) => `${barred === "everyone" ? "Nobody" : "No pursuer"} may enter the restricted zone: ${span(cells2, width)}.`;
function span(cells2, width) {
  if (cells2.length === 0) return "no cell";
  const xs = cells2.map((cell3) => cellAt(cell3, width)[0]);
  const ys = cells2.map((cell3) => cellAt(cell3, width)[1]);
  return `x ${Math.min(...xs)} to ${Math.max(...xs)}, y ${Math.min(...ys)} to ${Math.max(...ys)} (${cells2.length} cells)`;
}

// envs/pursuit/look.ts
var PURSUER = "side-0";
var RUNNER = "side-1";
var look2 = {
  hues: { pursuer: PURSUER, runner: RUNNER },
  moments: (before2, _step, after2) => after2.capturedAt.flatMap(
    (at, r) => at >= 0 && (before2.capturedAt[r] ?? -1) < 0 ? [{ text: `${RUNNERS[r]} captured`, tone: RUNNER }] : []
  )
};

// envs/pursuit/picture.ts
function draw(state, viewer) {
  const { width, height, obstacles, restricted } = state.board;
  const centre = (cell3) => {
    const [x, y] = cellAt(cell3, width);
    return { x: x + 0.5, y: y + 0.5 };
  };
  const square = { kind: "rect", w: 1, h: 1 };
  const seen = viewer === void 0 ? void 0 : observe(state, viewer);
  const eye = viewer?.startsWith("pursuer-") === true ? roleIndex(viewer) : -1;
  const shown = (list, i) => list === void 0 || list[i].at !== null;
  const shapes = [{ id: "floor", kind: "grid", x: width / 2, y: height / 2, w: width, h: height, tone: "floor" }];
  for (const cell3 of obstacles)
    if (eye < 0 || state.params.view === 0 || inWindow(state.pursuers[eye], cell3, width, state.params.view))
      shapes.push({ id: `obstacle-${cell3}`, ...square, ...centre(cell3), tone: "wall" });
  for (const cell3 of restricted) shapes.push({ id: `restricted-${cell3}`, ...square, hatch: true, ...centre(cell3), tone: "danger" });
  shapes.push(...fog(state, eye, centre));
  state.runners.forEach((cell3, r) => {
    const captured = state.capturedAt[r] >= 0;
    if (captured && seen !== void 0 && !allCaptured(state)) return;
    if (!captured && !shown(seen?.runners, r)) {
      const last4 = seen?.runners[r]?.seen;
      if (last4 != null)
        shapes.push({
          id: `${RUNNERS[r]}-seen`,
          kind: "circle",
          r: 0.3,
          ring: true,
          x: last4[0] + 0.5,
          y: last4[1] + 0.5,
          tone: RUNNER,
          alpha: 0.6
        });
      return;
    }
    shapes.push({
      id: RUNNERS[r],
      kind: "circle",
      r: 0.32,
      ...centre(cell3),
      tone: RUNNER,
      ...captured ? { out: true } : { halo: true, trail: true },
      label: state.runners.length > 1 ? String(r) : "R"
    });
  });
  state.pursuers.forEach((cell3, p) => {
    if (!shown(seen?.pursuers, p)) return;
    shapes.push({
      id: PURSUERS[p],
      kind: "circle",
      r: 0.36,
      ...centre(cell3),
      tone: isBroken(state, p) ? "disabled" : PURSUER,
      trail: true,
      label: String(p)
    });
    if (PURSUERS[p] === viewer) shapes.push({ id: "viewer", kind: "circle", ring: true, r: 0.44, ...centre(cell3), tone: "mark" });
  });
  if (viewer !== void 0) shapes.push(...moves(state, viewer, centre));
  return { width, height, shapes };
}
function fog(state, eye, centre) {
  const { rules: rules2, params, board } = state;
  if (rules2.fog === null && (params.view === 0 || eye < 0)) return [];
  const veils = [];
  for (let cell3 = 0; cell3 < board.width * board.height; cell3++) {
    const clear = eye >= 0 ? sees(state, eye, cell3, true) : state.pursuers.some((_, p) => sees(state, p, cell3, true));
    if (!clear) veils.push({ id: `fog-${cell3}`, kind: "rect", w: 1, h: 1, ...centre(cell3), tone: "hidden", alpha: eye >= 0 ? 0.75 : 0.45 });
  }
  return veils;
}
function moves(state, viewer, centre) {
  const index = roleIndex(viewer);
  const pursuer = viewer.startsWith("pursuer-");
  const inTurn = pursuer ? state.mover < runnersTurn(state) && (state.params.order === "together" || state.mover === index) : state.mover === runnersTurn(state) && state.capturedAt[index] < 0;
  if (!inTurn || pursuer && isBroken(state, index)) return [];
  const { to } = pursuer ? gridOf2(state.board).pursuer : gridOf2(state.board).runner;
  const from = (pursuer ? state.pursuers : state.runners)[index];
  return MOVES.flatMap((move, m) => {
    const cell3 = to[from * 5 + m];
    return cell3 < 0 ? [] : [{ id: `move-${move}`, kind: "circle", r: move === "stay" ? 0.2 : 0.16, ...centre(cell3), tone: "mark", alpha: 0.7, action: move }];
  });
}

// envs/pursuit/symmetry.ts
var BOTH = [false, true];
var ALL = BOTH.flatMap((swap) => BOTH.flatMap((flipX) => BOTH.map((flipY) => ({ swap, flipX, flipY }))));
var UPRIGHT = ALL.filter(({ swap }) => !swap);
var symmetriesOf = ({ width, height }) => width === height ? ALL : UPRIGHT;
function turnedCell({ swap, flipX, flipY }, { width, height }, [x, y]) {
  const [a, b] = swap ? [y, x] : [x, y];
  return [flipX ? width - 1 - a : a, flipY ? height - 1 - b : b];
}
function turnedMove({ swap, flipX, flipY }, move) {
  if (move === "stay") return move;
  const alongX = (move === "east" || move === "west") !== swap;
  const forth = (move === "east" || move === "south") !== (alongX ? flipX : flipY);
  return alongX ? forth ? "east" : "west" : forth ? "south" : "north";
}
function turned(symmetry, seen) {
  const { width } = seen.game;
  const cell3 = (at) => turnedCell(symmetry, seen.game, at);
  const orNull = (at) => at === null ? null : cell3(at);
  const sorted = (cells2) => cells2.map(cell3).sort((a, b) => indexOf(a, width) - indexOf(b, width));
  const restricted = sorted(seen.restricted);
  const zone2 = () => zoneText(
    seen.barred,
    restricted.map((at) => indexOf(at, width)),
    width
  );
  return {
    ...seen,
    me: cell3(seen.me),
    pursuers: seen.pursuers.map((piece) => ({ ...piece, at: orNull(piece.at) })),
    runners: seen.runners.map((piece) => ({ ...piece, at: orNull(piece.at), seen: orNull(piece.seen) })),
    obstacles: sorted(seen.obstacles),
    restricted,
    notices: seen.notices.map((notice) => notice.id === "restricted-zone" ? { ...notice, text: zone2() } : notice)
  };
}
var images = (observation, action) => symmetriesOf(observation.game).map(
  (symmetry, i) => i === 0 ? { observation, action } : { observation: turned(symmetry, observation), action: turnedMove(symmetry, action) }
);

// envs/pursuit/step.ts
function step(state, actions, key) {
  return state.mover < runnersTurn(state) ? movePursuers(state, actions, key) : endRound(state, moveRunners(state, actions));
}
function movePursuers(state, actions, key) {
  const { params, mover } = state;
  const together = params.order === "together";
  const grid = gridOf2(state.board);
  const pursuers = state.pursuers.slice();
  const complete = together || mover === params.pursuers - 1;
  runnersOn(grid, state);
  const counting = complete || params.shared !== "all";
  if (counting) for (const cell3 of pursuers) grid.pursuersAt[cell3]++;
  const last4 = together ? pursuers.length : mover + 1;
  for (let p = together ? 0 : mover; p < last4; p++) {
    const cell3 = pursuers[p];
    const target = grid.pursuer.to[cell3 * 5 + moveIndex(actions[PURSUERS[p]])] ?? -1;
    if (target < 0 || target === cell3 || isBroken(state, p) || !mayShare(state, grid, target)) continue;
    if (counting) {
      grid.pursuersAt[cell3]--;
      grid.pursuersAt[target]++;
    }
    pursuers[p] = target;
  }
  const capturedAt = complete ? resolveCaptures(state, grid, pursuers) : state.capturedAt;
  const gains2 = state.gains.length === 0 ? state.gains : pettingzooGains(state, grid, pursuers, capturedAt, complete);
  if (counting) for (const cell3 of pursuers) grid.pursuersAt[cell3] = 0;
  const next = moved(state, pursuers, state.runners, capturedAt, gains2, complete ? runnersTurn(state) : mover + 1);
  if (!complete) return next;
  if (allCaptured(next)) return { ...next, round: next.round + 1, sightings: next.rules.fog === null ? next.sightings : look(next) };
  return params.runnerControl === "random" ? endRound(next, drift(next, key)) : next.rules.fog === null ? next : { ...next, sightings: look(next) };
}
function mayShare({ params, rules: rules2 }, grid, cell3) {
  if (params.shared === "all") return true;
  if (grid.runnersAt[cell3] > 0 && rules2.capture !== "touch") return false;
  return params.shared === "pursuers" || grid.pursuersAt[cell3] === 0;
}
function moveRunners(state, actions) {
  const grid = gridOf2(state.board);
  const runners = state.runners.slice();
  const crowded = state.params.shared !== "all";
  const runnersAt = runnersOn(grid, state);
  grid.counted = void 0;
  for (const cell3 of state.pursuers) grid.pursuersAt[cell3] = 1;
  for (let r = 0; r < runners.length; r++) {
    if (state.capturedAt[r] >= 0) continue;
    const cell3 = runners[r];
    const target = grid.runner.to[cell3 * 5 + moveIndex(actions[RUNNERS[r]])] ?? -1;
    if (target < 0 || target === cell3) continue;
    if (crowded && (grid.pursuersAt[target] > 0 || runnersAt[target] > 0)) continue;
    runnersAt[cell3]--;
    runnersAt[target]++;
    runners[r] = target;
  }
  for (const cell3 of state.pursuers) grid.pursuersAt[cell3] = 0;
  for (const cell3 of runners) runnersAt[cell3] = 0;
  return runners;
}
function drift(state, key) {
  const draw2 = rng(key);
  const { to } = gridOf2(state.board).runner;
  const exclusive = state.params.shared !== "all";
  const runners = state.runners.slice();
  for (let r = 0; r < runners.length; r++) {
    if (state.capturedAt[r] >= 0) continue;
    const target = to[runners[r] * 5 + draw2.int(5)];
    if (target < 0 || exclusive && (state.pursuers.includes(target) || runners.some((cell3, i) => cell3 === target && state.capturedAt[i] < 0)))
      continue;
    runners[r] = target;
  }
  return runners;
}
function resolveCaptures(state, grid, pursuers) {
  let capturedAt;
  for (let r = 0; r < state.runners.length; r++)
    if (state.capturedAt[r] < 0 && isCaptured(state, grid, pursuers, state.runners[r])) {
      capturedAt ??= state.capturedAt.slice();
      capturedAt[r] = state.round;
    }
  return capturedAt ?? state.capturedAt;
}
function isCaptured({ rules: rules2, params, board }, grid, pursuers, cell3) {
  switch (rules2.capture) {
    case "touch":
      return grid.pursuersAt[cell3] >= rules2.catchers;
    case "close-in":
      return pursuers.every((at) => distance2(at, cell3, board.width) <= rules2.distance);
    case "surround": {
      let catching = 0;
      for (let m = 1; m < 5; m++) {
        const next = grid.runner.to[cell3 * 5 + m];
        if (next < 0) continue;
        if (grid.pursuersAt[next] > 0) catching++;
        else if (params.shared === "all" || grid.runnersAt[next] === 0) return false;
      }
      return catching > 0;
    }
    default:
      return rules2.capture;
  }
}
function pettingzooGains(state, grid, pursuers, capturedAt, complete) {
  const n = pursuers.length;
  const { sharedReward } = state.params;
  const gains2 = new Array(n);
  let sum = 0;
  for (let p = 0; p < n; p++) {
    let reward = TAG_REWARD * runnersBeside(grid, pursuers[p]) / n;
    if (complete)
      reward += URGENCY_REWARD + (capturedAt !== state.capturedAt && tookPart(state, pursuers[p], capturedAt) ? CATCH_REWARD : 0);
    gains2[p] = state.gains[p] + reward;
    sum += reward;
  }
  if (sharedReward) for (let p = 0; p < n; p++) gains2[p] = state.gains[p] + sum / n;
  return gains2;
}
var TAG_REWARD = 0.01;
var CATCH_REWARD = 5;
var URGENCY_REWARD = -0.1;
function tookPart(state, cell3, capturedAt) {
  const { capture, distance: reach } = state.rules;
  const within = capture === "touch" ? 0 : capture === "surround" ? 1 : reach;
  return state.runners.some((at, r) => {
    if (capturedAt[r] === state.capturedAt[r]) return false;
    const apart = distance2(at, cell3, state.board.width);
    return capture === "surround" ? apart === within : apart <= within;
  });
}
function endRound(state, runners) {
  const next = { ...moved(state, state.pursuers, runners, state.capturedAt, state.gains, 0), round: state.round + 1 };
  return lifted(next.rules.fog === null ? next : { ...next, sightings: look(next) });
}
function lifted(state) {
  if (state.rules.broken.length === 0) return state;
  const broken = state.rules.broken.filter(({ until }) => until > state.round);
  if (broken.length === state.rules.broken.length) return state;
  const notices = broken.length > 0 ? state.rules.notices : state.rules.notices.filter(({ id }) => id !== "breakdown");
  return { ...state, rules: { ...state.rules, broken, notices } };
}
var moved = (state, pursuers, runners, capturedAt, gains2, mover) => ({
  params: state.params,
  board: state.board,
  rules: state.rules,
  round: state.round,
  mover,
  pursuers,
  runners,
  capturedAt,
  sightings: state.sightings,
  gains: gains2
});

// envs/pursuit/text.ts
var rules = `Pursuers hunt one or more runners on a rectangular grid; x grows east, y grows south.
In a round the pursuers move together, then the runners. A piece stays or moves one cell north, east, south or west.
Cells are exclusive: a move into an occupied cell leaves the mover where it is; when two want the same cell, the lower number gets it.
A runner is captured, by default, when every free neighbouring cell of it is occupied: walls help, so drive it to an edge or a corner.
Other capture rules: a pursuer moves onto it (touch), or all pursuers come within some distance (close-in).
Every pursuer scores 1 - round / horizon at the capture, nothing without one; the runner scores the negative.
The rules can change during the game: notices in the observation say how.`;
var cell2 = ([x, y]) => `(${x},${y})`;
var cells = (list) => list.map(cell2).join(" ");
function bearing(from, to) {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const parts2 = [
    ...dx === 0 ? [] : [`${Math.abs(dx)} ${dx > 0 ? "east" : "west"}`],
    ...dy === 0 ? [] : [`${Math.abs(dy)} ${dy > 0 ? "south" : "north"}`]
  ];
  return parts2.length === 0 ? "on your cell" : parts2.join(" and ");
}
function describe(seen) {
  const { game, me, role: role2 } = seen;
  const others = [...seen.pursuers, ...seen.runners].filter((piece) => piece.role !== role2);
  const lines = [
    `Round ${seen.round + 1} of ${game.horizon}. Board ${game.width} x ${game.height}. You are ${role2} at ${cell2(me)}.`,
    ...others.map((piece) => {
      if ("captured" in piece && piece.captured !== null) return `${piece.role} is captured.`;
      if (piece.at === null) {
        const last4 = "seen" in piece && piece.seen !== null ? `, last seen at ${cell2(piece.seen)}, ${bearing(me, piece.seen)}` : "";
        return `${piece.role} is out of sight${last4}.`;
      }
      const broken = "broken" in piece && piece.broken > 0 ? `, broken down for ${piece.broken} more rounds` : "";
      return `${piece.role} is at ${cell2(piece.at)}, ${bearing(me, piece.at)}${broken}.`;
    }),
    captureRule(seen.capture.rule, seen.capture.distance, seen.capture.catchers)
  ];
  const mine = seen.pursuers.find((piece) => piece.role === role2);
  if (mine !== void 0 && mine.broken > 0) lines.push(`You have broken down for ${mine.broken} more rounds.`);
  if (game.order === "in-turn") lines.push("The pursuers move one after the other.");
  if (game.view > 0) lines.push(`You see ${(game.view - 1) / 2} cells far in each direction.`);
  if (seen.obstacles.length > 0) lines.push(`Obstacles: ${cells(seen.obstacles)}.`);
  if (seen.restricted.length > 0) lines.push(`Restricted${seen.barred === "pursuers" ? " for pursuers" : ""}: ${cells(seen.restricted)}.`);
  for (const notice of seen.notices) lines.push(`Notice: ${notice.text}`);
  return lines.join("\n");
}
function summary(state) {
  const { width, height, obstacles, restricted } = state.board;
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => "."));
  const put = (at, letter) => {
    const [x, y] = cellAt(at, width);
    rows[y][x] = letter;
  };
  for (const at of obstacles) put(at, "#");
  for (const at of restricted) put(at, "x");
  state.runners.forEach((at, r) => put(at, state.capturedAt[r] < 0 ? "R" : "*"));
  state.pursuers.forEach((at, p) => put(at, p < 10 ? String(p) : "P"));
  const where = [
    ...state.pursuers.map((at, p) => `${PURSUERS[p]} at ${cell2(cellAt(at, width))}${isBroken(state, p) ? " (broken down)" : ""}`),
    ...state.runners.map((at, r) => `${RUNNERS[r]} ${state.capturedAt[r] < 0 ? "at" : "captured at"} ${cell2(cellAt(at, width))}`)
  ];
  const head = allCaptured(state) ? `Captured in round ${state.round}.` : `Round ${Math.min(state.round + 1, state.params.horizon)} of ${state.params.horizon}.`;
  return [head, `${where.join(", ")}.`, ...state.rules.notices.map(({ text }) => text), ...rows.map((row) => row.join(" "))].join("\n");
}

// envs/pursuit/env.ts
var STAY = Object.freeze(["stay"]);
var pursuerTeams = Array.from({ length: 65 }, (_, n) => Object.freeze(PURSUERS.slice(0, n)));
var runnerTeams = Array.from({ length: 65 }, (_, n) => Object.freeze(RUNNERS.slice(0, n)));
var singles = PURSUERS.map((role2) => Object.freeze([role2]));
var NOBODY = Object.freeze([]);
var stepsToCapture = {
  id: "steps_to_capture",
  title: "Rounds until all runners were captured (the horizon when one stayed free)",
  better: "lower",
  kind: "mean",
  of: ({ end, frames }, _subject, env3) => end.outcome.success ? end.outcome["rounds"] : env3.clock(frames.at(-1).state).horizon
};
var captureRate = {
  id: "capture_rate",
  title: "Runners captured, as a share of all",
  better: "higher",
  kind: "mean",
  of: ({ end }) => end.outcome["captured"] / end.outcome["runners"]
};
var rulesOf = {
  id: "pursuit",
  version: 1,
  title: "Grid pursuit",
  rules,
  params: paramsSchema5,
  presets,
  emergencies,
  metrics: [captureRate, stepsToCapture],
  chance: ["start", "steps"],
  init: firstState,
  roles: (state) => [
    ...pursuerTeams[state.pursuers.length],
    ...state.params.runnerControl === "random" ? [] : state.runners.map((_, r) => RUNNERS[r])
  ],
  turn(state) {
    if (allCaptured(state)) return NOBODY;
    if (state.mover < runnersTurn(state))
      return state.params.order === "together" ? pursuerTeams[state.pursuers.length] : singles[state.mover];
    return state.capturedAt.every((at) => at < 0) ? runnerTeams[state.runners.length] : RUNNERS.filter((_, r) => state.capturedAt[r] === -1);
  },
  legal(state, role2) {
    const index = roleIndex(role2);
    const pursuer = isPursuer(role2);
    if (pursuer && isBroken(state, index)) return STAY;
    if (state.params.bumping) return MOVES;
    const grid = gridOf2(state.board);
    return pursuer ? grid.pursuer.legal[state.pursuers[index]] : grid.runner.legal[state.runners[index]];
  },
  step,
  clock: ({ round: round2, params }) => ({ round: round2, horizon: params.horizon }),
  returns(state) {
    const { capturedAt, params, gains: gains2 } = state;
    const worth = capturedAt.map((at) => at < 0 ? 0 : 1 - at / params.horizon);
    const share2 = worth.reduce((sum, one) => sum + one, 0) / worth.length;
    const returns = {};
    for (let p = 0; p < state.pursuers.length; p++) returns[PURSUERS[p]] = gains2.length > 0 ? gains2[p] : share2;
    if (params.runnerControl === "agents") worth.forEach((one, r) => returns[RUNNERS[r]] = one === 0 ? 0 : -one);
    return returns;
  },
  outcome({ capturedAt }) {
    const captured = capturedAt.filter((at) => at >= 0).length;
    const success = captured === capturedAt.length;
    return { success, captured, runners: capturedAt.length, rounds: success ? Math.max(...capturedAt) + 1 : null };
  },
  observe,
  describe,
  determinize,
  images,
  draw,
  summary
};
var pursuit = withSchedule(rulesOf, ({ params }) => params.emergencies);

// envs/pursuit/world.ts
var pursuit2 = defineWorld({
  env: pursuit,
  base: makeBase(pursuit.id, guide, files),
  players,
  benchmark: {
    measure: "episode_return",
    scope: "team",
    learner: "pursuer",
    usual: { pursuer: "expert", runner: "evade" },
    casts: { evade: { runner: { agent: "evade" } }, lookahead: { runner: { agent: "evade-lookahead" } } },
    title: "return",
    columns: [
      { metric: "success_rate", title: "success" },
      { metric: "capture_rate", title: "captured" },
      { metric: "steps_to_capture", title: "rounds to capture" }
    ]
  },
  plan,
  look: look2
});

// src/more-worlds.node.ts
import { existsSync as existsSync4 } from "node:fs";
import { resolve as resolve4 } from "node:path";
import { pathToFileURL as pathToFileURL2 } from "node:url";
var folder = process.env["ARENA_WORLDS"] ?? "";
var more2 = folder === "" ? {} : await worldsOf(resolve4(folder, "worlds.ts"));
async function worldsOf(file) {
  const bad2 = (found, cause) => new ArenaError("BadInput", `environment ARENA_WORLDS ${folder}`, found, "expected a folder whose worlds.ts exports `worlds`", {
    cause
  });
  if (!existsSync4(file)) throw bad2("no worlds.ts in it");
  let given;
  try {
    given = await import(
      /* @vite-ignore */
      pathToFileURL2(file).href
    );
  } catch (error) {
    throw error instanceof ArenaError ? error : bad2(`its worlds.ts cannot be loaded (${messageOf(error).split("\n", 1)[0]})`, error);
  }
  if (typeof given.worlds !== "object") throw bad2("no `worlds` in its worlds.ts");
  return given.worlds;
}

// src/worlds.ts
var worlds = { pursuit: pursuit2, ...more2 };
var worldOf = (env3, where = "worlds") => lookup(worlds, env3, where, "environment");

// .against.ts
var world = worldOf("pursuit");
var { env: env2 } = world;
var context = { world };
var opened = /* @__PURE__ */ new Map();
var open = async (model) => {
  const { name, files: files2 } = await readStudent(model);
  return openStudent(name, files2, nodeRuntime(1), 0);
};
var student = (model) => opened.get(model) ?? (opened.set(model, open(model)), opened.get(model));
var seat = (role2, spec2) => {
  const { kind, params } = resolveAgent(spec2, world, role2);
  return kind.create(params, { ...context, role: role2, ports: { student } });
};
var rates = await measured({ core: core_exports, env: env2, seat }, "arena");
process.stdout.write(JSON.stringify(rates), () => process.exit(0));
