import { BLOCKED, FREE, MIXED } from '../lists/names.ts';
import type { Case } from './case.ts';
import { drawn } from './drawn.ts';
import { row, rows } from './rows.ts';
import { get, request } from './write.ts';

/** Every request of a connection is judged, at any position. */
const LATER: readonly Case[] = rows('pipelines', 'shut', [
  row(
    'second',
    'the second request of a connection, after the first was answered',
    'RFC 9112 §9.3',
    (t) => get(t, MIXED, '/free/'),
    {
      later: (t) => get(t, MIXED, '/blocked/x'),
      served: 1,
    },
  ),
  row(
    'pipelined',
    'two requests in one packet',
    'RFC 9112 §9.3.2',
    (t) => get(t, MIXED, '/free/') + get(t, MIXED, '/blocked/x'),
    { served: 1 },
  ),
  drawn('in-the-middle', 'pipeline-blocked-middle', 'RFC 9112 §9.3.2', { served: 1 }),
  row(
    'every-byte',
    'two requests byte by byte',
    'TCP has no messages',
    (t) => get(t, MIXED, '/free/') + get(t, MIXED, '/blocked/x'),
    {
      cut: 'every-byte',
      served: 1,
    },
  ),
  drawn('after-body', 'pipeline-after-length-body', 'RFC 9112 §6', { served: 1 }),
  drawn('after-chunks', 'pipeline-after-chunked-body', 'RFC 9112 §7.1', { served: 1 }),
  row(
    'after-head',
    'behind a HEAD',
    'RFC 9110 §9.3.2',
    (t) => request(t, 'HEAD', MIXED, '/free/') + get(t, MIXED, '/blocked/x'),
  ),
  row('other-host', 'another host on the same connection', 'RFC 9112 §9.3', (t) => get(t, FREE, '/free/'), {
    later: (t) => get(t, BLOCKED, '/'),
    served: 1,
  }),
  row(
    'after-upgrade-ignored',
    'behind an Upgrade that the server did not take',
    'RFC 9110 §7.8',
    (t) => get(t, MIXED, '/free/', 'Connection: Upgrade', 'Upgrade: foo'),
    { later: (t) => get(t, MIXED, '/blocked/x'), served: 1 },
  ),
  row('after-interim', 'behind a 103', 'RFC 8297', (t) => get(t, MIXED, '/free/answer/early-hints'), {
    later: (t) => get(t, MIXED, '/blocked/x'),
  }),
]);

/** And innocent ones are all served, in order. */
const ALL: readonly Case[] = rows('pipelines', 'pass', [
  row(
    'three-innocent',
    'three innocent requests in one packet',
    'RFC 9112 §9.3.2',
    (t) => get(t, FREE, '/free/').repeat(3),
    { served: 3 },
  ),
  row('two-hosts', 'two innocent hosts on a connection', 'RFC 9112 §9.3', (t) => get(t, FREE, '/free/'), {
    later: (t) => get(t, MIXED, '/free/'),
    served: 2,
  }),
]);

export const PIPELINES: readonly Case[] = [...LATER, ...ALL];
