/** What is timed with a list and queries of the user's own. */

import type { MatcherCase } from '../cases.ts';

/** Lookups of the queries that have one answer, in the order of the file. */
export interface OwnCase extends Pick<MatcherCase, 'name' | 'what' | 'format' | 'call' | 'answer'> {}

export const OWN_CASES: readonly OwnCase[] = [
  {
    name: 'own-host-miss',
    what: 'hosts of your queries that no entry covers',
    format: 'domains',
    call: 'matchHost',
    answer: 0,
  },
  {
    name: 'own-host-hit',
    what: 'hosts of your queries that an entry covers',
    format: 'domains',
    call: 'matchHost',
    answer: 1,
  },
  {
    name: 'own-page-miss',
    what: 'pages of your queries that no entry covers',
    format: 'urls',
    call: 'matchRequest',
    answer: 0,
  },
  {
    name: 'own-page-hit',
    what: 'pages of your queries that an entry covers',
    format: 'urls',
    call: 'matchRequest',
    answer: 1,
  },
];
