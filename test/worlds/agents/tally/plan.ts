/** On what the functions of tally are tried, and what its students learn from. */
import type { Plan } from "../../../../agents/world.ts";

/** One bidder learns: two that learn together agree to bid a coin each. */
const rival = { "bidder-1": "cautious" };

/** The plan of tally. */
export const plan: Plan = {
  find: {
    settings: [
      { id: "default", params: {}, others: rival, episodes: 12 },
      { id: "short", params: { rounds: 5, purse: 20 }, others: rival, episodes: 4 },
      { id: "second price", params: { emergencies: [{ round: 3, emergency: "second-price" }] }, others: rival, episodes: 4 },
      { id: "half purse", params: { emergencies: [{ round: 3, emergency: "half-purse" }] }, others: rival, episodes: 0 },
    ],
    keys: { appraise: ["price", "worth", "purse", "lots"], bid: ["price", "rival", "purse", "lots"] },
    depths: [2, 3],
    starts: 1,
    blocks: 3,
    share: 0.05,
    seed: 1000,
  },
  variants: [{ params: { rounds: 6, purse: 24 }, share: 0.3 }],
};
