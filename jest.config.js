import { availableParallelism } from 'node:os';
import { TEST } from './packages/testing/src/limits.ts';

export default {
  testEnvironment: '<rootDir>/tools/jest/environment.ts',
  testEnvironmentOptions: { customExportConditions: ['@netvakt/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  // Nothing to transform: jest 30.5 strips types with Node's own parser, so positions in stack traces are the source's.
  transform: {},
  // jest leaves one core idle; its main process needs next to nothing.
  maxWorkers: availableParallelism(),
  testTimeout: TEST,
  coverageProvider: 'v8',
  testMatch: ['<rootDir>/packages/*/test/**/*.test.ts', '<rootDir>/tools/test/**/*.test.ts'],
  reporters: ['default', '<rootDir>/tools/jest/closing-line.ts'],
};
