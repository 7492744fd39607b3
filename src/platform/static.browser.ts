/** Whether pages lie on a host of files alone, as `arena site` makes them: they have no server of the arena. */
declare const STATIC: boolean | undefined;

export const IS_STATIC = typeof STATIC === "boolean" && STATIC;
