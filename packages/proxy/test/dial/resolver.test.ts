import type { LookupAddress } from 'node:dns';
import { expect, test } from '@jest/globals';
import { type Lookup, SystemResolver } from '../../src/dial/resolver.ts';

type Done = Parameters<Lookup>[1];

/** A look-up whose answers the test gives. */
function manual(): { readonly ask: Lookup; readonly asked: { readonly name: string; readonly done: Done }[] } {
  const asked: { name: string; done: Done }[] = [];
  return { asked, ask: (name, done) => asked.push({ name, done }) };
}

const found = (address: string): LookupAddress[] => [{ address, family: 4 }];

test('questions for one name at one time are asked once, and remembered for a while', () => {
  let now = 0;
  const { ask, asked } = manual();
  const resolver = new SystemResolver(() => now, ask);
  const answers: unknown[] = [];
  const note = (failure: string | undefined, addresses: readonly string[]): unknown =>
    answers.push(failure ?? addresses);
  resolver.resolve('a.example', note);
  resolver.resolve('a.example', note);
  asked[0]?.done(null, found('192.0.2.1'));
  now = 29_000;
  resolver.resolve('a.example', note);
  expect(answers).toEqual([['192.0.2.1'], ['192.0.2.1'], ['192.0.2.1']]);
  now = 31_000;
  resolver.resolve('a.example', note);
  expect(asked).toHaveLength(2);
});

test('a failure is remembered for a shorter while', () => {
  let now = 0;
  const { ask, asked } = manual();
  const resolver = new SystemResolver(() => now, ask);
  const answers: unknown[] = [];
  const note = (failure: string | undefined): unknown => answers.push(failure);
  resolver.resolve('a.example', note);
  asked[0]?.done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
  now = 2_000;
  resolver.resolve('a.example', note);
  expect(answers).toEqual(['ENOTFOUND', 'ENOTFOUND']);
  now = 4_000;
  resolver.resolve('a.example', note);
  expect(asked).toHaveLength(2);
});

const ignore = (): void => {};

test('its memory is bounded', () => {
  const { ask, asked } = manual();
  const resolver = new SystemResolver(() => 0, ask);
  for (let i = 0; i <= 10_000; i += 1) {
    resolver.resolve(`h${i}.example`, ignore);
    asked[i]?.done(null, found('192.0.2.1'));
  }
  resolver.resolve('h10000.example', ignore); // the youngest is known
  expect(asked).toHaveLength(10_001);
  resolver.resolve('h0.example', ignore); // the oldest is not any more
  expect(asked).toHaveLength(10_002);
});
