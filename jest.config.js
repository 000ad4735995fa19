import { TEST, WAIT } from './packages/testing/src/limits.ts';

export default {
  testEnvironment: '<rootDir>/tools/jest/environment.ts',
  testEnvironmentOptions: { customExportConditions: ['@netvakt/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  // Nothing to transform: jest 30.5 strips types with Node's own parser, so positions in stack traces are the source's.
  transform: {},
  // By itself jest leaves one core idle; its main process needs next to nothing.
  maxWorkers: '100%',
  testTimeout: TEST,
  // By itself jest kills a worker that is not gone in 500 ms, and warns of leaks. On a busy machine V8 takes longer to give back the
  // memory of many test files: seen 1.5 s after the last event, with nothing open.
  workerGracefulExitTimeout: WAIT,
  coverageProvider: 'v8',
  testMatch: ['<rootDir>/packages/*/test/**/*.test.ts', '<rootDir>/tools/test/**/*.test.ts'],
  reporters: ['default', '<rootDir>/tools/jest/closing-line.ts'],
};
