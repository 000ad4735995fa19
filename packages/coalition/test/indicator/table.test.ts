import { expect, test } from '@jest/globals';
import {
  definitionsDiffer,
  definitionsDigest,
  INDICATOR_GROUPS,
  INDICATORS,
  INDICATORS_DIGEST,
  indicatorOf,
  STANDARD_DEFINITIONS,
} from '@netvakt/coalition';

test('ids are unique and short, and groups follow the order of pages', () => {
  const ids = INDICATORS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/u);
  expect(Math.max(...ids.map((id) => id.length))).toBeLessThanOrEqual(32);
  const groups = INDICATORS.map(({ group }) => INDICATOR_GROUPS.indexOf(group));
  expect(groups).toEqual(groups.toSorted((a, b) => a - b));
  expect(indicatorOf('pages')?.group).toBe('volume');
  expect(indicatorOf('constructor')).toBeUndefined();
});

test('a share compares like with like, and no volume is a success', () => {
  const unlike = INDICATORS.filter(({ form, numerator, denominator }) => form === 'share' && numerator !== denominator);
  expect(unlike).toEqual([]);
  const volume = INDICATORS.filter(({ group }) => group === 'volume');
  expect(volume.map(({ form, better }) => `${form} ${better}`)).toEqual(
    Array.from({ length: 3 }, () => 'rate neither'),
  );
});

test('the digest of the table is this one: whoever changes a definition changes it, and with it what can be added', () => {
  expect(INDICATORS_DIGEST).toMatchInlineSnapshot(`"93c3ad9de87e7126b9502e2d06f37f2c66fa881cd21da85ebca33b538c7596bb"`);
});

test('definitions that differ are named by their fields, and have other digests', () => {
  const other = { ...STANDARD_DEFINITIONS, window: 'sliding', window_seconds: 1 } as const;
  expect(definitionsDiffer(STANDARD_DEFINITIONS, STANDARD_DEFINITIONS)).toEqual([]);
  expect(definitionsDiffer(STANDARD_DEFINITIONS, other)).toEqual(['window_seconds', 'window']);
  expect(definitionsDigest(other)).not.toBe(definitionsDigest(STANDARD_DEFINITIONS));
});
