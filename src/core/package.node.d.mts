/** The folder of the package. */
export const ROOT: string;

/** The version of the package. */
export const VERSION: string;
