import { expect, test } from '@jest/globals';
import type { ListStatus } from '../../src/list/status-report.ts';
import { detailsText, statusText } from '../../src/list/status-text.ts';

const NOW = Date.parse('2026-11-28T09:22:05Z');
const current = { version: '7', sha256: 'a1', since: '2026-11-28T06:15:08Z', received: 5733, active: 5731 };
const healthy: ListStatus = {
  list: 'se-urls',
  current,
  unreadable: null,
  damaged: 0,
  previous: null,
  held: null,
  waits: false,
  enforcement: 'enforce',
  until: null,
  attempted: '2026-11-28T09:15:03Z',
  succeeded: '2026-11-28T09:15:03Z',
  failures: 0,
  believed: { version: 7, keys: 1 },
  expires: null,
};
const held = {
  ...current,
  version: '8',
  active: 12_411,
  causes: [{ reason: 'grew', found: '5731 rules before, 12411 now' }],
  approvals: ['A. Person'],
  people: 2,
};

test.each<{ why: string; given: Partial<ListStatus>; text: string }>([
  {
    why: 'all is well: two lines',
    given: {},
    text: `se-urls  in force   version 7, 5731 rules, since 2026-11-28T06:15:08Z (3 hours ago)
         fetched    2026-11-28T09:15:03Z (7 minutes ago)`,
  },
  {
    why: 'a delivery waits: why, and what to do',
    given: { held, waits: true },
    text: `se-urls  in force   version 7, 5731 rules, since 2026-11-28T06:15:08Z (3 hours ago)
         fetched    2026-11-28T09:15:03Z (7 minutes ago)
         HELD       version 8, 12411 rules, since 2026-11-28T06:15:08Z (3 hours ago)
                    grew: 5731 rules before, 12411 now
                    released by A. Person, 1 of 2 people. Next: netvakt list release se-urls --by NAME --reason TEXT`,
  },
  {
    why: 'nothing yet',
    given: { current: null, succeeded: 'never', attempted: 'never', believed: null },
    text: `se-urls  NOTHING    is in force. Next: netvakt list update se-urls
         fetched    never`,
  },
  {
    why: 'a store that cannot be read: it is not known',
    given: { current: null, unreadable: 'none of 2 records of its state opens', succeeded: 'never', believed: null },
    text: `se-urls  UNKNOWN    what is in force: none of 2 records of its state opens
         fetched    unknown`,
  },
  {
    why: 'a delivery opens, its state does not',
    given: { unreadable: 'none of 2 records of its state opens', succeeded: 'never' },
    text: `se-urls  in force   version 7, 5731 rules, since 2026-11-28T06:15:08Z (3 hours ago)
         DAMAGED    none of 2 records of its state opens
         fetched    unknown`,
  },
  {
    why: 'fetches fail, the delivery expires, the list is in shadow, a newer one is damaged',
    given: {
      failures: 3,
      enforcement: 'shadow',
      damaged: 1,
      succeeded: '2026-11-26T09:15:03Z',
      expires: '2026-11-28T09:22:00Z',
    },
    text: `se-urls  in force   version 7, 5731 rules, since 2026-11-28T06:15:08Z (3 hours ago)
         IN SHADOW  it counts and blocks nothing, until somebody ends it. Next: netvakt list enforce se-urls
         DAMAGED    1 newer deliveries do not open: check the disk
         fetched    2026-11-26T09:15:03Z (2 days ago)
         FAILING    3 times since; last tried 2026-11-28T09:15:03Z (7 minutes ago)
         EXPIRED    2026-11-28T09:22:00Z (5 seconds ago)`,
  },
  {
    why: 'a delivery counts first',
    given: {
      held: { ...held, causes: [{ reason: 'in-shadow', found: 'counts what it would block' }], people: 1 },
      until: '2026-11-28T10:22:05Z',
    },
    text: `se-urls  in force   version 7, 5731 rules, since 2026-11-28T06:15:08Z (3 hours ago)
         fetched    2026-11-28T09:15:03Z (7 minutes ago)
         in shadow  version 8, 12411 rules, since 2026-11-28T06:15:08Z (3 hours ago)
                    in-shadow: counts what it would block
                    in shadow until 2026-11-28T10:22:05Z (in 60 minutes)`,
  },
])('$why', ({ given, text }) => {
  expect(statusText({ ...healthy, ...given }, NOW)).toBe(text);
});

test('show adds the digest, the previous delivery and what is believed', () => {
  expect(
    detailsText(healthy, NOW),
  ).toBe(`se-urls  in force   version 7, 5731 rules, since 2026-11-28T06:15:08Z (3 hours ago)
                    5733 entries received; SHA-256 a1
         previous   none
         fetched    2026-11-28T09:15:03Z (7 minutes ago)
         believed   version 7, keys 1`);
});
