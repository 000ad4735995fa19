/** What the module exports. */
export { KEYS, LANES_A, LANES_B, LANES_C, TEXT, walk, walkWords, WORDS } from './host';
export { MOST_PATH, PATH, PATH_A, PATH_B, PATH_C, PATH_RANKS, PATH_WORDS, walkPath } from './path';
