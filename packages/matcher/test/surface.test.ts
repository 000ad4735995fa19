import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/matcher';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'ALTERNATE_REASONS',
    'CompileError',
    'INVALID_REASONS',
    'Matcher',
    'RULE_REASONS',
    'SnapshotError',
    'attachSnapshot',
    'canonicaliseHost',
    'canonicaliseRequest',
    'canonicaliseUrl',
    'compile',
    'compileOverlay',
    'delta',
    'explain',
    'merge',
    'openSnapshot',
    'ruleFrom',
    'shadowOf',
    'withShadows',
  ]);
});
