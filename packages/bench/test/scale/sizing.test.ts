import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { keptScaleReport } from '../../src/scale/docs.ts';
import { scalePage } from '../../src/scale/report.ts';
import {
  capacityOf,
  SIZING_ASSUMPTIONS,
  type SizingFigures,
  sizingFigures,
  sizingPage,
} from '../../src/scale/sizing.ts';
import { invented } from './invented.ts';

function committed(path: string): string {
  return readFileSync(new URL(`../../../../docs/${path}`, import.meta.url), 'utf8');
}

const PACKET = `## connections

| connections | filter, us a connection | path | path over plain | failed |
| --- | ---: | ---: | ---: | ---: |
| packet-confirm | 40 | 170 | 70 | 0 |
| tproxy | 1 259 | 415 | 1 300 | 0 |

## bulk

| bulk | filter, s a GB | path | path over plain | failed |
| --- | ---: | ---: | ---: | ---: |
| packet-confirm | 0.0129 | 0.787 | 0.08 | 0 |
| tproxy | 1.09 | 1.63 | 0.8 | 0 |

## quic

| quic | filter, us a hello | path | failed |
| --- | ---: | ---: | ---: |
| packet-confirm | 80 | 154 | 0 |
`;

const FIGURES: SizingFigures = {
  packet: { microsAConnection: 70, microsAQuicHello: 80, secondsAGigabyte: 0.08, bytesAConnection: 0 },
  tproxy: { microsAConnection: 1300, microsAQuicHello: undefined, secondsAGigabyte: 0.8, bytesAConnection: 7000 },
  microsARequest: 20,
  workerFactor: 1.1,
  bytesWithoutRules: 1e8,
  bytesAWorker: 4e7,
  bytesARule: 18,
};

test('figures are those of the report and of the page of mode packet', () => {
  expect(sizingFigures(invented(), PACKET)).toEqual(FIGURES);
});

test.each([
  { what: 'a page without a row', page: PACKET.replaceAll('tproxy', 'other'), says: 'connections, tproxy' },
  { what: 'a page without a table', page: '# nothing', says: '## quic' },
])('$what is an error, and no size', ({ page, says }) => {
  expect(() => sizingFigures(invented(), page)).toThrow(says);
});

test('a report without an axis is an error, and no size', () => {
  const { results, slopes, ...rest } = invented();
  const without = { ...rest, results, slopes: slopes.filter(({ axis }) => axis !== 'idle') };
  expect(() => sizingFigures(without, PACKET)).toThrow('memory with idle');
});

describe('what traffic takes, by hand', () => {
  const assumed = {
    ...SIZING_ASSUMPTIONS,
    quicShare: 0.5,
    rules: 1_000_000,
    nodeGigabits: 10,
    nodeCores: 16,
    busiest: 0.5,
  };
  const traffic = { gigabits: 80, newConnections: 10_000, openConnections: 160_000, clearRequests: 50_000 };

  test('packet: half of the connections are QUIC; allowed flows take no memory', () => {
    // 5,000 × 70 us + 5,000 × 80 us + 50,000 × 20 us + 10 GB/s × 0.08 s = 2.55 s; more than one worker; half busy.
    const { cores, nodes, bytesANode } = capacityOf(traffic, 'packet', FIGURES, assumed, 1);
    expect(cores).toBeCloseTo((2.55 * 1.1) / 0.5, 9);
    expect(nodes).toBe(8 + 1);
    // 5.61 cores on eight nodes: a worker each.
    expect(bytesANode).toBe(1e8 + 36e6);
  });

  test('tproxy: all are TCP, and each open connection of a node takes memory', () => {
    // 10,000 × 1,300 us + 50,000 × 20 us + 10 GB/s × 0.8 s = 22 s.
    const { cores, nodes, bytesANode } = capacityOf(traffic, 'tproxy', FIGURES, assumed, 0);
    expect(cores).toBeCloseTo((22 * 1.1) / 0.5, 9);
    expect(nodes).toBe(8);
    // 48.4 cores on eight nodes: seven workers each.
    expect(bytesANode).toBe(1e8 + 6 * 4e7 + 36e6 + 20_000 * 7000);
  });

  test('cores decide if the line does not; one worker has no factor', () => {
    const calls = { gigabits: 1, newConnections: 20_000, openConnections: 0, clearRequests: 0 };
    expect(capacityOf(calls, 'tproxy', FIGURES, assumed, 0).nodes).toBe(Math.ceil((26.1 * 1.1) / 0.5 / 16));
    const few = { gigabits: 0, newConnections: 100, openConnections: 0, clearRequests: 0 };
    expect(capacityOf(few, 'tproxy', FIGURES, assumed, 0).cores).toBeCloseTo(0.13 / 0.5, 9);
  });
});

test('the page has a row for the line and for a million subscribers, in both modes', () => {
  const page = sizingPage(invented(), PACKET);
  expect(page.match(/^\| a (?:line of 10 Gbit\/s|million subscribers), .*\| `(?:packet|tproxy)` \|/gmu)).toHaveLength(
    6,
  );
  expect(page).toContain('| us a new TCP connection | 70 | 1 300 | [mode packet]');
});

test('the committed pages are of the committed figures', () => {
  expect(committed('benchmarks/scale.md')).toBe(scalePage(keptScaleReport()));
  expect(committed('operating/sizing.md')).toBe(sizingPage(keptScaleReport(), committed('benchmarks/packet.md')));
});
