import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/selftest';
import * as command from '@netvakt/selftest/command';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'BLOCKED',
    'CASE',
    'CASES',
    'CASE_BYTES',
    'CORPUS',
    'ENTRIES',
    'GROUPS',
    'HOSTS',
    'MIXED',
    'NEIGHBOURS',
    'ORIGIN',
    'Recorder',
    'bodyEnd',
    'bytesOf',
    'chosenOf',
    'get',
    'inOriginForm',
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
