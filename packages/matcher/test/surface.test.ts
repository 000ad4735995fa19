import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/matcher';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'ALTERNATE_REASONS',
    'CompileError',
    'HashedMatcher',
    'INVALID_REASONS',
    'LEAST_NETWORK_BITS',
    'MAX_HOST',
    'MAX_MARKETS',
    'MOST_HASHED_DIRECTORIES',
    'MOST_HASHED_TEXT',
    'Matcher',
    'RULE_REASONS',
    'RuleTable',
    'RuleView',
    'SnapshotError',
    'addressesOf',
    'attachSnapshot',
    'canonicaliseHost',
    'canonicaliseRequest',
    'canonicaliseUrl',
    'compile',
    'compileOverlay',
    'delta',
    'explain',
    'hashedRule',
    'hashedTextOf',
    'merge',
    'openSnapshot',
    'pagesMark',
    'ruleFrom',
    'shadowOf',
    'textRuleFrom',
    'withShadows',
  ]);
});
