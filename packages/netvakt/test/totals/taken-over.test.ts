import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { allocateCounters, CounterTotals, DEFAULT_UNITS, Statistics, type StatisticsFigure } from '@netvakt/metrics';
import { makeLog } from '../../src/base/log.ts';
import { counterShape } from '../../src/run/shape.ts';
import { journalText, parseJournal, type UnwrittenBatch } from '../../src/totals/journal/content.ts';
import { TotalsKeeper } from '../../src/totals/keeper.ts';
import { KeptStore } from '../../src/totals/kept-store.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { Captured } from '../support/captured.ts';

const NOON = Date.UTC(2026, 0, 31, 12) / 1000;
const DAY = 86_400;
const folder = mkdtempSync(join(tmpdir(), 'netvakt-taken-over-'));
const path = join(folder, 'totals.db');
afterEach(() => rmSync(path, { force: true }));

const pages = (count: number): StatisticsFigure => ({ market: 'se', list: '', unit: 'pages', count });

/** A process: what it counts, where it writes, and what its journal would hold. */
function processAt(
  now: number,
  { store = path, holdsJournal = (): boolean => true }: { store?: string; holdsJournal?: () => boolean } = {},
): { keeper: TotalsKeeper; statistics: Statistics; count: (n: number) => void } {
  let counted = 0;
  const statistics = new Statistics(new CounterTotals([allocateCounters(counterShape(['se']))]), DEFAULT_UNITS);
  const keeper = new TotalsKeeper({
    store: new KeptStore(store, makeLog({ level: 'info', format: 'json' }, new Captured())),
    keepDays: 30,
    statistics,
    figures: () => (counted === 0 ? [] : [pages(counted)]),
    now: () => now,
    journal: () => (holdsJournal() ? '/run/journal' : undefined),
  });
  return { keeper, statistics, count: (n) => (counted += n) };
}

/** What a journal holds of `counted`, through its text. */
function journalOf(keeper: TotalsKeeper, counted: number): readonly UnwrittenBatch[] {
  const text = journalText({ unshown: [], unwritten: keeper.unwritten(counted === 0 ? [] : [pages(counted)]) });
  return parseJournal(text)?.unwritten ?? [];
}

function stored(): string[] {
  const store = TotalsStore.read(path);
  const { rows } = store.between('0000-01-01', '9999-12-31');
  store.close();
  return rows.map(({ day, unit, count }) => `${day} ${unit} ${count}`);
}

test('what a killed process had counted belongs to the day on which its interval began', () => {
  const journal = journalOf(processAt(NOON).keeper, 4);
  const { keeper, count } = processAt(NOON + DAY);
  keeper.takeOver(journal, []);
  count(1);
  keeper.close();
  expect(stored()).toEqual(['2026-01-31 pages 4', '2026-02-01 pages 1']);
});

test('killed between the store and the journal: what the store has got is not written again', () => {
  const killed = processAt(NOON);
  const journal = journalOf(killed.keeper, 4);
  killed.count(4);
  killed.keeper.save(); // and the journal stays as it was
  processAt(NOON).keeper.takeOver(journal, []);
  processAt(NOON).keeper.takeOver(journal, []);
  expect(stored()).toEqual(['2026-01-31 pages 4']);
});

test('killed after it had taken over, before its own first journal: the same', () => {
  const journal = journalOf(processAt(NOON).keeper, 4);
  processAt(NOON).keeper.takeOver(journal, []);
  processAt(NOON).keeper.takeOver(journal, []);
  expect(stored()).toEqual(['2026-01-31 pages 4']);
});

test('two processes of an upgrade: what the later one writes while it waits for the journal hides nothing that the other one wrote', () => {
  const killed = processAt(NOON);
  const journal = journalOf(killed.keeper, 4);
  let holds = false;
  const later = processAt(NOON, { holdsJournal: () => holds });
  killed.count(4);
  killed.keeper.save(); // and the journal stays as it was
  later.count(2);
  later.keeper.save();
  holds = true;
  later.keeper.takeOver(journal, []);
  expect(stored()).toEqual(['2026-01-31 pages 6']);
});

test('counts that were taken over into the counters are shown, and not written a second time', () => {
  const journal = journalOf(processAt(NOON).keeper, 4);
  const { keeper, count } = processAt(NOON);
  keeper.takeOver(journal, [pages(4)]);
  count(4); // carried
  keeper.save();
  count(2); // its own
  keeper.close();
  expect(stored()).toEqual(['2026-01-31 pages 6']);
});

test('a full disk over two killed processes: the journal holds the counts of both until they are written, once', () => {
  // /dev/full answers ENOSPC to every write, as a full disk does.
  const first = processAt(NOON, { store: '/dev/full' });
  first.count(3);
  first.keeper.save();
  const second = processAt(NOON + 60, { store: '/dev/full' });
  second.keeper.takeOver(journalOf(first.keeper, 3), []);
  expect(second.statistics.store.failures).toBe(1);
  const journal = journalOf(second.keeper, 5);
  expect(journal.map(({ figures }) => figures.map(({ count }) => count))).toEqual([[3], [5]]);
  const third = processAt(NOON + 120);
  third.keeper.takeOver(journal, []);
  third.keeper.close();
  processAt(NOON + 180).keeper.takeOver(journal, []);
  expect(stored()).toEqual(['2026-01-31 pages 8']);
});

test.each([
  ['cut off', '{"version":1,"unsh'],
  ['of another version', '{"version":2,"unshown":[],"unwritten":[]}'],
  ['a count that is none', '{"version":1,"unshown":[{"block":"pages","at":["se"],"count":-1}],"unwritten":[]}'],
  ['a block that is none', '{"version":1,"unshown":[{"block":"bytes","at":["se"],"count":1}],"unwritten":[]}'],
  ['no object', '[]'],
])('a journal that is %s is not taken over', (_, text) => {
  expect(parseJournal(text)).toBeUndefined();
});
