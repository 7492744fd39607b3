/** Games of the gallery: they are the episodes to which their links lead. */
import { expect, test } from "vitest";
import { resolveAgent } from "../../agents/index.ts";
import { Exhibit } from "../../src/app/page/exhibits.ts";
import { paramsOf } from "../../src/app/set-up/setup.ts";
import { type Event, isOver, type Picture, replay, rollout } from "../../src/core/index.ts";
import { worldOf, worlds } from "../../src/worlds.ts";

test.each(Object.keys(worlds))("%s plays two episodes one after the other, each as its set-up says", async (env) => {
  const world = worldOf(env);
  const exhibit = new Exhibit(env);
  await exhibit.open();
  for (const seed of [1, 2]) {
    const setup = exhibit.setup.peek();
    expect(setup.seed).toBe(seed);
    const seat = (role: string, spec: Parameters<typeof resolveAgent>[0]) => {
      const { kind, params } = resolveAgent(spec, world, role);
      return kind.create(params, { world, role, ports: {} });
    };
    const events: Event[] = [];
    for await (const event of rollout(world.env, { seed, params: paramsOf(setup), cast: setup.cast, seat })) events.push(event);
    const { frames } = await replay(world.env, events);
    expect(isOver(world.env, frames.at(-1)!.state)).toBe(true);
    const seen: Picture[] = [];
    for (const { t } of frames) {
      seen.push(exhibit.picture.peek()!);
      if (t < frames.length - 1) await exhibit.advance();
    }
    expect(seen).toEqual(frames.map(({ state }) => world.env.draw(state)));
    // The end stays for a while.
    while (exhibit.setup.peek() === setup) await exhibit.advance();
  }
  expect(exhibit.trouble.peek()).toBeUndefined();
});
