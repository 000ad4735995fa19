import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateKey, type PrivateKey } from '@netvakt/coalition';
import { appendToLog } from '../../src/log/append.ts';
import {
  type Checkpoint,
  cosign,
  formatCheckpoint,
  parseCheckpoint,
  withSignatures,
} from '../../src/log/checkpoint.ts';
import type { LogEntry } from '../../src/log/entry.ts';
import type { LogFault } from '../../src/log/fault.ts';
import { type NoteKey, noteKey } from '../../src/log/note.ts';
import type { LogTrust } from '../../src/log/read.ts';
import { type KeptLog, verifyLog, type WitnessedCheckpoint } from '../../src/log/verify.ts';
import { entriesOf } from './entries.ts';
import { MemoryFiles } from './memory-files.ts';

const ORIGIN = 'coalition.example/log';
const MEMBERS = ['m1', 'm2', 'm3'].map((member) => `${ORIGIN}/${member}`);
const NOW = 1_900_000_000;
let key: PrivateKey;
let memberKeys: readonly PrivateKey[];
let trust: LogTrust;

beforeAll(async () => {
  key = await generateKey();
  memberKeys = await Promise.all(MEMBERS.map(() => generateKey()));
  const cosigners = MEMBERS.map((name, i) => noteKey(name, 'cosignature', memberKeys[i] as PrivateKey));
  trust = { log: noteKey(ORIGIN, 'note', key), cosigners, now: NOW };
});

async function logOf(entries: readonly LogEntry[]): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await appendToLog(files, { origin: ORIGIN, key }, entries);
  return files;
}

async function keptOf(entries: readonly LogEntry[]): Promise<KeptLog> {
  const { checkpoint, leaves } = await verifyLog(await logOf(entries), trust, { witnessed: [] });
  return { checkpoint: checkpoint as Checkpoint, leaves };
}

function witnessedBy(member: number, checkpoint: Checkpoint): WitnessedCheckpoint {
  const name = MEMBERS[member] as string;
  const line = cosign(checkpoint, name, memberKeys[member] as PrivateKey, NOW - 10);
  const read = parseCheckpoint(formatCheckpoint(withSignatures(checkpoint, [line])));
  return { member: trust.cosigners[member] as never, ...(read === undefined ? {} : { checkpoint: read }) };
}

const verified = async (
  files: MemoryFiles,
  kept?: KeptLog,
  witnessed: readonly WitnessedCheckpoint[] = [],
): Promise<readonly LogFault[]> =>
  (await verifyLog(files, trust, { witnessed, ...(kept === undefined ? {} : { kept }) })).faults;

const SEEN = entriesOf(0, 300);
const [BEFORE, AFTER] = [SEEN.slice(0, 100), SEEN.slice(101)];
const OTHER = entriesOf(900, 901);

/** Histories that a keeper with the key could sign instead of the one that was seen. Each is whole in itself. */
const HISTORIES: readonly (readonly [string, readonly LogEntry[], readonly LogFault[]])[] = [
  ['rewritten', [...BEFORE, ...OTHER, ...AFTER], [{ code: 'entry-rewritten', index: 100 }]],
  ['dropped', [...BEFORE, ...AFTER, ...entriesOf(300, 310)], [{ code: 'entry-dropped', index: 100 }]],
  ['dropped at the end', SEEN.slice(0, 299), [{ code: 'entry-dropped', index: 299 }]],
  [
    'reordered',
    [...SEEN.slice(0, 100), ...SEEN.slice(100, 102).toReversed(), ...SEEN.slice(102)],
    [
      { code: 'entry-reordered', index: 100 },
      { code: 'entry-reordered', index: 101 },
    ],
  ],
  ['put in between', [...BEFORE, ...OTHER, ...SEEN.slice(100)], [{ code: 'entry-inserted', index: 100 }]],
  [
    'rewritten twice',
    [...OTHER, ...SEEN.slice(1, 299), ...entriesOf(901, 902)],
    [
      { code: 'entry-rewritten', index: 0 },
      { code: 'entry-rewritten', index: 299 },
    ],
  ],
];

