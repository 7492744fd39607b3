/** Numbers that are almost 0: a student that plays leaves the thread as it was. See `trained-thread.node.test.ts` for a training. */
import { expect, test } from "vitest";
import { tag } from "../../envs/tag-rapier/env.ts";
import type { State } from "../../envs/tag-rapier/state.ts";
import { digest, episodeKeys, parseParams } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { openStudent } from "../../src/student/student.ts";
import { tinyStudent } from "../student/tiny.ts";

test("a student that plays changes nothing of the physics", async () => {
  await tag.prepare!();
  const keys = episodeKeys(2_000_000);
  const state: State = tag.init(parseParams(tag, {}) as never, keys.init);
  const actions = { "chaser-0": "west", "chaser-1": "south", "chaser-2": "south-east", "prey-0": "south" } as const;
  const played = () => digest(tag.step(state, actions, keys.step(0)));
  const before = played();
  expect(before).toBe("c2caeeb2cb628be8e041cd604121fede");
  const student = openStudent("tiny", tinyStudent("kd", 5), nodeRuntime(1));
  await student.weigh("a state", ["north", "south"]);
  await student.dispose();
  expect(played()).toBe(before);
});
