/**
 * Keeps a copy of the folder in step with another place that may only know GET and PUT: a web server, an object store. Nothing is
 * listed: the log names what it records, and every other file has a name that follows from the policy.
 *
 *   fetch   the log, what it records, what parties witness; editions that it does not record yet; for aggregators the sealed files of
 *           a quarter
 *   send    files that this party may write and that the log does not record, letters once; the secretariat sends the log, its checkpoint last
 */
import { hash } from 'node:crypto';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { type LogEntry, parseEntry } from '../log/entry.ts';
import { ENTRY_TILE_BYTES, parseEntryTile } from '../log/entry-tile.ts';
import { CHECKPOINT_PATH } from '../log/files.ts';
import { NOTE_BYTES } from '../log/note.ts';
import { levelsOf, tilePath, tilesOfLevel } from '../log/tile.ts';
import { filePlace, LISTED_FOLDERS, LOG_FOLDER, type Place, witnessPath } from './layout.ts';
import { mayRead, mayWrite } from './may.ts';
import type { Parties } from './parties.ts';
import type { CreateOutcome, FileStore, ListedStore, StoredFile } from './store.ts';

/** The two places, and who keeps the first. */
export interface SyncSettings {
  readonly local: ListedStore;
  readonly remote: FileStore;
  readonly parties: Parties;
  /** Id of the party. */
  readonly id: string;
  /** Quarters whose editions are fetched; by aggregators their sealed files as well, and sent if the log does not record them. */
  readonly quarters: readonly string[];
}

const LETTERS = 'inbox/notice/';
const MOST_SERIALS = 1000;
const MOST_REVISIONS = 99;

/** Fetches policies, from the first serial on. Needs no policy: a party that joins has none yet. Returns what was new. */
export async function fetchPolicies(local: FileStore, remote: FileStore): Promise<readonly string[]> {
  const fetched: string[] = [];
  for (let serial = 1; serial <= MOST_SERIALS; serial += 1) {
    const outcome = await copy(remote, local, `members/policy/${serial}.json`);
    if (outcome === 'missing') break;
    if (outcome === 'copied') fetched.push(`members/policy/${serial}.json`);
  }
  return fetched;
}

/** Fetches what the other place has and this party may read. The log is not verified here. */
export async function fetchFiles(settings: SyncSettings): Promise<readonly string[]> {
  const { local, remote, parties, id, quarters } = settings;
  const paths = [...parties.members, ...parties.aggregators].map((party) => witnessPath(party.id));
  const fetched: string[] = [];
  const take = async (path: string): Promise<boolean> => {
    const place = filePlace(path);
    if (place === undefined || !mayRead(parties, place, id) || (place.owner === id && place.isReplaced)) return false;
    const outcome = await copy(remote, local, path);
    if (outcome === 'copied') fetched.push(path);
    return outcome !== 'missing';
  };
  if (id !== parties.secretariat.id) fetched.push(...(await fetchLog(settings)));
  for (const path of [...paths, ...(await recordedPaths(local))]) await take(path);
  for (const quarter of quarters) {
    for (const stem of stemsOf(parties, quarter)) {
      for (let n = 1; n <= MOST_REVISIONS && (await take(`${stem}.${n}.jws`)); n += 1);
    }
    // The log does not name an edition before the secretariat has it.
    const editionPath = `public/edition/${quarter}`;
    for (let n = 1; n <= MOST_REVISIONS && (await take(`${editionPath}.${n}.json`)); n += 1) {
      await take(`${editionPath}.${n}.csv`);
    }
  }
  return fetched;
}

function stemsOf({ members, aggregators }: Parties, quarter: string): readonly string[] {
  const kinds = ['accepted', 'sum', 'edition'];
  return [
    ...members.map(({ id }) => `sealed/${quarter}/submission-${id}`),
    ...aggregators.flatMap(({ id }) => kinds.map((kind) => `sealed/${quarter}/${kind}-${id}`)),
  ];
}

/** The checkpoint comes last: until then, the copy is the log of before. */
async function fetchLog({ local, remote }: SyncSettings): Promise<readonly string[]> {
  const path = `${LOG_FOLDER}/${CHECKPOINT_PATH}`;
  const bytes = await remote.read(path, NOTE_BYTES);
  const checkpoint = bytes === undefined ? undefined : parseCheckpoint(bytes);
  if (bytes === undefined || checkpoint === undefined) return [];
  const fetched: string[] = [];
  for (const tile of tilesOf(checkpoint.size)) {
    if ((await copy(remote, local, `${LOG_FOLDER}/${tile}`)) === 'copied') fetched.push(tile);
  }
  await copy(remote, local, `${LOG_FOLDER}/keys`);
  if ((await local.read(path, NOTE_BYTES))?.equals(bytes) === true) return fetched;
  await local.write(path, bytes);
  return [...fetched, path];
}

function tilesOf(size: number): readonly string[] {
  const levels = ['entries' as const, ...Array.from({ length: levelsOf(size) }, (_, level) => level)];
  return levels.flatMap((level) => tilesOfLevel(level, size).map(tilePath));
}

