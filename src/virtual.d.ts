/** Modules that `vite.config.ts` makes: what a folder named by ARENA_WORLDS adds. Their types cannot be named here. */
declare module "virtual:more-worlds" {
  export const worlds: unknown;
}

declare module "virtual:more-functions" {
  export const files: unknown;
}

declare module "virtual:more-students" {
  export const urls: unknown;
}
