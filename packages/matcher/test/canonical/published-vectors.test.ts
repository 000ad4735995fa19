import { expect, test } from '@jest/globals';
import { ALTERNATE_REASONS, canonicaliseUrl } from '@netvakt/matcher';
import { divergenceIds, VECTORS } from '../support/cases.ts';

const divergences = divergenceIds();

/** Each form of the page as the published vectors write it. */
function formsOf(input: string): ReadonlyMap<string, string> {
  const outcome = canonicaliseUrl(input);
  if (!outcome.ok) return new Map();
  const { host, hostKind, path, query } = outcome.url;
  const text = (form: string): string =>
    (hostKind === 'ipv6' ? `[${host}]` : host) + form + (query === '' ? '' : `?${query}`);
  return new Map([
    ['primary', text(path)],
    ...outcome.alternates.map(({ reason, path: form }) => [reason, text(form)] as const),
  ]);
}

const named = VECTORS.map(({ input, published, ours }) => ({ name: JSON.stringify(input), input, published, ours }));
const agreed = named.filter(
  ({ ours }) => ours === 'primary' || (ALTERNATE_REASONS as readonly string[]).includes(ours),
);
const divergent = named.filter((vector) => !agreed.includes(vector));

test.each(agreed)('published vector $name: $ours', ({ input, published, ours }) => {
  const forms = formsOf(input);
  expect(forms.get(ours) ?? null).toBe(published);
});

test.each(divergent)('published vector $name diverges: $ours', ({ input, published, ours }) => {
  expect([...divergences]).toContain(ours);
  // A row whose vector has come to agree is out of date.
  expect([...formsOf(input).values()]).not.toContain(published);
});

test('most vectors agree', () => {
  expect(agreed.length).toBeGreaterThan(70);
  expect(divergent.length).toBeLessThan(30);
});
