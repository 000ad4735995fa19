/**
 * In place of a counter slot: the list is the prober's canary, which is in no list that was delivered. What only it holds is
 * reported by `probed`.
 */
export const PROBE_SLOT = 0xffff;
