import { expect, test } from '@jest/globals';
import { ListLedger } from '@netvakt/metrics';

const VOCABULARY = {
  kinds: ['domain'],
  outcomes: ['active'],
  rejections: ['too-long'],
  quarantines: ['wildcard'],
  policies: ['nxdomain'],
  failures: ['empty', 'binary'],
  holds: ['grew', 'shrank'],
};

test('a reason outside the vocabulary is refused: it would open the label', () => {
  expect(() => new ListLedger(VOCABULARY).failed('a', 'bad.example was unreadable')).toThrow(RangeError);
});

test('counters stay when a list leaves the configuration; its markets are remembered', () => {
  const ledger = new ListLedger(VOCABULARY);
  ledger.track([{ id: 'a', markets: ['se'] }]);
  ledger.attempted('a', 100);
  ledger.failed('a', 'empty');
  ledger.track([{ id: 'b', markets: ['lt'] }]);
  const records = new Map(ledger.entries());
  expect(records.get('a')).toMatchObject({ current: false, updates: 1, failures: 1, lastAttempt: 100, lastSuccess: 0 });
  expect(records.get('a')?.markets).toEqual(new Set(['se']));
  expect(records.get('b')).toMatchObject({ current: true, updates: 0 });
});

test('a failure that no list is to blame for counts under its reason only', () => {
  const ledger = new ListLedger(VOCABULARY);
  ledger.track([{ id: 'a', markets: ['se'] }]);
  ledger.failed(undefined, 'binary');
  expect([ledger.refusals('binary'), ledger.refusals('empty')]).toEqual([1, 0]);
  expect(new Map(ledger.entries()).get('a')).toMatchObject({ failures: 0 });
});
