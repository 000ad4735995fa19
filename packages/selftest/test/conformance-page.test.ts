import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { commitHere, conformancePage } from '../conformance/page.ts';

const PUBLISHED = new URL('../../../docs/conformance.md', import.meta.url);

test('the page names the commit that was run, as the published one does', () => {
  const page = conformancePage([], '2026-01-31', commitHere());
  // Sources that were unpacked from an archive have no commit.
  expect(page).toMatch(/^Run on 2026-01-31, Netvakt and the cases as of commit `(?:[\da-f]{12}|unknown)`\.$/mu);
  expect(readFileSync(PUBLISHED, 'utf8')).toMatch(
    /^Run on [\d-]{10}, Netvakt and the cases as of commit `[\da-f]{12}`\.$/mu,
  );
});
