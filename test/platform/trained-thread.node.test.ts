/** A thread that trains takes numbers that are almost 0 for 0, and stays so: the physics refuses to play in it. */
import { expect, test } from "vitest";
import { tag } from "../../envs/tag-rapier/env.ts";
import { episodeKeys, parseParams } from "../../src/core/index.ts";
import { trainingRuntime } from "../../src/platform/ort.node.ts";
import { openStudent } from "../../src/student/student.ts";
import { tinyStudent } from "../student/tiny.ts";

test("after a training the physics refuses, with the way out", async () => {
  await tag.prepare!();
  const state = tag.init(parseParams(tag, {}) as never, episodeKeys(1).init);
  const actions = Object.fromEntries(tag.roles(state).map((role) => [role, "none"])) as never;
  expect(tag.step(state, actions, [0, 0]).round).toBe(1);
  const student = openStudent("tiny", tinyStudent("kd", 5), trainingRuntime(1));
  await student.weigh("a state", ["north", "south"]);
  expect(() => tag.step(state, actions, [0, 0])).toThrow(
    /this thread takes numbers that are almost 0 for 0, so that the physics cannot tell bodies apart, expected a thread that has not trained/,
  );
  await student.dispose();
});
