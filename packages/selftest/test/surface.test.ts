import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/selftest';
import * as command from '@netvakt/selftest/command';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'CASE',
    'CASES',
    'CASE_BYTES',
    'CORPUS',
    'ENTRIES',
    'GROUPS',
    'HOSTS',
    'NEIGHBOURS',
    'Recorder',
    'bodyEnd',
    'bytesOf',
    'chosenOf',
    'get',
    'makeIdentity',
    'readHead',
    'runCases',
    'startOrigins',
    'syntheticList',
    'targetsFor',
    'tokenOf',
  ]);
  expect(Object.keys(command).toSorted()).toEqual(['registerSelfTest', 'selfTestOptions']);
});
