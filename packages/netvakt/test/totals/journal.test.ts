import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeLog } from '../../src/base/log.ts';
import { type JournalContent, journalText, parseJournal } from '../../src/totals/journal/content.ts';
import { isInMemory } from '../../src/totals/journal/folder.ts';
import { CountJournal } from '../../src/totals/journal/journal.ts';
import { Captured } from '../support/captured.ts';

const MEMORY = '/dev/shm';
const onLinux = existsSync(MEMORY) ? describe : describe.skip; // elsewhere no folder is in memory

const folders: string[] = [];
const open: CountJournal[] = [];
afterEach(() => {
  for (const journal of open.splice(0)) journal.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderIn(parent: string): string {
  const folder = mkdtempSync(join(parent, 'netvakt-journal-'));
  folders.push(folder);
  return folder;
}

const pages = (count: number): JournalContent => ({ unshown: [{ block: 'pages', at: ['se'], count }], unwritten: [] });

interface World {
  readonly journal: CountJournal;
  readonly log: Captured;
  readonly taken: JournalContent[];
  readonly written: number[];
}

function journalIn(folder: string, content: JournalContent = pages(1)): World {
  const log = new Captured();
  const [taken, written]: [JournalContent[], number[]] = [[], []];
  const journal = new CountJournal({
    folder,
    content: () => content,
    takeOver: (found) => taken.push(found),
    written: (at) => written.push(at),
    now: () => 1_800_000_000,
    log: makeLog({ level: 'info', format: 'json' }, log),
  });
  open.push(journal);
  return { journal, log, taken, written };
}

onLinux('the journal of counts', () => {
  test('the journal is for the user of the filter alone, and nothing is left when a process ends in order', () => {
    const folder = folderIn(MEMORY);
    const { journal, written } = journalIn(folder);
    journal.start();
    const path = join(folder, 'counts.json');
    expect(parseJournal(readFileSync(path, 'utf8'))).toMatchObject(pages(1));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(written).toEqual([1_800_000_000]);
    journal.close();
    expect(existsSync(path)).toBe(false);
  });

  test('counts that could not be written into the store outlive a process that ends in order, unshown ones do not', () => {
    const folder = folderIn(MEMORY);
    const definition = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 };
    const unwritten = [{ id: 'a', since: 1, definition, endings: [], figures: [] }];
    const { journal } = journalIn(folder, { ...pages(1), unwritten });
    journal.start();
    journal.close();
    const next = journalIn(folder);
    next.journal.start();
    expect(next.taken).toMatchObject([{ unshown: [], unwritten }]);
  });

  test('a folder has one writer: the next one takes over once that has ended', () => {
    const folder = folderIn(MEMORY);
    const [first, second] = [journalIn(folder, pages(3)), journalIn(folder, pages(4))];
    first.journal.start();
    second.journal.start();
    expect(second.written).toEqual([]);
    expect(parseJournal(readFileSync(join(folder, 'counts.json'), 'utf8'))).toMatchObject(pages(3));
    first.journal.close();
    second.journal.write();
    expect(parseJournal(readFileSync(join(folder, 'counts.json'), 'utf8'))).toMatchObject(pages(4));
  });

  test('a process that waits for the folder has no journal, and does not touch that of the other one', () => {
    const folder = folderIn(MEMORY);
    const [first, second] = [journalIn(folder), journalIn(folder)];
    first.journal.start();
    second.journal.intervalEnded();
    expect([first.journal.held, second.journal.held]).toEqual([folder, undefined]);
    expect(existsSync(join(folder, 'counts.json'))).toBe(true);
  });

  test('a journal that cannot be written is kept until the interval ends: from then on its counts are shown, and would be shown twice', () => {
    const folder = folderIn(MEMORY);
    const [path, temporary] = [join(folder, 'counts.json'), join(folder, 'counts.json.new')];
    const { journal } = journalIn(folder);
    journal.write();
    mkdirSync(temporary); // so that nothing can be written there
    expect([journal.write(), existsSync(path)]).toEqual([false, true]);
    journal.intervalEnded();
    expect(existsSync(path)).toBe(false);
    rmSync(temporary, { recursive: true });
    journal.intervalEnded();
    expect(existsSync(path)).toBe(true);
  });

  test('a journal that cannot be read is read later, once: the process does not stand in its own way', () => {
    const folder = folderIn(MEMORY);
    const path = join(folder, 'counts.json');
    mkdirSync(path); // so that nothing can be read there
    const { journal, taken } = journalIn(folder);
    expect(journal.write()).toBe(false);
    rmSync(path, { recursive: true });
    writeFileSync(path, journalText(pages(3)));
    expect([journal.write(), journal.write()]).toEqual([true, true]);
    expect(taken).toMatchObject([pages(3)]);
  });

  test('what a process left that was killed while it wrote is not written into, and not left behind', () => {
    const folder = folderIn(MEMORY);
    const [path, temporary] = [join(folder, 'counts.json'), join(folder, 'counts.json.new')];
    const { journal } = journalIn(folder);
    writeFileSync(temporary, '{"version":1,', { mode: 0o644 });
    journal.write();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(temporary, '{"version":1,');
    journal.close();
    expect([path, temporary].filter((name) => existsSync(name))).toEqual([]);
  });

  test('a damaged journal is reported and replaced', () => {
    const folder = folderIn(MEMORY);
    writeFileSync(join(folder, 'counts.json'), '{"version":1,');
    const { journal, log, taken, written } = journalIn(folder);
    journal.start();
    expect([taken, written.length]).toEqual([[], 1]);
    expect(log.text).toContain('damaged or of another version');
  });

  test('a folder that is missing is reported once, and used when it is there', () => {
    const folder = join(folderIn(MEMORY), 'missing');
    const { journal, log, written } = journalIn(folder);
    journal.start();
    journal.write();
    expect(written).toEqual([]);
    expect(log.text.split('cannot be written').length).toBe(2);
    mkdirSync(folder);
    journal.write();
    expect(written.length).toBe(1);
    expect(log.text).toContain('written again');
  });

  test('a folder on a disk is refused: a backup of it would tell when single blocks happened', () => {
    const folder = folderIn(tmpdir());
    if (isInMemory(folder)) return; // a machine whose /tmp is in memory
    const { journal, log, written } = journalIn(folder);
    journal.start();
    journal.write();
    expect(written).toEqual([]);
    expect(existsSync(join(folder, 'counts.json'))).toBe(false);
    expect(log.text).toContain('is not in memory');
  });
});
