/**
 * What the secretariat does after files have come in: it records them in the log.
 *
 *   1  check the log against what was signed last: nothing is signed on top of a history that somebody changed
 *   2  publish which notices others have seen as well
 *   3  find the files that are not recorded, append them, sign
 *   4  put the cosignatures that members have published into the checkpoint
 */
import { CoalitionError } from '../document/error.ts';
import { appendToLog } from '../log/append.ts';
import {
  type Checkpoint,
  cosignatureOf,
  formatCheckpoint,
  parseCheckpoint,
  withSignatures,
} from '../log/checkpoint.ts';
import type { LogEntry } from '../log/entry.ts';
import type { LogFault } from '../log/fault.ts';
import { CHECKPOINT_PATH } from '../log/files.ts';
import { formatVerifierKey, isLineOf, NOTE_BYTES } from '../log/note.ts';
import { type LogReading, readLog } from '../log/read.ts';
import { verifyLog } from '../log/verify.ts';
import type { PrivateKey } from '../signature/key.ts';
import { isTableOf } from '../sum/edition-csv.ts';
import type { FileIndex, IndexedFile } from './file-index.ts';
import { EDITION_BYTES, LOG_FOLDER, witnessPath } from './layout.ts';
import { recall, remember } from './memory.ts';
import { type Parties, trustOf, witnessesOf, witnessKey } from './parties.ts';
import { noticesIn, publishSightings } from './sightings.ts';
import { type FileStore, inFolder, type ListedStore } from './store.ts';

const TABLE = /^(public\/edition\/.*)\.csv$/u;

/** What recording needs. */
export interface RecordSettings {
  readonly store: ListedStore;
  /** What the secretariat keeps outside the folder. */
  readonly state: FileStore;
  readonly index: FileIndex;
  readonly parties: Parties;
  /** The secretariat's. */
  readonly key: PrivateKey;
  /** Seconds since 1970. */
  readonly now: number;
}

/** What was recorded. */
export interface Recorded {
  readonly checkpoint: Checkpoint;
  readonly added: readonly LogEntry[];
  /** Ids of notices that at least three others have now seen. */
  readonly seen: readonly string[];
  /** Files that do not match their name; they are not recorded. */
  readonly refused: readonly string[];
  /** Parties whose cosignature the checkpoint has. */
  readonly cosigners: readonly string[];
}

/** @throws CoalitionError ERR_KEY, ERR_LOG - nothing was signed. */
export async function recordFiles(settings: RecordSettings): Promise<Recorded> {
  const { store, state, index, parties, key, now } = settings;
  if (key.kid !== parties.secretariat.key.kid) throw foreignKey();
  const log = inFolder(store, LOG_FOLDER);
  const before = await soundLog(settings);
  const seen = await publishSightings(store, parties, key);
  await index.update(store);
  index.mark(new Set(before.entries.map((entry) => `${entry?.kind} ${entry?.sha256}`)));
  const refused = [...(await noticesIn(store, parties)).refused, ...(await foreignTables(settings))];
  const added = index.files().flatMap((file) => (refused.includes(file.path) ? [] : entryOf(file, now)));
  const signed = await appendToLog(log, { origin: parties.origin, key }, added);
  const { leaves } = await readLog(log, trustOf(parties, now));
  await remember(state, { checkpoint: signed, leaves });
  index.mark(new Set([...before.entries, ...added].map((entry) => `${entry?.kind} ${entry?.sha256}`)));
  await writeKeys(store, parties, now);
  const { checkpoint, cosigners } = await gathered(settings, signed);
  return { checkpoint, added, seen, refused, cosigners };
}

/** Tables of editions that show other figures than their edition: nobody has signed those. */
async function foreignTables({ store, index, parties }: RecordSettings): Promise<readonly string[]> {
  const tables = index.files().filter(({ path, isRecorded }) => TABLE.test(path) && !isRecorded);
  const judged = tables.map(async ({ path, size }) => {
    const edition = await store.read(path.replace(TABLE, '$1.json'), EDITION_BYTES);
    const table = (await store.read(path, size)) ?? Buffer.alloc(0);
    return (await isTableOf(edition?.toString('utf8'), table, parties)) ? [] : [path];
  });
  return (await Promise.all(judged)).flat();
}

/** Sealed files are recorded without their path. */
function entryOf({ path, kind, sha256, isRecorded }: IndexedFile, now: number): readonly LogEntry[] {
  if (kind === undefined || isRecorded) return [];
  return [{ at: now, kind, sha256, ...(path.startsWith('sealed/') ? {} : { path }) }];
}

async function soundLog({ store, state, parties, now }: RecordSettings): Promise<Pick<LogReading, 'entries'>> {
  const kept = await recall(state);
  const reading = await verifyLog(inFolder(store, LOG_FOLDER), trustOf(parties, now), {
    witnessed: [],
    ...(kept === undefined ? {} : { kept }),
  });
  const [first, ...rest] = reading.faults.filter((fault) => fault.code !== 'cosignature-false');
  if (first === undefined) return reading;
  if (kept === undefined && rest.length === 0 && first.code === 'checkpoint-missing') return reading;
  throw new CoalitionError('ERR_LOG', {
    found: `The log in the folder is not the one that was signed last: ${first.code}${placeText(first)}`,
    remedy:
      'Nothing was signed. Put the folder back as it was, from a backup or from a copy of a member. ' +
      'To sign another history would show at every member',
  });
}

function placeText({ index, path }: LogFault): string {
  if (index !== undefined) return ` at entry ${index}`;
  return path === undefined ? '' : ` at ${path}`;
}

/** Adds the cosignatures of exactly this checkpoint that the parties have published. */
async function gathered(
  { store, parties, now }: RecordSettings,
  signed: Checkpoint,
): Promise<{ readonly checkpoint: Checkpoint; readonly cosigners: readonly string[] }> {
  let checkpoint = signed;
  const cosigners: string[] = [];
  for (const party of witnessesOf(parties)) {
    const key = witnessKey(parties, party);
    const bytes = await store.read(witnessPath(party.id), NOTE_BYTES);
    const witnessed = bytes === undefined ? undefined : parseCheckpoint(bytes);
    const lines = witnessed?.note.text === signed.note.text ? witnessed.note.signatures : [];
    const own = lines.filter((line) => isLineOf(line, key));
    const added = withSignatures(checkpoint, own);
    if (own.length === 0 || cosignatureOf(added, key, now) === false) continue;
    checkpoint = added;
    cosigners.push(party.id);
  }
  await inFolder(store, LOG_FOLDER).write(CHECKPOINT_PATH, formatCheckpoint(checkpoint));
  return { checkpoint, cosigners };
}

/** The keys for those who verify without a policy, the log's first. */
async function writeKeys(store: FileStore, parties: Parties, now: number): Promise<void> {
  const { log, cosigners } = trustOf(parties, now);
  await store.write(`${LOG_FOLDER}/keys`, Buffer.from(`${[log, ...cosigners].map(formatVerifierKey).join('\n')}\n`));
}

function foreignKey(): CoalitionError {
  return new CoalitionError('ERR_KEY', {
    found: 'This is not the key of the one who keeps the log',
    remedy: 'Give the key of the secretariat; without a secretariat in the policy, that of its first aggregator',
  });
}
