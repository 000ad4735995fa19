export { type CountedBytes, countedBytes } from './counted-bytes.ts';
export { fakeTimeouts } from './fake-timeouts.ts';
export { LONG_TEST, TEST, UNHURRIED, WAIT } from './limits.ts';
export { found, until } from './until.ts';
