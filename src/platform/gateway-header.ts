/** The header every request to a gateway carries: a foreign page cannot send it without being asked first, and refused. */
export const GATEWAY_HEADER = "x-logic-arena";

/** The header of an answer that tells what it cost, in dollars, where a price is known. */
export const COST_HEADER = "x-logic-arena-dollars";

/** The header that names who asks: a decision gets its own answer to a question that another one asked before, and the same again. */
export const DRAW_HEADER = "x-logic-arena-draw";

/** The field of an answer that tells in what the request differed from the usual one. */
export const ADAPTED = "logic_arena_adapted";

/** What is told there of an endpoint that takes no tools: it is asked for the JSON alone. */
export const WITHOUT_TOOLS = "asked for the JSON alone, since the endpoint takes no tools";
