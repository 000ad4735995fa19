/** What the pages are made from: what a coalition has published and recorded, verified. */
import { hash } from 'node:crypto';
import {
  definitionsDigest,
  type EditionPayload,
  type FolderReading,
  groupsOf,
  INDICATORS_DIGEST,
  type KeptLog,
  type ListedStore,
  type LogEntry,
  type Parties,
  partiesOf,
  readEdition,
  readPolicy,
  type SignedPolicy,
  verifyFolder,
} from '@netvakt/coalition';
import { OperatorError } from '../../base/operator-error.ts';

/** One edition, as it was published. */
export interface PublishedEdition {
  readonly edition: EditionPayload;
  /** True if its policy names the table of indicators that this program has. */
  readonly hasKnownTable: boolean;
  /** The signed file. */
  readonly bytes: Buffer;
  readonly sha256: string;
  /** When the log recorded it, in seconds since 1970. */
  readonly recorded: number;
}

/** A party that has cosigned the log. */
interface Cosigner {
  readonly id: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** Everything that is on the pages. Nothing in it is of one member. */
export interface PublishedRecord {
  /** The policy that holds now. */
  readonly signed: SignedPolicy;
  /** By quarter, then number: oldest first. */
  readonly editions: readonly PublishedEdition[];
  readonly log: {
    readonly size: number;
    /** Base64. */
    readonly root: string;
    readonly cosigners: readonly Cosigner[];
    /** Parties that could cosign. */
    readonly witnesses: number;
    /** The checkpoint, and the keys to verify it with, as they are in the folder. */
    readonly checkpoint: Buffer;
    readonly keys: Buffer;
  };
  /** When the newest entry was recorded, in seconds since 1970. */
  readonly asOf: number;
}

/** Where a record is read from. */
export interface RecordSource {
  /** The coalition's folder. */
  readonly store: ListedStore;
  /** The newest policy, of aggregators that are trusted. */
  readonly signed: SignedPolicy;
  /** Who looks: members see more than the public. Default: everybody. */
  readonly party?: string | undefined;
  /** What the party keeps of the log. */
  readonly kept?: KeptLog | undefined;
  /** Seconds since 1970: later cosignatures are false. */
  readonly now: number;
}

const EDITION_FILE = /^public\/edition\/(20\d\d-Q[1-4])\.([1-9]\d?)\.json$/u;
const MOST_BYTES = 16 << 20;

/**
 * Reads what is published. An edition counts if the log records it, and all aggregators of the policy that it names have signed it.
 *
 * @throws OperatorError ERR_COALITION - the log or a recorded file is not sound, or an edition is not signed by all.
 */
export async function readRecord(source: RecordSource): Promise<PublishedRecord> {
  const { store, signed } = source;
  const parties = partiesOf(signed.policy);
  const reading = await soundReading(source, parties);
  const policies = await policiesOf(store, signed, reading.entries);
  const editions: PublishedEdition[] = [];
  for (const entry of reading.entries) {
    if (entry?.path === undefined || !EDITION_FILE.test(entry.path)) continue;
    editions.push(await publishedEdition(store, policies, entry, entry.path));
  }
  return {
    signed,
    editions: editions.toSorted((a, b) => orderOf(a) - orderOf(b)),
    log: {
      size: reading.size,
      root: reading.root,
      cosigners: reading.cosignatures.map(({ name, time }) => ({ id: name.slice(name.lastIndexOf('/') + 1), time })),
      witnesses: parties.members.length + parties.aggregators.filter(({ id }) => id !== parties.secretariat.id).length,
      checkpoint: (await store.read('public/log/checkpoint', MOST_BYTES)) ?? Buffer.alloc(0),
      keys: (await store.read('public/log/keys', MOST_BYTES)) ?? Buffer.alloc(0),
    },
    asOf: reading.entries.reduce((newest, entry) => Math.max(newest, entry?.at ?? 0), 0),
  };
}

interface SoundReading extends FolderReading {
  readonly size: number;
  readonly root: string;
}

async function soundReading({ store, party, kept, now }: RecordSource, parties: Parties): Promise<SoundReading> {
  const groups = groupsOf(parties, party);
  const history = { groups, ...(kept === undefined ? {} : { kept }) };
  const reading = await verifyFolder(store, parties, history, now);
  const { checkpoint, faults } = reading;
  const [first] = faults;
  if (first === undefined && checkpoint !== undefined) {
    return { ...reading, size: checkpoint.size, root: checkpoint.root.toString('base64') };
  }
  throw new OperatorError('ERR_COALITION', {
    found: `The log of the folder is not sound (${first?.code ?? 'checkpoint-missing'}), so nothing of it is published`,
    remedy:
      first?.code === 'checkpoint-missing'
        ? 'Have the secretariat run netvakt coalition record first, or fetch the folder again'
        : 'Run netvakt coalition verify --no-cosign: it names the entry and what to do',
  });
}

/**
 * Policies by digest: the newest, and those that the log records. A file that somebody puts into the folder later is none of them; one
 * that was recorded without being a policy is left out, since no edition can name it.
 */
async function policiesOf(
  store: ListedStore,
  newest: SignedPolicy,
  entries: FolderReading['entries'],
): Promise<ReadonlyMap<string, SignedPolicy>> {
  const found = new Map([[newest.digest, newest]]);
  for (const entry of entries) {
    if (entry?.kind !== 'policy' || entry.path === undefined) continue;
    const bytes = (await store.read(entry.path, MOST_BYTES)) ?? Buffer.alloc(0);
    if (hash('sha256', bytes) !== entry.sha256) continue;
    const signed = await readPolicy(bytes.toString('utf8')).catch(() => undefined);
    if (signed?.policy.coalition === newest.policy.coalition) found.set(signed.digest, signed);
  }
  return found;
}

async function publishedEdition(
  store: ListedStore,
  policies: ReadonlyMap<string, SignedPolicy>,
  { at, sha256 }: LogEntry,
  path: string,
): Promise<PublishedEdition> {
  const bytes = (await store.read(path, MOST_BYTES)) ?? Buffer.alloc(0);
  if (hash('sha256', bytes) === sha256) {
    for (const signed of policies.values()) {
      const edition = await wholeEdition(bytes.toString('utf8'), signed, path);
      if (edition === undefined) continue;
      const hasKnownTable = signed.policy.definitions.indicators === INDICATORS_DIGEST;
      return { edition, hasKnownTable, bytes, sha256, recorded: at };
    }
  }
  throw new OperatorError('ERR_COALITION', {
    found: `${path} is not signed by all aggregators of a policy in the folder, or is not the edition that its name says`,
    remedy: 'Ask the aggregators which of them published it; fetch members/policy again if a policy is missing there',
  });
}

/** The edition, if it is of this policy, of its definitions, signed by all of its aggregators, and in its own place. */
async function wholeEdition(
  text: string,
  { policy, digest }: SignedPolicy,
  path: string,
): Promise<EditionPayload | undefined> {
  const read = await readEdition(text, policy).catch(() => undefined);
  if (read === undefined || read.signers.length < policy.aggregators.length) return undefined;
  const { edition } = read;
  const isOfPolicy = edition.policy === digest && edition.definitions === definitionsDigest(policy.definitions);
  const isInPlace = EDITION_FILE.exec(path)?.[1] === edition.quarter && path.endsWith(`/${edition.edition}.json`);
  return isOfPolicy && isInPlace ? edition : undefined;
}

function orderOf({ edition: { quarter, edition } }: PublishedEdition): number {
  return Number(quarter.slice(0, 4)) * 1000 + Number(quarter.at(-1)) * 100 + Number(edition.slice(quarter.length + 1));
}
