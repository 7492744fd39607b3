/**
 * Expects the others to catch nothing, as they have sworn.
 *
 * @stage forecast
 * @notice pact
 * @answers the others have sworn a pact of rest
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 0, "sharers": 1}}
 */
export default function trustThePact() {
  return { others: 0, sharers: 1 };
}
