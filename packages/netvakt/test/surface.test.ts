import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/netvakt';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'ConfigError',
    'SHELLS',
    'cliReference',
    'completion',
    'configReference',
    'configSchema',
    'describeProblem',
    'labelMembers',
    'loadConfig',
    'manPage',
    'totalsSchema',
  ]);
});
