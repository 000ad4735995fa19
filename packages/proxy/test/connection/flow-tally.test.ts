import { expect, test } from '@jest/globals';
import { FlowTally } from '../../src/connection/flow-tally.ts';
import { REFUSAL } from '../../src/observe/refusal.ts';
import { Sighting } from '../../src/observe/sighting.ts';
import { PROTOCOL, UNINSPECTABLE } from '../../src/observe/vocabulary.ts';
import { Recorder } from '../support/recorder.ts';

const LIST = [3];
const refused = REFUSAL['body-malformed'];

function tallied(steps: (tally: FlowTally) => void): readonly string[] {
  const recorder = new Recorder();
  steps(new FlowTally(recorder, 0, { address: '198.51.100.7' }));
  return recorder.reported;
}

test.each<{ why: string; steps: (tally: FlowTally) => void; reported: readonly string[] }>([
  {
    why: 'forwarded, and broken off later',
    steps: (tally) => {
      tally.begin(PROTOCOL.http);
      tally.inspected(UNINSPECTABLE['identity-disagreement']);
      tally.forwarded();
      tally.refused(refused);
    },
    reported: ['inspected http', 'unseen identity-disagreement', 'forwarded http', 'refused body-malformed'],
  },
  {
    why: 'one after the other, each of its protocol',
    steps: (tally) => {
      tally.begin(PROTOCOL.connect);
      tally.inspected(undefined);
      tally.forwarded();
      tally.begin(PROTOCOL.tls);
      tally.inspected(undefined);
      tally.blocked(LIST, new Sighting());
    },
    reported: ['inspected connect', 'forwarded connect', 'inspected tls', 'blocked tls by 3'],
  },
  {
    why: 'a refusal is an end',
    steps: (tally) => {
      tally.inspected(undefined);
      tally.refused(refused);
      tally.close();
    },
    reported: ['inspected http', 'refused body-malformed'],
  },
  {
    why: 'what is not read is judged by its address',
    steps: (tally) => tally.passed(undefined, new Sighting()),
    reported: ['inspected other', 'forwarded other'],
  },
  {
    why: 'what was judged and passes unread is counted once',
    steps: (tally) => {
      tally.inspected(undefined);
      tally.passed(LIST, new Sighting());
    },
    reported: ['inspected http', 'blocked http by 3'],
  },
  {
    why: 'a client that leaves before its request has gone',
    steps: (tally) => {
      tally.inspected(undefined);
      tally.close();
      tally.close();
    },
    reported: ['inspected http', 'forwarded http'],
  },
])('inspected, then exactly one end: $why', ({ steps, reported }) => {
  expect(tallied(steps)).toEqual(reported);
});

test.each<{ why: string; steps: (tally: FlowTally) => void }>([
  { why: 'forwarded without a verdict', steps: (tally) => tally.forwarded() },
  { why: 'blocked without a verdict', steps: (tally) => tally.blocked(LIST, new Sighting()) },
  {
    why: 'a second verdict before the end of the first',
    steps: (tally) => {
      tally.inspected(undefined);
      tally.inspected(undefined);
    },
  },
  {
    why: 'two ends',
    steps: (tally) => {
      tally.inspected(undefined);
      tally.blocked(LIST, new Sighting());
      tally.forwarded();
    },
  },
  {
    why: 'forwarded after it was refused',
    steps: (tally) => {
      tally.inspected(undefined);
      tally.refused(refused);
      tally.forwarded();
    },
  },
])('misuse is an error: $why', ({ steps }) => {
  expect(() => tallied(steps)).toThrow(TypeError);
});

test('a sighting names the client while it is told, and nobody afterwards', () => {
  const seen: string[] = [];
  const recorder = new Recorder();
  const observer = Object.assign(recorder, {
    blocked: (_market: number, _protocol: number, _lists: unknown, { client }: Sighting) => seen.push(client),
  });
  const sighting = new Sighting();
  const tally = new FlowTally(observer, 0, { address: '198.51.100.7' });
  tally.inspected(undefined);
  tally.blocked(LIST, sighting);
  expect([...seen, sighting.client]).toEqual(['198.51.100.7', '']);
});
