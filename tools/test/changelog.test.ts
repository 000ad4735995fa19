import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const text = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');

function repeated(parts: readonly string[]): string[] {
  return parts.filter((part, place) => parts.indexOf(part) !== place);
}

test('a merge that keeps both sides repeats changes: each is listed once, under one heading of its name', () => {
  const [unreleased = '', ...released] = text.split(/^## /mu).slice(1);
  for (const version of unreleased.trim() === 'Unreleased' ? released : [unreleased, ...released]) {
    const areas = version.split(/^### /mu).slice(1);
    expect(areas.length).toBeGreaterThan(0);
    expect(repeated(areas.map((area) => area.split('\n')[0] ?? ''))).toEqual([]);
    expect(areas.filter((area) => area.trim().split('\n').length < 2)).toEqual([]);
    const changes = version.split(/^(?:- |#+ )/mu).map((change) => change.replaceAll(/\s+/gu, ' ').trim());
    expect(changes.length).toBeGreaterThan(areas.length);
    expect(repeated(changes)).toEqual([]);
  }
});