describe('a member who has seen the log before', () => {
  test('accepts one that only grew', async () => {
    const kept = await keptOf(SEEN);
    expect(await verified(await logOf(entriesOf(0, 900)), kept, [witnessedBy(1, kept.checkpoint)])).toEqual([]);
    expect(await verified(await logOf(SEEN), kept)).toEqual([]);
  });

  test.each(HISTORIES)('finds an entry that was %s', async (_name, entries, expected) => {
    const faults = await verified(await logOf(entries), await keptOf(SEEN));
    expect(faults.filter(({ code }) => code.startsWith('entry-'))).toEqual(expected);
    expect(faults.map(({ code }) => code)).toContain(entries.length < SEEN.length ? 'log-behind' : 'history-forked');
  });

  test.each(HISTORIES)('without memory finds it if another member has seen more: %s', async (_name, entries) => {
    const { checkpoint } = await keptOf(SEEN);
    const faults = await verified(await logOf(entries), undefined, [witnessedBy(2, checkpoint)]);
    const code = entries.length < SEEN.length ? 'log-behind' : 'history-forked';
    expect(faults).toEqual([{ code, member: MEMBERS[2] }]);
  });

  test('a fork is found at each of the two that were shown different logs', async () => {
    const [left, right] = [
      [...SEEN, ...entriesOf(300, 305)],
      [...SEEN, ...entriesOf(400, 405)],
    ];
    const [atLeft, atRight] = [await keptOf(left), await keptOf(right)];
    expect(await verified(await logOf(left), atLeft, [witnessedBy(1, atRight.checkpoint)])).toEqual([
      { code: 'history-forked', member: MEMBERS[1] },
    ]);
    expect(await verified(await logOf(right), atRight, [witnessedBy(0, atLeft.checkpoint)])).toEqual([
      { code: 'history-forked', member: MEMBERS[0] },
    ]);
  });

  test('a member cannot accuse the log with a checkpoint that the log did not sign', async () => {
    const forger = await generateKey();
    const files = new MemoryFiles();
    const forged = await appendToLog(files, { origin: ORIGIN, key: forger }, OTHER);
    expect(await verified(await logOf(SEEN), undefined, [witnessedBy(1, forged)])).toEqual([
      { code: 'cosignature-false', member: MEMBERS[1] },
    ]);
  });
});

test('a member with a new key: what it witnessed with the earlier one says nothing', async () => {
  const files = await logOf(SEEN);
  const checkpoint = parseCheckpoint(files.files.get('checkpoint') as Buffer) as Checkpoint;
  const earlier = await generateKey();
  const line = cosign(checkpoint, MEMBERS[1] as string, earlier, NOW - 10);
  const witnessed = { member: trust.cosigners[1] as NoteKey, checkpoint: withSignatures(checkpoint, [line]) };
  expect(await verified(files, undefined, [witnessed])).toEqual([]);
});

