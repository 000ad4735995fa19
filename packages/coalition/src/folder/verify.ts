/** The check that each party makes of the whole folder: the log, what others have witnessed, and the files that it records. */
import { hash } from 'node:crypto';
import { parseCheckpoint } from '../log/checkpoint.ts';
import type { LogEntry } from '../log/entry.ts';
import type { LogFault } from '../log/fault.ts';
import { NOTE_BYTES } from '../log/note.ts';
import type { LogReading } from '../log/read.ts';
import { type KeptLog, verifyLog, type WitnessedCheckpoint } from '../log/verify.ts';
import { filePlace, LOG_FOLDER, type Readers, witnessPath } from './layout.ts';
import { type Parties, trustOf, witnessesOf, witnessKey } from './parties.ts';
import { type FileStore, inFolder } from './store.ts';

/** What a party knows before it looks. */
export interface FolderHistory {
  readonly kept?: KeptLog;
  /** Checkpoints that came in another way, by mail say. */
  readonly witnessed?: readonly WitnessedCheckpoint[];
  /** Files that the party handed in, which must be recorded: SHA-256 by name. */
  readonly own?: ReadonlyMap<string, string>;
  /** Groups whose files it may read. */
  readonly groups: ReadonlySet<Readers>;
}

/** What was found. */
export interface FolderReading extends LogReading {
  /** Recorded files that were read and are as recorded. */
  readonly filesChecked: number;
  /** Recorded files that are not for the eyes of this party, or whose place the log does not name. */
  readonly filesUnseen: number;
}

/**
 * Checks the log and every recorded file that the party may read. Sound if `faults` is empty. Rejects only if the place cannot be read.
 *
 * @param now - seconds since 1970.
 */
export async function verifyFolder(
  store: FileStore,
  parties: Parties,
  history: FolderHistory,
  now: number,
): Promise<FolderReading> {
  const witnessed = [...(history.witnessed ?? []), ...(await witnessedIn(store, parties))];
  const { kept } = history;
  const reading = await verifyLog(inFolder(store, LOG_FOLDER), trustOf(parties, now), {
    witnessed,
    ...(kept === undefined ? {} : { kept }),
  });
  const check = new FileCheck(store, history.groups);
  for (const [index, entry] of reading.entries.entries()) await check.look(entry, index);
  const recorded = new Set(reading.entries.map((entry) => entry?.sha256));
  const unrecorded = [...(history.own ?? [])].filter(([, sha256]) => !recorded.has(sha256));
  return {
    ...reading,
    faults: [
      ...reading.faults,
      ...check.faults,
      ...unrecorded.map(([path]): LogFault => ({ code: 'file-unrecorded', path })),
    ],
    filesChecked: check.checked,
    filesUnseen: check.unseen,
  };
}

/** The checkpoints that the parties publish in the folder. */
async function witnessedIn(store: FileStore, parties: Parties): Promise<readonly WitnessedCheckpoint[]> {
  const read = witnessesOf(parties).map(async (party): Promise<readonly WitnessedCheckpoint[]> => {
    const bytes = await store.read(witnessPath(party.id), NOTE_BYTES);
    if (bytes === undefined) return [];
    const checkpoint = parseCheckpoint(bytes);
    return [{ member: witnessKey(parties, party), ...(checkpoint === undefined ? {} : { checkpoint }) }];
  });
  return (await Promise.all(read)).flat();
}

class FileCheck {
  readonly faults: LogFault[] = [];
  checked = 0;
  unseen = 0;
  readonly #store: FileStore;
  readonly #groups: ReadonlySet<Readers>;

  constructor(store: FileStore, groups: ReadonlySet<Readers>) {
    this.#store = store;
    this.#groups = groups;
  }

  async look(entry: LogEntry | undefined, index: number): Promise<void> {
    if (entry === undefined) return;
    const { path, kind, sha256 } = entry;
    const place = path === undefined ? undefined : filePlace(path);
    if (path !== undefined && place?.kind !== kind) {
      this.faults.push({ code: 'entry-unreadable', index });
    } else if (path === undefined || place === undefined || !this.#groups.has(place.readers)) {
      this.unseen += 1;
    } else {
      const bytes = await this.#store.read(path, place.most);
      if (bytes === undefined) this.faults.push({ code: 'file-missing', index, path });
      else if (hash('sha256', bytes) !== sha256) this.faults.push({ code: 'file-rewritten', index, path });
      else this.checked += 1;
    }
  }
}
