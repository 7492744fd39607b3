/** What runs inside a worker, in the browser and in Node alike: one seat, or whole episodes. */
import { inputsOf, type Loading, type Ports, resolveAgent, type Student } from "../../agents/index.ts";
import { worldOf } from "../worlds.ts";
import { ArenaError, deepFreeze, lineOf, type Role, rollout, type Seat, type Trace } from "../core/index.ts";
import { inTime } from "./deadline.ts";
import type { ArenaService, EpisodeRequest, Known, PlayMode, Report, SeatRequest, Spawn } from "./protocol.ts";
import { sandboxes } from "./remote-sandbox.ts";

/** Milliseconds between heartbeats while a worker waits; while it computes, it sends them between turns. */
const ALIVE_MS = 250;

/** Makes a seat; `of` tells the episode that it plays in, if its whole episode is played here. */
type SeatFor = (request: SeatRequest, loading: (loading: Loading) => void, of?: Pick<EpisodeRequest, "episode" | "known">) => Promise<Seat>;

/** What a worker gets from its host. */
export interface Host {
  /** Starts the workers of sandboxes. */
  readonly spawn: Spawn;
  /** The base URL of the gateway to a language model. */
  readonly gateway: string | undefined;
  /** Sends requests to the gateway, in place of `fetch`. */
  readonly send?: typeof fetch;
  readonly student: NonNullable<Ports["student"]>;
  readonly causal: NonNullable<Ports["causal"]>;
  /** Starts programs, where there are processes. */
  readonly program?: NonNullable<Ports["program"]>;
}

/** The service a worker exposes. */
export function arenaService({ spawn, gateway, send, ...host }: Host): ArenaService {
  const ports: Ports = { sandbox: sandboxes(spawn), ...host, ...(gateway === undefined ? {} : modelPorts(gateway, send)) };
  const seatFor: SeatFor = async ({ env: id, role, spec }, loading, of) => {
    const world = worldOf(id, "worker");
    const { kind, params } = resolveAgent(spec, world, role);
    const own: Ports = {
      ...ports,
      ...(of?.known === undefined ? {} : knownPorts(ports, of.known)),
      ...(of === undefined || ports.chat === undefined ? {} : { chat: drawing(ports.chat, `${of.episode} ${role}`) }),
    };
    return kind.create(params, { world, role, ports: own, loading });
  };
  let seat: Seat | undefined;
  let tell: ((trace: Trace) => void) | undefined;

  return {
    async sit(request, emit, loading) {
      seat?.dispose();
      tell = emit;
      seat = await seatFor(request, loading);
    },

    async act(observation, turn) {
      if (seat === undefined) throw new ArenaError("BadInput", "worker", "a turn before a seat", "expected sit() first");
      // An emitted trace travels on its own port: the answer waits until it has arrived.
      const sent: unknown[] = [];
      try {
        // Frozen, as in the host's own thread, so that an agent makes the same faults in both.
        return await seat.act(deepFreeze(observation), deepFreeze(turn), (trace) => sent.push(tell?.(trace)));
      } finally {
        await Promise.allSettled(sent);
      }
    },

    play: (request, mode, report) => playEpisode(request, mode, report, seatFor),
  };
}

/**
 * Asks under the name of a seat of an episode. A seat that asks the same question again asks for another answer, and a seat that plays
 * its episode again gets the answers it got before.
 */
function drawing(chat: NonNullable<Ports["chat"]>, name: string): NonNullable<Ports["chat"]> {
  const asked = new Map<string, number>();
  return (question) => {
    const id = JSON.stringify([question.model, question.messages]);
    const count = (asked.get(id) ?? 0) + 1;
    asked.set(id, count);
    return chat({ ...question, draw: `${name} ${count}` });
  };
}

/** Opens students and models where a run knows them to lie, and refuses those that are others than at its beginning. */
function knownPorts({ student, causal }: Ports, known: Readonly<Record<string, Known>>): Pick<Required<Ports>, "student" | "causal"> {
  const same = <T>(name: string, found: string, opened: T): T => {
    const { digest = found } = known[name] ?? {};
    if (found === digest) return opened;
    throw new ArenaError("ModelFailed", `model ${name}`, `it is ${found} now`, `expected ${digest}, as when the run began: it was changed`);
  };
  return {
    async student(name) {
      const opened = await student!(known[name]?.at ?? name);
      // In the log it has the name that the cast gives it, not that of its folder.
      return same(name, opened.digest, known[name]?.at === undefined ? opened : Object.assign(Object.create(opened) as Student, { name }));
    },
    async causal(name, options) {
      const { at = name, precision = options.precision } = known[name] ?? {};
      const opened = await causal!(at, { ...options, precision });
      return same(name, opened.name, opened);
    },
  };
}

/** Asks at a gateway; the client is loaded when it is first needed. */
function modelPorts(gateway: string, send?: typeof fetch): Required<Pick<Ports, "chat" | "embed">> {
  let ports: Promise<Required<Pick<Ports, "chat" | "embed">>> | undefined;
  const open = () => (ports ??= import("../platform/models.ts").then(({ modelsAt }) => modelsAt(gateway, send)));
  return {
    chat: async (question) => (await open()).chat(question),
    embed: async (model, texts, timeoutMs) => (await open()).embed(model, texts, timeoutMs),
  };
}

async function playEpisode(
  request: EpisodeRequest,
  { exact, forfeits }: PlayMode,
  report: (report: Report) => void,
  seatFor: SeatFor,
): Promise<readonly string[]> {
  const world = worldOf(request.env, "worker");
  const { env } = world;
  const clock = () => performance.now();
  let last = clock();
  const alive = () => {
    last = clock();
    report({ type: "alive" });
  };
  alive();
  const timer = setInterval(alive, ALIVE_MS);
  const seat = async (role: Role, spec: SeatRequest["spec"]): Promise<Seat> => {
    const inner = await inTime(() => seatFor({ env: env.id, role, spec }, (loading) => report({ type: "loading", loading }), request));
    if (!exact) return inner;
    return {
      ...inner,
      act: (observation, turn, emit) =>
        inner.act(observation, turn, (trace) => {
          emit(trace);
          report({ type: "trace", trace });
        }),
    };
  };
  try {
    const lines: string[] = [];
    const events = rollout(env, {
      ...request,
      inputs: inputsOf(world, request.cast),
      seat,
      clock,
      forfeits,
      oneByOne: exact,
      asking: (t, role) => {
        if (exact) report({ type: "asking", t, role });
        else if (clock() - last > ALIVE_MS) alive();
      },
    });
    for await (const event of events) lines.push(lineOf(event));
    return lines;
  } finally {
    clearInterval(timer);
  }
}
