/**
 * Keyed, splittable randomness: threefry-2x32 (Salmon et al. 2011, "Parallel random numbers: as easy
 * as 1, 2, 3"), bit-exact with JAX. A key is a plain value; code that needs randomness is passed one.
 */
import { ArenaError } from "./errors.ts";
import type { Key } from "./types.ts";

/** Threefry-2x32 with 20 rounds: a keyed hash of a counter. */
export function threefry(key: Key, c0: number, c1: number): Key {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  // Four rounds with the rotations 13, 15, 26, 6 or 17, 29, 16, 24, then a key injection; unrolled, as this is the hot path.
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 1) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 2) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k0) | 0;
  y = (y + k1 + 3) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 4) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 5) | 0;
  return [x >>> 0, y >>> 0];
}

/** The root key of a seed (`jax.random.PRNGKey`); a seed is an integer from 0 to 2^53 - 1. */
export function keyOf(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArenaError("BadInput", "keyOf", `seed ${seed}`, "expected an integer from 0 to 9007199254740991");
  return [Math.floor(seed / 0x1_0000_0000), seed >>> 0];
}

/** An independent key for `data`, an integer below 2^32 (`jax.random.fold_in`). */
export const fold = (key: Key, data: number): Key => threefry(key, 0, data >>> 0);

/** An independent key for a name: `fold` with the name's 32-bit FNV-1a hash. */
export function foldName(key: Key, name: string): Key {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return fold(key, hash);
}

/** A source of random draws from one key. It is short-lived: created inside a function, never stored. */
export interface Random {
  /** A uniform number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** A uniform integer in [0, below), for `below` up to 2^21 (relative bias under 2^-11). */
  int(below: number): number;
  /** One of the items, each as likely; throws `BadInput` where there are none. */
  pick<T>(items: readonly T[]): T;
  /** The items in an order drawn at random; the list itself stays as it is. */
  shuffle<T>(items: readonly T[]): T[];
}

/** A generator over the counters of a key. */
export const rng = (key: Key): Random => new Draws(key);

/** This is a class rather than a set of closures, as stepping makes one of these for every draw. */
class Draws implements Random {
  readonly #key: Key;
  #counter = 0;
  #spare = -1;

  constructor(key: Key) {
    this.#key = key;
  }

  /** The next 32 random bits; a block of the cipher holds two words. */
  #word(): number {
    if (this.#spare >= 0) {
      const kept = this.#spare;
      this.#spare = -1;
      return kept;
    }
    const [first, second] = threefry(this.#key, 1, this.#counter++);
    this.#spare = second;
    return first;
  }

  uniform(): number {
    return this.#word() / 0x1_0000_0000;
  }

  int(below: number): number {
    return Math.floor((this.#word() * below) / 0x1_0000_0000);
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new ArenaError("BadInput", "rng.pick", "an empty list", "expected at least one item");
    return items[this.int(items.length)]!;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }
}

/** The keys of an episode: one for the start, one for the chance of each step, one for each role and step. */
export function episodeKeys(seed: number) {
  const root = keyOf(seed);
  const chance = fold(root, 1);
  const agents = fold(root, 2);
  return {
    init: fold(root, 0),
    /** The chance of a step. */
    step: (t: number): Key => fold(chance, t),
    /** What a role may draw from in a step. */
    act: (t: number, role: string): Key => foldName(fold(agents, t), role),
  };
}
