import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey, type PrivateKey, publicPart } from '@netvakt/coalition';
import { DirectoryStore } from '../../src/folder/directory.ts';
import { FileIndex } from '../../src/folder/file-index.ts';
import { type Parties, type Party, partiesOf } from '../../src/folder/parties.ts';
import { type Recorded, recordFiles } from '../../src/folder/record.ts';
import type { EditionPayload } from '../../src/sum/edition.ts';

/** Seconds since 1970: 2026-10-01. */
const NOW = 1_790_812_800;

/** An edition without figures. */
export const EDITION: EditionPayload = {
  schema: 'netvakt-edition/1',
  coalition: 'nordic',
  policy: 'a'.repeat(64),
  definitions: 'b'.repeat(64),
  quarter: '2026-Q3',
  edition: '2026-Q3.1',
  reason: 'first',
  members: 5,
  submissions: 5,
  sums: {},
  indicators: [],
  figures: [],
};

/** Five members, two aggregators, a secretariat, and a folder of their files. */
export class TestCoalition {
  readonly root: string;
  readonly store: DirectoryStore;
  readonly keys: ReadonlyMap<string, PrivateKey>;
  parties: Parties;
  now: number = NOW;

  private constructor(root: string, keys: ReadonlyMap<string, PrivateKey>) {
    this.root = root;
    this.store = new DirectoryStore(join(root, 'folder'));
    this.keys = keys;
    const party = (id: string): Party => ({ id, key: publicPart(this.keyOf(id)) });
    this.parties = partiesOf({
      coalition: 'nordic',
      secretariat: party('secretariat'),
      aggregators: ['alpha', 'beta'].map(party),
      members: ['m1', 'm2', 'm3', 'm4', 'm5'].map(party),
      markets: ['se', 'no'],
    });
  }

  static async make(): Promise<TestCoalition> {
    const ids = ['secretariat', 'alpha', 'beta', 'm1', 'm2', 'm3', 'm4', 'm5'];
    const keys = await Promise.all(ids.map(async (id) => [id, await generateKey()] as const));
    return new TestCoalition(await mkdtemp(join(tmpdir(), 'netvakt-coalition-')), new Map(keys));
  }

  keyOf(id: string): PrivateKey {
    return this.keys.get(id) as PrivateKey;
  }

  partyOf(id: string): Party {
    return [this.parties.secretariat, ...this.parties.aggregators, ...this.parties.members].find(
      (party) => party.id === id,
    ) as Party;
  }

  /** What a party keeps for itself. */
  stateOf(id: string): DirectoryStore {
    return new DirectoryStore(join(this.root, `state-${id}`));
  }

  /** A later policy names another key of an aggregator. */
  async replaceKey(id: string): Promise<void> {
    const key = publicPart(await generateKey());
    const aggregators = this.parties.aggregators.map((party) => (party.id === id ? { ...party, key } : party));
    this.parties = { ...this.parties, aggregators };
  }

  put(path: string, text: string): Promise<string> {
    return this.store.create(path, Buffer.from(text));
  }

  async record(id = 'secretariat'): Promise<Recorded> {
    const index = FileIndex.open(join(this.root, `state-${id}`, 'index.sqlite'));
    try {
      const { store, parties, now } = this;
      return await recordFiles({ store, state: this.stateOf(id), index, parties, key: this.keyOf(id), now });
    } finally {
      index.close();
    }
  }

  /** The secretariat loses what it keeps outside the folder. */
  async keepNothing(): Promise<void> {
    await rm(join(this.root, 'state-secretariat'), { recursive: true, force: true });
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
