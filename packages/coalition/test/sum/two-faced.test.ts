/** A member that hands the two aggregators lists that do not belong together. It signed them; the round goes on. */
import { createCipheriv } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { OwnCell } from '../../src/seal/figures.ts';
import { makeSubmission, SUBMISSION_TYPE } from '../../src/seal/submission.ts';
import type { PrivateKey } from '../../src/signature/key.ts';
import { signDocument } from '../../src/signature/sign.ts';
import { DEFINITIONS, FIVE, figureOf, monthly, QUARTER, TestCoalition } from '../support/coalition.ts';

interface Payload {
  readonly sealed: { readonly north: string; readonly south: string };
}

/** A fixed stream in place of the system's random numbers: the outcome is no matter of luck. */
const stream = createCipheriv('aes-256-ctr', Buffer.alloc(32, 9), Buffer.alloc(16));

function fill(array: BigUint64Array): void {
  const bytes = new Uint8Array(array.buffer);
  bytes.set(stream.update(new Uint8Array(bytes.length)));
}

/** What `north` opens is of one report, what `south` opens of another. */
async function twoFaced(
  coalition: TestCoalition,
  forNorth: readonly OwnCell[],
  forSouth: readonly OwnCell[],
): Promise<string> {
  const key = coalition.keys.get('hazel') as PrivateKey;
  const payload = async (cells: readonly OwnCell[]): Promise<Payload> => {
    const input = { signed: coalition.signed, quarter: QUARTER, key, cells, definitions: DEFINITIONS, fill };
    const { payload: text } = JSON.parse((await makeSubmission(input)).text) as { payload: string };
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Payload;
  };
  const [north, south] = [await payload(forNorth), await payload(forSouth)];
  const mixed = { ...north, sealed: { north: north.sealed.north, south: south.sealed.south } };
  return await signDocument(SUBMISSION_TYPE, mixed, [key]);
}

async function withHazel(forNorth: readonly OwnCell[], forSouth: readonly OwnCell[]): Promise<TestCoalition> {
  const coalition = await TestCoalition.of([...FIVE, { id: 'hazel', subscriptions: { se: 130 } }]);
  for (const { id } of FIVE) await coalition.submit(id, monthly([120, 130, 140], 100_000));
  coalition.files.push({ file: 'hazel.1.jws', text: await twoFaced(coalition, forNorth, forSouth) });
  await coalition.round();
  return coalition;
}

const WHOLE = monthly([7, 8, 9], 100_000);

test('other figures present: the two would plan different releases, so neither adds it', async () => {
  const coalition = await withHazel(WHOLE, WHOLE.slice(0, 2));
  const edition = await coalition.open();
  expect(edition.submissions).toBe(5);
  expect(figureOf(edition, 'se', '2026-07')).toMatchObject({ status: 'value', contributors: 5, ratio: '120' });
});

test('shares that add up to nothing: the bins do not add up, and the figure is hidden instead of shown', async () => {
  const coalition = await withHazel(WHOLE, WHOLE);
  const edition = await coalition.open();
  expect(edition.submissions).toBe(6);
  const { status, ratio } = figureOf(edition, 'se', '2026-07') ?? {};
  expect({ status, ratio }).toEqual({ status: 'hidden', ratio: undefined });
});
