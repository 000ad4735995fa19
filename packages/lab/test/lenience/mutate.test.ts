/** What the laboratory sends: the same for the same seed, whole in every cut, and each form as it is named. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Random } from '@netvakt/fixtures';
import { cut } from '../../src/lenience/cuts.ts';
import { EXAMPLES } from '../../src/lenience/examples.ts';
import { HELLO_FORMS, helloFlow, mutatedFlow, REQUEST_FORMS, requestFlow } from '../../src/lenience/mutate.ts';
import { LENIENT_ORIGINS } from '../../src/lenience/origins/kinds.ts';
import type { LenientOrigin } from '../../src/lenience/origins/lenient-origin.ts';
import { answersHello, asksForRetry } from '../../src/lenience/server-records.ts';

const ORIGIN: LenientOrigin = {
  name: 'any',
  family: 'node',
  http: 1,
  tls: 2,
  stop: async () => await Promise.resolve(),
};
const SEED = 5;

const sent = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString('latin1');

test('the same seed gives the same flows', () => {
  for (let index = 0; index < 500; index += 1) {
    const flow = mutatedFlow(ORIGIN, new Random(0).restart(SEED, index));
    expect(mutatedFlow(ORIGIN, new Random(0).restart(SEED, index))).toEqual(flow);
    expect(flow.forms.length).toBeGreaterThan(0);
  }
});

test('pieces join to what was cut, and none is empty', () => {
  const bytes = Buffer.from('GET /blocked/page HTTP/1.1\r\n\r\n');
  const random = new Random(SEED);
  let cuts = 0;
  for (let round = 0; round < 500; round += 1) {
    const pieces = cut(bytes, [3, 4, 17], random);
    expect(sent(pieces)).toBe(bytes.toString());
    expect(pieces.every(({ length }) => length > 0)).toBe(true);
    cuts += pieces.length - 1;
  }
  expect(cuts).toBeGreaterThan(500);
});

/** Whether `whole` is another text with the form than without, for some seed: a form may be left to chance. */
function changes(whole: (seed: number, withForm: boolean) => string): boolean {
  return [1, 22, 333, 4444, 55_555, 666_666, 7_777_777].some((seed) => whole(seed, true) !== whole(seed, false));
}

test.each(REQUEST_FORMS)('a request changes by: $name', (form) => {
  expect(changes((seed, withForm) => sent(requestFlow(ORIGIN, withForm ? [form] : [], new Random(seed)).pieces))).toBe(
    true,
  );
});

test.each(HELLO_FORMS)('a hello changes by: $name', (form) => {
  expect(changes((seed, withForm) => sent(helloFlow(ORIGIN, withForm ? [form] : [], new Random(seed)).pieces))).toBe(
    true,
  );
});

test('a form has one name, and an example is for origins that there are', () => {
  const names = [...REQUEST_FORMS, ...HELLO_FORMS].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const origins = LENIENT_ORIGINS.map(({ name }) => name);
  for (const example of EXAMPLES) expect(origins).toEqual(expect.arrayContaining([...example.origins]));
});

/** A ServerHello of nothing but its random. */
const hello = (random: string): Buffer => Buffer.from(`1603030028020000240303${random}`, 'hex');

describe('what a server says in clear text', () => {
  const retry = hello(`cf21ad74e59a6111be1d8c021e65b891${'00'.repeat(16)}0000`);
  const answer = hello(`${'ab'.repeat(32)}0000`);

  test.each([
    { why: 'nothing', bytes: Buffer.alloc(0), retries: false, answers: false },
    { why: 'an alert', bytes: Buffer.from('15030300020231', 'hex'), retries: false, answers: false },
    { why: 'a request for another hello', bytes: retry, retries: true, answers: false },
    { why: 'an answer', bytes: answer, retries: false, answers: true },
    { why: 'one after the other', bytes: Buffer.concat([retry, answer]), retries: true, answers: true },
  ])('$why', ({ bytes, retries, answers }) => {
    expect({ retries: asksForRetry(bytes), answers: answersHello(bytes) }).toEqual({ retries, answers });
  });
});

test('the page has every form and every origin', () => {
  const page = readFileSync(new URL('../../../../docs/conformance-lenience.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| [^|]+ \|(?: ●? ?\|)+$/u.test(line));
  expect(rows).toHaveLength(REQUEST_FORMS.length + HELLO_FORMS.length);
  for (const { name } of LENIENT_ORIGINS) expect(page).toContain(` ${name} |`);
});