describe('cosignatures', () => {
  test('of a clock that is five minutes ahead hold', async () => {
    const files = await logOf(SEEN);
    const checkpoint = parseCheckpoint(files.files.get('checkpoint') as Buffer) as Checkpoint;
    const line = cosign(checkpoint, MEMBERS[0] as string, memberKeys[0] as PrivateKey, NOW + 300);
    files.files.set('checkpoint', formatCheckpoint(withSignatures(checkpoint, [line])));
    expect(await verified(files)).toEqual([]);
  });

  test('of members count, with their time; others are ignored', async () => {
    const files = await logOf(SEEN);
    const checkpoint = parseCheckpoint(files.files.get('checkpoint') as Buffer) as Checkpoint;
    const stranger = await generateKey();
    const lines = [
      cosign(checkpoint, MEMBERS[0] as string, memberKeys[0] as PrivateKey, NOW - 5),
      cosign(checkpoint, 'stranger.example', stranger, NOW - 5),
    ];
    files.files.set('checkpoint', formatCheckpoint(withSignatures(checkpoint, lines)));
    const reading = await verifyLog(files, trust, { witnessed: [] });
    expect(reading).toMatchObject({ faults: [], cosignatures: [{ name: MEMBERS[0], time: NOW - 5 }] });
  });

  test.each([
    [
      'of the future',
      (checkpoint: Checkpoint) => cosign(checkpoint, MEMBERS[0] as string, memberKeys[0] as PrivateKey, NOW + 301),
    ],
    [
      'with another time than was signed',
      (checkpoint: Checkpoint) => {
        const line = cosign(checkpoint, MEMBERS[0] as string, memberKeys[0] as PrivateKey, NOW - 5);
        line.signature[7] = (line.signature[7] ?? 0) ^ 1;
        return line;
      },
    ],
    [
      'of another checkpoint',
      (checkpoint: Checkpoint) => {
        const other = { ...checkpoint, note: { ...checkpoint.note, text: checkpoint.note.text.replace('300', '301') } };
        return cosign(other, MEMBERS[0] as string, memberKeys[0] as PrivateKey, NOW - 5);
      },
    ],
  ])('%s are false', async (_name, lineOf) => {
    const files = await logOf(SEEN);
    const checkpoint = parseCheckpoint(files.files.get('checkpoint') as Buffer) as Checkpoint;
    files.files.set('checkpoint', formatCheckpoint(withSignatures(checkpoint, [lineOf(checkpoint)])));
    expect(await verified(files)).toEqual([{ code: 'cosignature-false', member: MEMBERS[0] }]);
  });
});

function flip(files: MemoryFiles, path: string, at: number): void {
  const bytes = Buffer.from(files.files.get(path) as Buffer);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  files.files.set(path, bytes);
}

describe('files of a log that somebody changed', () => {
  test.each([
    ['tile/0/000', 'tile-differs'],
    ['tile/0/001.p/44', 'tile-differs'],
    ['tile/1/000.p/1', 'tile-differs'],
    ['checkpoint', 'checkpoint-unsigned'],
  ])('one bit of %s: %s', async (path, code) => {
    const files = await logOf(SEEN);
    flip(files, path, 4);
    expect((await verified(files)).map((fault) => fault.code)).toEqual([code]);
  });

  test('a digest in an entry: its tile and the root differ', async () => {
    const files = await logOf(SEEN);
    const bytes = Buffer.from(files.files.get('tile/entries/000') as Buffer);
    bytes.write('0000', bytes.indexOf('"sha256":"') + 10);
    files.files.set('tile/entries/000', bytes);
    expect((await verified(files)).map(({ code }) => code)).toEqual(['tile-differs', 'tile-differs', 'root-differs']);
  });

  test.each([
    ['tile/0/000', ['tile-missing']],
    ['tile/1/000.p/1', ['tile-missing']],
    ['tile/entries/000', ['entries-missing']],
    ['tile/entries/001.p/44', ['entries-missing']],
    ['checkpoint', ['checkpoint-missing']],
  ])('%s is gone: %j', async (path, codes) => {
    const files = await logOf(SEEN);
    files.files.delete(path);
    expect((await verified(files)).map(({ code }) => code)).toEqual(codes);
  });

  test('whatever bytes are in whatever file, there is an answer and a fault', async () => {
    const sound = await logOf(entriesOf(0, 20));
    for (const path of sound.files.keys()) {
      for (const bytes of [Buffer.alloc(0), Buffer.alloc(40, 255), Buffer.from('\n\n'), Buffer.alloc(8192)]) {
        const files = sound.copy();
        files.files.set(path, bytes);
        expect(await verified(files)).not.toEqual([]);
      }
    }
  });
});
