import { expect, test } from '@jest/globals';
import { checkKey, generateKey, publicPart, signDocument, verifyDocument } from '@netvakt/coalition';

const TYPE = 'netvakt-test';
const LIMIT = { type: TYPE, mostLength: 10_000 };

test('what several keys signed is read, and names each', async () => {
  const [first, second] = [await generateKey(), await generateKey()];
  const text = await signDocument(TYPE, { b: 1, a: [2] }, [first, second]);
  const keys = [publicPart(second), publicPart(first)];
  expect(await verifyDocument(text, { ...LIMIT, keys })).toEqual({
    payload: { a: [2], b: 1 },
    signers: [first.kid, second.kid],
  });
  expect(await verifyDocument(text, { ...LIMIT, keys: [publicPart(second)] })).toMatchObject({ signers: [second.kid] });
});

test('a file of another type, by a stranger, or changed afterwards is refused', async () => {
  const key = await generateKey();
  const keys = [publicPart(key)];
  const text = await signDocument(TYPE, { count: 1 }, [key]);
  const refused = { code: 'ERR_SIGNATURE' };
  await expect(verifyDocument(text, { ...LIMIT, keys, type: 'netvakt-other' })).rejects.toMatchObject(refused);
  await expect(verifyDocument(text, { ...LIMIT, keys: [publicPart(await generateKey())] })).rejects.toMatchObject(
    refused,
  );
  const forged = { ...(JSON.parse(text) as object), payload: Buffer.from('{"count":2}').toString('base64url') };
  await expect(verifyDocument(JSON.stringify(forged), { ...LIMIT, keys })).rejects.toMatchObject(refused);
});

test('a file that is no JWS is refused as a document', async () => {
  const keys = [publicPart(await generateKey())];
  await expect(verifyDocument('{}', { ...LIMIT, keys })).rejects.toMatchObject({ code: 'ERR_DOCUMENT' });
});

test('a key whose parts do not belong together is refused', async () => {
  const [one, other] = [await generateKey(), await generateKey()];
  expect(await checkKey(one)).toBe(one);
  expect(await checkKey(publicPart(one))).toEqual(publicPart(one));
  for (const mixed of [
    { ...one, kid: other.kid },
    { ...one, d: other.d },
    { ...one, x: other.x },
  ])
    await expect(checkKey(mixed)).rejects.toMatchObject({ code: 'ERR_KEY' });
});
