/** The header every request to a gateway carries: a foreign page cannot send it without being asked first, and refused. */
export const GATEWAY_HEADER = "x-logic-arena";

/** The header of an answer that tells what it cost, in dollars, where a price is known. */
export const COST_HEADER = "x-logic-arena-dollars";
