/** The header every request to a gateway carries: a foreign page cannot send it without being asked first, and refused. */
export const GATEWAY_HEADER = "x-logic-arena";
