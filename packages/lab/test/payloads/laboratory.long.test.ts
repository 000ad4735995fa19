/**
 * The short form of the laboratory: every payload in one piece and byte by byte, to the origins that need no package but
 * nginx. The whole of it is `node --conditions=@netvakt/source packages/lab/src/payloads/main.ts`.
 */
import { expect, test } from '@jest/globals';
import { CORPUS, type Payload } from '@netvakt/selftest';
import { WAIT } from '@netvakt/testing';
import type { Filter, FilterKind } from '../../src/filters/filter.ts';
import { naive } from '../../src/filters/naive.ts';
import { netvakt } from '../../src/filters/netvakt.ts';
import { lenientCoding, lenientLength } from '../../src/origins/lenient.ts';
import { nginx } from '../../src/origins/nginx.ts';
import { node } from '../../src/origins/node.ts';
import { type Experiment, type Outcome, PATIENT_DEADLINES, runExperiment } from '../../src/payloads/laboratory.ts';
import { Switchboard } from '../../src/payloads/switchboard.ts';

type Choice = Pick<Experiment, 'origins' | 'payloads' | 'splits' | 'owed'>;

/** Milliseconds that a filter at fault is waited for in vain. */
const IN_VAIN = 5_000;

async function experiment(kind: FilterKind, choice: Choice): Promise<Outcome> {
  const switchboard = await Switchboard.open(0);
  const tunnel = await Switchboard.open(0);
  let filter: Filter | undefined;
  try {
    filter = await kind.start({ http: switchboard.port, tunnel: tunnel.port, deadlines: PATIENT_DEADLINES });
    return await runExperiment({
      ...choice,
      filter,
      switchboard,
      form: 'absolute',
      seed: 1,
      concurrency: 32,
      progress: () => {},
    });
  } finally {
    await filter?.stop();
    await Promise.all([switchboard.close(), tunnel.close()]);
  }
}

/** Findings as one line each. */
function lines({ findings }: Outcome): string[] {
  return [...new Set(findings.map(({ payload, fault }) => `${payload}: ${fault}`))].sort();
}

const isInnocent = ({ name }: Payload): boolean => /^(length-plain|pipeline-two)/.test(name);

test('a filter that judges only the first request is caught: the laboratory can fail', async () => {
  const payloads = CORPUS.filter(({ name }) =>
    /^(pipeline-(two|blocked|origin)|length-(plain|plus)|path-encoded-letter)/.test(name),
  );
  const choice = { origins: [node, lenientLength], splits: ['whole'] } as const;
  const [guilty, innocent] = [payloads.filter((one) => !isInnocent(one)), payloads.filter(isInnocent)];
  const outcome = await experiment(naive, { ...choice, payloads: guilty, owed: IN_VAIN });
  expect(outcome.served).toBeGreaterThan(10);
  expect(lines(outcome)).toEqual(
    expect.arrayContaining([
      'length-plus: ambiguous',
      'path-encoded-letter: blocked-served',
      'pipeline-blocked-middle: blocked-served',
      'pipeline-origin-form-later: smuggled',
    ]),
  );
  expect(lines(await experiment(naive, { ...choice, payloads: innocent, owed: WAIT }))).toEqual([]);
});

test('Netvakt: what origins serve is what was judged, or it was refused before a doubt', async () => {
  const origins = [node, lenientLength, lenientCoding, nginx];
  const outcome = await experiment(netvakt, { origins, payloads: CORPUS, splits: ['whole', 'bytes'], owed: WAIT });
  expect(outcome.absent).toEqual([]);
  expect(outcome.served).toBeGreaterThan(1000);
  expect(lines(outcome)).toEqual([]);
});