/** Sends what this party may write. Returns the paths of what the other place did not have, or had otherwise. */
export async function sendFiles(settings: SyncSettings): Promise<readonly string[]> {
  const { local, remote, parties, id } = settings;
  const isKeeper = id === parties.secretariat.id;
  const recorded = isKeeper ? new Set<string>() : await recordedDigests(local);
  const sent: string[] = [];
  for (const folder of [...LISTED_FOLDERS, 'public/witness']) {
    // An edition before its table, which a server compares with it.
    const files = (await local.list(folder)).toSorted((a, b) => Number(isTable(a)) - Number(isTable(b)));
    for (const { path } of files) {
      const outcome = await sendFile(settings, path, recorded);
      if (outcome === 'created') sent.push(path);
      // Once the secretariat has posted a letter, it is gone there: sent again, it would show its author again.
      const isLetter = path.startsWith(LETTERS) && !isKeeper;
      if (isLetter && (outcome === 'created' || outcome === 'same')) await local.remove(path);
    }
  }
  if (isKeeper) sent.push(...(await sendLog(local, remote)));
  return sent;
}

function isTable({ path }: StoredFile): boolean {
  return path.endsWith('.csv');
}

/** Nothing for a file that this party does not send. */
async function sendFile(
  { local, remote, parties, id, quarters }: SyncSettings,
  path: string,
  recorded: ReadonlySet<string>,
): Promise<CreateOutcome | undefined> {
  const place = filePlace(path);
  if (place === undefined || !mayWrite(parties, place, id) || isOfThePast(path, place, quarters)) return undefined;
  const bytes = await local.read(path, place.most);
  if (bytes === undefined || recorded.has(hash('sha256', bytes))) return undefined;
  return await send(remote, path, bytes, place.isReplaced);
}

/** What is never recorded would be sent each time, and the server takes it for two years only. */
function isOfThePast(path: string, { kind }: Place, quarters: readonly string[]): boolean {
  const quarter = /^sealed\/([^/]+)\//u.exec(path)?.[1];
  return kind === undefined && quarter !== undefined && !quarters.includes(quarter);
}

async function sendLog(local: ListedStore, remote: FileStore): Promise<readonly string[]> {
  const last = `${LOG_FOLDER}/${CHECKPOINT_PATH}`;
  const sent: string[] = [];
  const paths = (await local.list(LOG_FOLDER)).map(({ path }) => path).filter((path) => path !== last);
  for (const path of [...paths, last]) {
    const place = filePlace(path);
    const bytes = place === undefined ? undefined : await local.read(path, place.most);
    if (bytes !== undefined && (await send(remote, path, bytes, true)) === 'created') sent.push(path);
  }
  return sent;
}

async function send(remote: FileStore, path: string, bytes: Buffer, isReplaced: boolean): Promise<CreateOutcome> {
  if (!isReplaced) return await remote.create(path, bytes);
  if ((await remote.read(path, bytes.length))?.equals(bytes) === true) return 'same';
  await remote.write(path, bytes);
  return 'created';
}

/** Copies one file, unless the copy is there already. What is written once is not asked for again. */
async function copy(from: FileStore, to: FileStore, path: string): Promise<'copied' | 'known' | 'missing'> {
  const place = filePlace(path);
  if (place === undefined) return 'missing';
  const known = await to.read(path, place.most);
  const isPartOfLog = path.startsWith(`${LOG_FOLDER}/tile/`) && !path.includes('.p/');
  if (known !== undefined && (!place.isReplaced || isPartOfLog)) return 'known';
  const bytes = await from.read(path, place.most);
  if (bytes === undefined) return known === undefined ? 'missing' : 'known';
  if (known?.equals(bytes) === true) return 'known';
  await to.write(path, bytes);
  return 'copied';
}

/** The entries of the copy's log, unverified. */
async function entriesIn(local: FileStore): Promise<readonly LogEntry[]> {
  const bytes = await local.read(`${LOG_FOLDER}/${CHECKPOINT_PATH}`, NOTE_BYTES);
  const size = (bytes === undefined ? undefined : parseCheckpoint(bytes))?.size ?? 0;
  const entries: LogEntry[] = [];
  for (const tile of tilesOfLevel('entries', size)) {
    const bundle = await local.read(`${LOG_FOLDER}/${tilePath(tile)}`, ENTRY_TILE_BYTES);
    const found = bundle === undefined ? undefined : parseEntryTile(bundle, tile.width);
    entries.push(...(found ?? []).map(parseEntry).filter((entry) => entry !== undefined));
  }
  return entries;
}

async function recordedPaths(local: FileStore): Promise<readonly string[]> {
  return (await entriesIn(local)).flatMap((entry) => (entry.path === undefined ? [] : [entry.path]));
}

async function recordedDigests(local: FileStore): Promise<ReadonlySet<string>> {
  return new Set((await entriesIn(local)).map(({ sha256 }) => sha256));
}
