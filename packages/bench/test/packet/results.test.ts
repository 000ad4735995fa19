import { expect, test } from '@jest/globals';
import type { PacketCaseName } from '../../src/packet/cases.ts';
import { type PacketRound, resultsOf, targetsOf } from '../../src/packet/results.ts';

function round(
  contestant: string,
  [filter, path, latency]: readonly [number, number, number],
  name: PacketCaseName = 'connections',
): PacketRound {
  const micros = { filterMicros: 100 * filter, pathMicros: 100 * path, medianMicros: latency };
  return { case: name, contestant, units: 100, failed: 0, ...micros };
}

/** Two rounds; in the second, the machine is twice as slow. */
const ROUNDS = [1, 2].flatMap((slow) => [
  round('plain', [0, 80 * slow, 1000 * slow]),
  round('packet-confirm', [30 * slow, 130 * slow, 1500 * slow]),
  round('packet-fast', [20 * slow, 120 * slow, 1400 * slow]),
  round('haproxy', [100 * slow, 180 * slow, 2000 * slow]),
]);

test('figures are medians a connection; what a path adds is over plain forwarding', () => {
  expect(resultsOf(ROUNDS).map(({ contestant, filter, path, added }) => [contestant, filter, path, added])).toEqual([
    ['plain', 0, 120, 0],
    ['packet-confirm', 45, 195, 75],
    ['packet-fast', 30, 180, 60],
    ['haproxy', 150, 270, 150],
  ]);
});

test('ratios are of rounds that follow each other; there is no target without figures', () => {
  expect(targetsOf(ROUNDS, null).map(({ name, reached, met }) => [name, reached, met])).toEqual([
    ["filter CPU a connection, confirm over HAProxy's", 0.3, true],
    ["filter CPU a connection, fast over HAProxy's", 0.2, true],
    ["path CPU added to plain forwarding, confirm over HAProxy's", 0.5, true],
    ["median latency added, confirm over HAProxy's", 0.5, true],
  ]);
});

test('downloads, hellos of QUIC and memory have targets of their own', () => {
  const rounds = [
    round('plain', [0, 0.5, 1], 'bulk'),
    round('packet-confirm', [0.004, 0.6, 1], 'bulk'),
    round('packet-confirm', [70, 100, 1], 'quic'),
  ];
  expect(targetsOf(rounds, 0).map(({ name, reached, met }) => [name, reached, met])).toEqual([
    ['bulk: filter CPU', 0, true],
    ['bulk: path CPU over plain', 1.2, false],
    ['filter CPU of a QUIC hello in two datagrams', 70, false],
    ['memory of an allowed flow', 0, true],
  ]);
});
