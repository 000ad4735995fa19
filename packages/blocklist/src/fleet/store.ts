/**
 * What a member of a fleet keeps on its own disk, sealed: the snapshots that it held last, the manifest that it believed, and which
 * snapshot is its turn. A node starts from it without the network; a publisher makes deltas from it.
 */
import type { Json } from '@netvakt/json';
import { type FoundRecord, SealedSeries } from '../store/series.ts';
import type { FleetMemory } from './manifest.ts';
import type { FleetSecret, ListFacts } from './parcel.ts';

/** Snapshots that are kept: the one in force, the one to go back to, and one more for deltas. */
const KEPT = 3;

/** A snapshot on disk. */
export interface KeptSnapshot {
  readonly generation: number;
  readonly digest: string;
  readonly facts: readonly ListFacts[];
  readonly content: Buffer;
}

/** What must not be forgotten. */
export interface FleetState {
  readonly memory: FleetMemory | undefined;
  readonly etag: string | undefined;
  /** Digest of the snapshot that is to be in force; `undefined` before the first. */
  readonly digest: string | undefined;
  /** The highest generation that was ever published from here. */
  readonly generation: number;
  /** The last manifest, as it was signed; empty before the first. */
  readonly manifest: Buffer;
}

const BEGINNING: FleetState = {
  memory: undefined,
  etag: undefined,
  digest: undefined,
  generation: 0,
  manifest: Buffer.alloc(0),
};

/** One folder. */
export class FleetStore {
  readonly #snapshots: SealedSeries;
  readonly #state: SealedSeries;

  constructor(folder: string, secret: FleetSecret) {
    this.#snapshots = new SealedSeries(folder, 'snapshot', secret.storeKey, KEPT);
    this.#state = new SealedSeries(folder, 'state', secret.storeKey, 2);
  }

  /** What is remembered; the state of a new member if nothing is. */
  async state(): Promise<FleetState> {
    const record = await this.#state.newest();
    if (record === undefined) return BEGINNING;
    // Written by this class and opened whole.
    return { ...BEGINNING, ...(record.label as unknown as Partial<FleetState>), manifest: record.content };
  }

  /** Remembers `state`: on the disk when the promise is fulfilled. */
  async save({ manifest, ...state }: FleetState): Promise<void> {
    const label = JSON.parse(JSON.stringify(state)) as { readonly [name: string]: Json };
    await this.#state.write({ label, content: manifest });
  }

  /** Keeps one more snapshot, in place of the oldest. */
  async keep({ content, facts, ...rest }: KeptSnapshot): Promise<void> {
    await this.#snapshots.write({ label: { ...rest, facts: facts as unknown as Json }, content });
  }

  /** All that open, newest first. */
  async all(): Promise<readonly KeptSnapshot[]> {
    const found: KeptSnapshot[] = [];
    for (const number of await this.#snapshots.numbers()) {
      const record = await this.#snapshots.read(number);
      if (record !== undefined) found.push(keptOf(record));
    }
    return found;
  }

  /** The one whose turn it is; if that one does not open, the newest that does; `undefined` if none does. */
  async current(): Promise<KeptSnapshot | undefined> {
    const { digest } = await this.state();
    const all = await this.all();
    return all.find((one) => one.digest === digest) ?? all[0];
  }
}

function keptOf({ label, content }: Pick<FoundRecord, 'label' | 'content'>): KeptSnapshot {
  // Written by this class and opened whole: a label of other members would be a mistake of ours.
  return { ...(label as unknown as Omit<KeptSnapshot, 'content'>), content };
}
