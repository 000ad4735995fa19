import { expect, test } from '@jest/globals';
import { ListLedger } from '@netvakt/metrics';
import { noteOutcome, outcomeOf } from '../../src/list/update-report.ts';

const NOW = 1_700_000_000;
const VOCABULARY = {
  kinds: [],
  outcomes: [],
  rejections: [],
  quarantines: [],
  policies: [],
  failures: ['source-unreachable'],
  holds: ['growth', 'shrink'],
};

/** The ledger after one line of `list update --json`. */
function noted(line: object): ListLedger {
  const ledger = new ListLedger(VOCABULARY);
  ledger.track([{ id: 'urls', markets: ['se'] }], NOW - 60);
  noteOutcome(ledger, outcomeOf(JSON.stringify({ list: 'urls', ...line })), NOW);
  return ledger;
}

test.each([
  {
    why: 'a refusal counts as an attempt that failed',
    line: { outcome: 'refused', reason: 'source-unreachable' },
    record: { lastAttempt: NOW, lastSuccess: 0, updates: 1, failures: 1 },
  },
  {
    why: 'a fetch without news makes what is in force as fresh as that',
    line: { outcome: 'unchanged' },
    record: { lastAttempt: NOW, lastSuccess: NOW, updates: 1, failures: 0 },
  },
  {
    why: 'so does one of a delivery that waits already',
    line: { outcome: 'waiting' },
    record: { lastAttempt: NOW, lastSuccess: NOW, updates: 1, failures: 0 },
  },
  {
    why: 'a new delivery is noted when it is loaded, not before',
    line: { outcome: 'taken', version: '2', active: 3 },
    record: { lastAttempt: 0, lastSuccess: 0, updates: 0, failures: 0 },
  },
])('$why', ({ line, record }) => {
  expect([...noted(line).entries()]).toEqual([['urls', expect.objectContaining(record)]]);
});

test('each cause of a hold is counted, and the refusal by its reason', () => {
  const held = noted({ outcome: 'held', causes: 'growth shrink' });
  expect([held.holds('growth'), held.holds('shrink')]).toEqual([1, 1]);
  expect(noted({ outcome: 'refused', reason: 'source-unreachable' }).refusals('source-unreachable')).toBe(1);
});

test('only closed words, versions and counts of a line are kept', () => {
  const line = { list: 'urls', outcome: 'taken', version: '2', active: 3, first: [{ line: 1 }], received: 4 };
  expect(outcomeOf(JSON.stringify(line))).toEqual({ list: 'urls', outcome: 'taken', version: '2', active: 3 });
});
