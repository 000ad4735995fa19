import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/metrics';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'APART_SLOT',
    'CONTENT_TYPE',
    'CounterTotals',
    'CounterWriter',
    'DEFAULT_UNITS',
    'DEFINITIONS',
    'ExemptionLedger',
    'FIGURE_UNITS',
    'FLEET_OUTCOMES',
    'FleetLedger',
    'HEALTH_REASONS',
    'LABELS',
    'ListLedger',
    'ListSlots',
    'MEASURES',
    'Metrics',
    'ProbeLedger',
    'Statistics',
    'UnitCounter',
    'allocateCounters',
    'allocateUnits',
    'figuresOf',
    'healthOf',
    'metricsReference',
    'nextGeneration',
    'overviewOf',
    'releaseUnits',
    'renewUnits',
    'settleConnections',
    'startAdmin',
  ]);
});
