import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/netvakt';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'ConfigError',
    'cliReference',
    'configReference',
    'configSchema',
    'describeProblem',
    'labelMembers',
    'loadConfig',
  ]);
});
