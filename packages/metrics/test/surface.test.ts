import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/metrics';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'CONTENT_TYPE',
    'CounterTotals',
    'CounterWriter',
    'DEFINITIONS',
    'LABELS',
    'ListLedger',
    'ListSlots',
    'Metrics',
    'allocateCounters',
    'healthOf',
    'metricsReference',
    'settleConnections',
    'startAdmin',
  ]);
});
