/** Checks of pictures, of the summary that says the same as text, and of the images that symmetries give. */
import { canonical, deepFreeze, episodeKeys, isLegal, isOver, type Json, type Picture } from "../../../src/core/index.ts";
import { difference, excerpt, impurity } from "../compare.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";

/** How far a shape may lie outside the frame. */
const MARGIN = 0.5;

/** The checks of pictures. */
export function pictureChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  return [
    kit.everywhere(
      "the picture is whole: finite numbers, distinct ids, everything in its frame, and only legal actions to click",
      ({ state, where }) => {
        for (const viewer of [undefined, ...env.roles(state)]) {
          const at = viewer === undefined ? where : `${where}, for ${viewer}`;
          const picture: Picture = env.draw(state, viewer);
          const found = impurity(picture);
          if (found !== undefined) kit.fail(at, `the picture holds ${found}`, "plain JSON with finite numbers");
          const { width, height, shapes } = picture;
          if (!(width > 0 && height > 0)) kit.fail(at, `a frame of ${width} x ${height}`, "a frame with room");
          if (shapes.length === 0) kit.fail(at, "no shapes", "a picture");
          const ids = shapes.map(({ id }) => id);
          if (new Set(ids).size !== ids.length)
            kit.fail(at, `shape ids ${ids.filter((id, i) => ids.indexOf(id) !== i).join(", ")} twice`, "distinct ones");
          for (const shape of shapes) {
            const { id, x, y, alpha = 1 } = shape;
            if (!(x >= -MARGIN && y >= -MARGIN && x <= width + MARGIN && y <= height + MARGIN))
              kit.fail(at, `shape ${id} at ${x}, ${y}`, `it within ${width} x ${height}`);
            if (!(alpha >= 0 && alpha <= 1)) kit.fail(at, `shape ${id} with alpha ${alpha}`, "a share");
            const sizes =
              shape.kind === "circle"
                ? [shape.r]
                : shape.kind === "text"
                  ? [shape.size]
                  : shape.kind === "arrow"
                    ? [Math.hypot(shape.to.x - x, shape.to.y - y)]
                    : [shape.w, shape.h];
            if (sizes.some((size) => !(size > 0))) kit.fail(at, `shape ${id} of size ${sizes.join(" x ")}`, "sizes above 0");
            if (shape.kind === "text" && (shape.text === "" || /undefined|NaN/.test(shape.text)))
              kit.fail(at, `shape ${id} says "${shape.text}"`, "words");
            if (shape.action === undefined) continue;
            const may = viewer !== undefined && env.turn(state).includes(viewer) && isLegal(env.legal(state, viewer), shape.action);
            if (!may) {
              const expected = viewer === undefined ? "none in a picture for no viewer" : "an action that the viewer may take now";
              kit.fail(at, `shape ${id} offers ${excerpt(shape.action)}`, expected);
            }
          }
        }
        if (env.summary(state).trim() === "") kit.fail(where, "no summary", "a text twin of the picture");
        if (/\b(undefined|NaN|\[object Object\])/.test(env.summary(state)))
          kit.fail(where, `the summary says ${excerpt(env.summary(state))}`, "words");
      },
    ),

    kit.check("pictures and summaries show what happens, and emergencies", () => {
      for (const [name, read] of [
        ["draw()", (state: Json) => canonical(env.draw(state))],
        ["summary()", (state: Json) => env.summary(state)],
      ] as const) {
        const walks = kit.explored().plain.filter(({ moments }) => moments.length > 2);
        if (
          walks.length > 0 &&
          walks.every(({ moments }) => new Set([0, 1, 2, moments.length - 1].map((i) => read(moments[i]!.state))).size < 2)
        )
          kit.fail(name, `the same in all of ${walks.length} episodes`, "what happens to show");
      }
      const shown = (state: Json) => canonical(env.draw(state)) + env.summary(state);
      const drops = kit.explored().twins.flatMap(({ byHand }) => byHand.moments.flatMap((moment) => moment.drops));
      for (const id of Object.keys(env.emergencies)) {
        const own = drops.filter(({ emergency }) => emergency === id);
        if (own.length > 0 && own.every(({ before, after }) => shown(before) === shown(after)))
          kit.fail(`emergency ${id}`, "the same picture and summary as before", "an emergency that shows");
      }
    }),

    kit.everywhere(
      "every image of a moment is one that can be seen, with the same actions turned along",
      ({ state, where, walk, t }) => {
        if (env.images === undefined || isOver(env, state)) return;
        for (const role of env.turn(state)) {
          const seen = deepFreeze(env.observe(state, role));
          const legal = env.legal(state, role);
          if (legal.length === 0) continue;
          const byAction = legal.map((action) => env.images!(seen, action));
          const at = `${where}, ${role}`;
          const first = byAction[0]!;
          kit.same(at, first[0] ?? null, { observation: seen, action: legal[0]! }, "the first image is", "the moment as it is");
          for (const [i, { observation }] of first.entries()) {
            const image = `${at}, image ${i}`;
            for (const [k, images] of byAction.entries()) {
              if (images.length !== first.length)
                kit.fail(at, `${images.length} images of ${excerpt(legal[k])}, ${first.length} of another`, "as many for each");
              kit.same(
                image,
                images[i]!.observation,
                observation,
                "observations of two actions:",
                "one image of the moment for all actions",
              );
            }
            const ids = (of: typeof seen) => of.notices.map(({ id }) => id);
            kit.same(image, ids(observation), ids(seen), "notices", "the same notices");
            const turned = byAction.map((images) => canonical(images[i]!.action));
            if (new Set(turned).size !== turned.length) kit.fail(image, `actions ${turned.join(", ")}`, "an action of its own for each");
            if (env.determinize === undefined) continue;
            const possible = env.determinize(observation, role, episodeKeys(walk.seed).act(t, role));
            const again = env.observe(possible, role);
            if (canonical(again) !== canonical(observation))
              kit.fail(image, `it is no observation of any state: ${difference(again, observation)}`, "one that can be seen");
            const open = env.legal(possible, role).map((action) => canonical(action));
            kit.same(image, [...turned].sort(), [...open].sort(), "turned actions and legal ones:", "the turned legal actions");
          }
        }
      },
      80,
    ),
  ];
}
