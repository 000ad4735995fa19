export { Browser, type Page, type PageUser, type View } from './browser.ts';
export { type CountedBytes, countedBytes } from './counted-bytes.ts';
export { fakeTimeouts } from './fake-timeouts.ts';
export { freePort, freePorts } from './free-port.ts';
export { LONG_TEST, TEST, UNHURRIED, WAIT } from './limits.ts';
export { shownExamples, shownOutput, shownProgram } from './shown.ts';
export { found, until } from './until.ts';
