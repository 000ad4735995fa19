/** Datagrams of real clients, recorded on a loopback interface: the file describes each. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readAll } from '../support/quic.ts';

function recorded(name: string): Buffer[] {
  const lines = readFileSync(new URL(`./recorded/${name}.txt`, import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => Buffer.from(line, 'base64'));
}

test('Chromium: a hello in two datagrams, shuffled, and sent again', () => {
  const datagrams = recorded('chromium');
  expect(readAll(datagrams)).toEqual(['more', 'free.test ech, free', 'free', 'free', 'free', 'free']);
  expect(readAll(datagrams, 'free.test')).toEqual(['more', 'free.test ech, shut', 'shut', 'shut', 'shut', 'shut']);
});

test('Chromium: the same in any order of its first four datagrams', () => {
  const [a, b, c, d] = recorded('chromium');
  for (const some of [
    [b, a],
    [c, d],
    [a, d],
    [d, a],
    [c, b],
    [b, c],
  ])
    expect(readAll(some.filter((one) => one !== undefined))).toEqual(['more', 'free.test ech, free']);
});

test('ngtcp2: a Retry makes a new connection, whose hello is judged again; the rest passes', () => {
  const datagrams = recorded('ngtcp2-retry');
  expect(readAll(datagrams)).toEqual([
    'localhost, free',
    'localhost, free',
    ...Array.from({ length: 5 }, () => 'free'),
  ]);
  expect(readAll(datagrams, 'localhost').slice(0, 2)).toEqual(['localhost, shut', 'localhost, shut']);
});

test('ngtcp2: after a HelloRetryRequest, a second hello to the id that the server chose', () => {
  const outcomes = readAll(recorded('ngtcp2-second-hello'));
  expect(outcomes).toEqual(['localhost, free', 'localhost, free', 'free', 'free', 'free', 'free']);
});

test('ngtcp2: a draft of version 2 is not read', () => {
  expect(readAll(recorded('ngtcp2-draft'))).toEqual(['version-unknown', 'version-unknown']);
});
