import { beforeAll, expect, test } from '@jest/globals';
import { createCleartextMessage, createMessage, encrypt, generateKey, readKey, readPrivateKey, sign } from 'openpgp';
import { type OpenPgpTrust, openOpenPgp } from '../../src/trust/openpgp.ts';
import { NOW } from '../support/trust.ts';

const content = Buffer.from('bad.test\nworse.test\n');
const date = new Date(NOW - 60_000);

interface Pair {
  readonly publicKey: string;
  readonly privateKey: string;
}

let [authority, stranger, us] = [] as unknown as [Pair, Pair, Pair];

function make(name: string): Promise<Pair> {
  return generateKey({ userIDs: [{ name }], date: new Date(NOW - 3_600_000) });
}

beforeAll(async () => {
  [authority, stranger, us] = await Promise.all([make('Authority'), make('Stranger'), make('Us')]);
});

async function signed(by: Pair, to?: Pair): Promise<Buffer> {
  const message = await createMessage({ binary: content, date });
  const signingKeys = await readPrivateKey({ armoredKey: by.privateKey });
  if (to === undefined) return Buffer.from(await sign({ message, signingKeys, date }));
  const encryptionKeys = await readKey({ armoredKey: to.publicKey });
  return Buffer.from(await encrypt({ message, signingKeys, encryptionKeys, date, format: 'binary' }));
}

async function verdict(bytes: Buffer, changed: Partial<OpenPgpTrust> = {}): Promise<string> {
  const trust = { signers: [authority.publicKey], privateKey: us.privateKey, ...changed };
  const opened = await openOpenPgp(bytes, trust, NOW);
  return opened.ok ? opened.content.toString() : opened.reason;
}

test('signed, or signed and encrypted for us: the content', async () => {
  expect(await verdict(await signed(authority))).toBe(content.toString());
  expect(await verdict(await signed(authority, us))).toBe(content.toString());
});

test('signed as readable text: the content', async () => {
  const message = await createCleartextMessage({ text: content.toString() });
  const signingKeys = await readPrivateKey({ armoredKey: authority.privateKey });
  const text = await sign({ message, signingKeys, date });
  expect(await verdict(Buffer.from(text))).toBe(content.toString());
  expect(await verdict(Buffer.from(text.replace('worse', 'other')))).toBe('signature-invalid');
});

test('refused: strangers, no signature, damage, a key that we do not have', async () => {
  const unsigned = await encrypt({
    message: await createMessage({ binary: content }),
    encryptionKeys: await readKey({ armoredKey: us.publicKey }),
    format: 'binary',
  });
  const good = await signed(authority, us);
  const damaged = Buffer.from(good);
  damaged[good.length - 40] = (damaged[good.length - 40] ?? 0) ^ 1;
  expect(await verdict(await signed(stranger))).toBe('signature-invalid');
  expect(await verdict(await signed(stranger, us))).toBe('signature-invalid');
  expect(await verdict(Buffer.from(unsigned))).toBe('signature-invalid');
  expect(await verdict(damaged)).toBe('signature-invalid');
  expect(await verdict(good.subarray(0, 100))).toBe('signature-invalid');
  expect(await verdict(content)).toBe('signature-invalid');
  expect(await verdict(await signed(authority, stranger))).toBe('signature-invalid');
  expect(await verdict(good, { privateKey: undefined })).toBe('delivery-not-for-us');
});
