import { TEST } from './packages/testing/src/limits.ts';

export default {
  testEnvironment: '<rootDir>/tools/jest/environment.ts',
  testEnvironmentOptions: { customExportConditions: ['@netvakt/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  // Nothing to transform: jest 30.5 strips types with Node's own parser, so positions in stack traces are the source's.
  transform: {},
  // By itself jest leaves one core idle; its main process needs next to nothing.
  maxWorkers: '100%',
  testTimeout: TEST,
  coverageProvider: 'v8',
  testMatch: ['<rootDir>/packages/*/test/**/*.test.ts', '<rootDir>/tools/test/**/*.test.ts'],
  reporters: ['default', '<rootDir>/tools/jest/closing-line.ts'],
};
