import { expect, test } from '@jest/globals';
import { Random } from '@netvakt/fixtures';
import { bytesOf, CASE, CORPUS, type Handling, inOriginForm, type Payload } from '@netvakt/selftest';
import { pieces, type Split } from '../../src/client/send.ts';
import { mutantsOf } from '../../src/payloads/mutants.ts';

const count = (expectation: Handling): number =>
  CORPUS.filter(({ expect: expected }) => expected === expectation).length;

test('every payload has a name of its own, a reason, and bytes that are bytes', () => {
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
  for (const { name, why, bytes } of CORPUS) {
    expect(name).toMatch(/^[a-z0-9.]+(-[a-z0-9.]+)*$/);
    expect(why.length).toBeGreaterThan(5);
    expect(Buffer.from(bytes, 'latin1').toString('latin1')).toBe(bytes);
  }
});

test('the corpus has attacks, and innocents enough that a filter cannot pass by refusing everything', () => {
  expect(CORPUS.length).toBeGreaterThan(400);
  expect(count('refused')).toBeGreaterThan(150);
  expect(count('blocked')).toBeGreaterThan(40);
  expect(count('served')).toBeGreaterThan(50);
});

test('a run is named by as many bytes as its placeholder has, so lengths stay right', () => {
  for (const payload of CORPUS) expect(bytesOf(payload, 'st00000000000001')).toHaveLength(payload.bytes.length);
  expect(() => bytesOf(CORPUS[0] as Payload, 'short')).toThrow(RangeError);
});

test('pieces join to the payload again, and byte by byte is byte by byte', () => {
  const random = new Random(1);
  for (const payload of CORPUS) {
    const bytes = bytesOf(payload, 'st00000000000001');
    for (const split of ['whole', 'bytes', 'random'] satisfies Split[]) {
      expect(Buffer.concat(pieces(bytes, split, random)).equals(bytes)).toBe(true);
    }
  }
  const single = pieces(Buffer.from('abcd'), 'bytes', random);
  expect(single.map((piece) => piece.toString('latin1'))).toEqual(['a', 'b', 'c', 'd']);
});

test('mutants keep the name of their run, differ from their parents, and come again from the same seed', () => {
  const mutants = mutantsOf(CORPUS, 500, new Random(7));
  expect(mutants).toEqual(mutantsOf(CORPUS, 500, new Random(7)));
  const parents = new Map(CORPUS.map((payload) => [payload.name, payload]));
  let changed = 0;
  for (const { name, bytes } of mutants) {
    const parent = parents.get(name.replace(/^mutant-\d+-of-/, '')) as Payload;
    expect(bytes.includes(CASE)).toBe(parent.bytes.includes(CASE));
    if (bytes !== parent.bytes) changed += 1;
  }
  expect(changed).toBeGreaterThan(300);
});

test('the transparent form has no absolute target, and most of the corpus', () => {
  const corpus = inOriginForm(CORPUS);
  expect(corpus.length).toBeGreaterThan(300);
  for (const { bytes } of corpus) expect(bytes).not.toMatch(/^[A-Z]+ http:/m);
});
