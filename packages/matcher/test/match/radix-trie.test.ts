/**
 * A second opinion by other hands: radix-trie-js, asked suffix by suffix. It is only ever added to; with deletions it is known to
 * lose keys. Domains and hosts of the kind that lists have, so that it also stands for lists of real shape.
 */
import { expect, test } from '@jest/globals';
import { hostOf } from '@netvakt/fixtures';
import { Matcher } from '@netvakt/matcher';
import Trie from 'radix-trie-js';
import { rulesOf, snapshotOf } from '../support/engines.ts';

const ENTRIES = 3_000;

test('hosts of the shape of real lists: the matcher and radix-trie-js agree', () => {
  const listed = Array.from({ length: ENTRIES }, (_, index) => hostOf(1, index));
  const trie = new Trie();
  for (const host of listed) trie.add(host, true);
  const matcher = new Matcher(snapshotOf(rulesOf(listed)));
  const covered = (host: string): boolean => {
    const labels = host.split('.');
    return labels.some((_, index) => trie.get(labels.slice(index).join('.')) === true);
  };
  const queries = listed.flatMap((host, index) => [
    host,
    `www.${host}`,
    `x${host}`,
    `${host}.test`,
    hostOf(2, index, 'unlisted'),
  ]);
  const differing = queries.filter((host) => matcher.matchHost(host, 0) > 0 !== covered(host));
  expect(differing).toEqual([]);
  expect(queries.filter(covered).length).toBeGreaterThan(ENTRIES * 2);
  expect(queries.filter((host) => !covered(host)).length).toBeGreaterThan(ENTRIES);
});
