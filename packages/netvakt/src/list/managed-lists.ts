import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  AllowRules,
  deriveKey,
  type FetchBounds,
  type HttpsSource,
  isInShadow,
  type ListFile,
  type ListState,
  ListStore,
  type ManagedList,
  type NeverBlock,
  readKeys,
  readNeverBlock,
  readPkcs12,
  readSecret,
  type Source,
  StoreError,
  stateOf,
  type TrustPolicy,
  waitsForTime,
} from '@netvakt/blocklist';
import type { Config, ConfiguredList, IntakeSettings } from '../config/config.ts';
import { pathFrom } from '../config/paths.ts';
import type { SourceSection, TrustSection } from '../config/schema/intake.ts';
import { secretRemedy, secretSource } from '../config/secret.ts';
import { intakeError } from './failure.ts';

const MAKE_SECRET = 'Make one: netvakt list keygen --store';

type HttpsSection = Extract<SourceSection, { readonly kind: 'https' }>;

/** A managed list, and what belongs to it alone. */
export interface ListIntake {
  readonly list: ManagedList;
  readonly source: Source;
  readonly bounds: FetchBounds;
  /** People who must release a held delivery. */
  readonly people: number;
}

/** What a snapshot is to be made of. */
export interface ListPlan {
  /** The configured lists in their order, and what else only counts. */
  readonly files: readonly ListFile[];
  /** When a shadow ends and lists should be compiled again: milliseconds since 1970. */
  readonly changesAt: number | undefined;
  /** Ids of lists of which a delivery waits for somebody's release. */
  readonly waiting: readonly string[];
  /** What is remembered of each managed list, by id. */
  readonly states: ReadonlyMap<string, ListState>;
  /** As of {@link ManagedLists.mark}, from before anything was read. */
  readonly mark: string | undefined;
}

/** Reads what the section names: secret, guards, keys. Create one per command or reload. */
export class ManagedLists {
  readonly #settings: IntakeSettings;
  /** The configuration file's folder, which messages name paths from. */
  readonly #base: string;
  readonly #secret: Buffer;
  readonly #neverBlock: NeverBlock;

  private constructor(settings: IntakeSettings, base: string, secret: Buffer, neverBlock: NeverBlock) {
    this.#settings = settings;
    this.#base = base;
    this.#secret = secret;
    this.#neverBlock = neverBlock;
  }

  /** Throws an {@link OperatorError}; `undefined` if the configuration has no such section. */
  static async open({ intake, file }: Config, environment: NodeJS.ProcessEnv): Promise<ManagedLists | undefined> {
    if (intake === undefined) return undefined;
    const base = dirname(file);
    const secret = readSecret(secretSource(intake.key, environment));
    if (!secret.ok) {
      const remedy = secretRemedy(intake.key, environment, secret, MAKE_SECRET);
      throw intakeError('key', `${secret.reason}, ${secret.found}`, remedy);
    }
    const [names, ech] = [intake.neverBlock, intake.echPublicNames];
    const { neverBlock, problems } = readNeverBlock(
      names === undefined ? '' : await textOf(base, names, 'never_block'),
      ech === undefined ? '' : await textOf(base, ech, 'ech_public_names'),
    );
    const [problem] = problems;
    if (problem !== undefined) {
      throw intakeError('never_block', `line ${problem.line} is no name and no network`, 'Correct or comment it out');
    }
    return new ManagedLists(intake, base, secret.secret, neverBlock);
  }

  /** The secret that seals the store. */
  get secret(): Buffer {
    return this.#secret;
  }

  /** The store's folder. */
  get folder(): string {
    return this.#settings.folder;
  }

  /** The audit log's path. */
  get audit(): string {
    return this.#settings.audit;
  }

  /** The ids of the managed lists. */
  get ids(): readonly string[] {
    return this.#settings.lists.map(({ id }) => id);
  }

  /**
   * Throws a `StoreError` if the store holds records and the secret opens those of no list: it is another store's. To go on
   * would seal new records under it.
   */
  async mustOpen(): Promise<void> {
    const states = await Promise.all(
      this.ids.map(async (id) => {
        const store = new ListStore(this.folder, id, this.#secret);
        return { isEmpty: await store.isEmpty(), opens: (await store.state()) !== undefined };
      }),
    );
    const kept = states.filter(({ isEmpty }) => !isEmpty);
    if (kept.length === 0 || kept.some(({ opens }) => opens)) return;
    throw new StoreError(
      'ERR_STORE_UNREADABLE',
      `the secret of intake.key opens no record in ${this.folder}, of ${kept.length} lists`,
      'Give the secret that the store was sealed with. If that is lost, use a new folder and fetch the lists again',
    );
  }

  /**
   * What the store would have in force now, in short: another one after a delivery was taken, rolled back or held, a shadow began or
   * was ended, an allow rule came or went; the same after a fetch that brought nothing. Reads some hundred bytes a list.
   */
  async mark(): Promise<string> {
    const lists = this.ids.map(async (id) => {
      const store = new ListStore(this.folder, id, this.#secret);
      const [{ delivery, held }, { hold, shadow }] = [await store.newest(), stateOf(await store.state())];
      return [id, delivery, held, hold?.sha256, shadow?.since];
    });
    return JSON.stringify([await Promise.all(lists), await new AllowRules(this.folder, this.#secret).newest()]);
  }

  /**
   * What the snapshot is compiled from: managed lists from the store, the others from their files; all under the guards. Behind
   * them are deliveries that are held and in shadow.
   *
   * @param now - milliseconds since 1970, which decides what is in shadow.
   */
  async files(lists: readonly ConfiguredList[], now: number): Promise<ListPlan> {
    const { folder } = this;
    const mark = await this.mark();
    const plan = { files: [] as ListFile[], held: [] as ListFile[], ends: [] as number[], waiting: [] as string[] };
    const states = new Map<string, ListState>();
    for (const { settings, path } of lists) {
      const guarded = { ...settings, neverBlock: this.#neverBlock };
      if (!this.ids.includes(settings.id)) {
        plan.files.push({ path, settings: guarded });
        continue;
      }
      const state = stateOf(await new ListStore(folder, settings.id, this.#secret).state());
      const inShadow = isInShadow(state, now);
      states.set(settings.id, state);
      const stored = { path: folder, settings: guarded, storeSecret: this.#secret };
      const shadowed = { ...stored, settings: { ...guarded, enforcement: 'shadow' } } as const;
      plan.files.push(inShadow ? shadowed : stored);
      if (state.hold !== undefined && state.hold.until > 0) plan.held.push({ ...shadowed, held: true });
      if (state.hold !== undefined && !waitsForTime(state.hold)) plan.waiting.push(settings.id);
      if (inShadow && state.shadow !== undefined && state.shadow.until > 0) plan.ends.push(state.shadow.until);
    }
    const changesAt = plan.ends.length === 0 ? undefined : Math.min(...plan.ends);
    return { files: [...plan.files, ...plan.held], changesAt, waiting: plan.waiting, states, mark };
  }

  /** Opens one managed list; `undefined` if there is none of that id. */
  async list(id: string, lists: readonly ConfiguredList[]): Promise<ListIntake | undefined> {
    const managed = this.#settings.lists.find((one) => one.id === id);
    const configured = lists.find(({ settings }) => settings.id === id);
    if (managed === undefined || configured === undefined) return undefined;
    const { maxGrowth, maxShrink, freeChange, maxShadowed } = managed;
    const settings = { ...configured.settings, neverBlock: this.#neverBlock };
    const list: ManagedList = {
      settings,
      store: new ListStore(this.folder, id, this.#secret),
      trust: await this.#trust(managed.trust, id),
      change: { maxGrowth, maxShrink, freeChange, maxShadowed },
      shadowTime: managed.shadowMinutes * 60_000,
      digestKey: deriveKey(this.#secret, `digests ${id}`),
    };
    const bounds = { maxBytes: settings.bounds.maxBytes, maxMilliseconds: managed.maxSeconds * 1000 };
    return { list, source: await this.#source(managed.source), bounds, people: managed.people };
  }

  async #trust(trust: TrustSection, id: string): Promise<TrustPolicy> {
    const { kind, keys: file } = trust;
    if (kind === 'unsigned' || file === undefined) return { kind: 'unsigned' };
    const text = await textOf(this.#base, file, `lists[${id}].trust.keys`);
    if (kind === 'cms')
      return { kind, trust: { authorities: certificatesIn(text), recipient: await this.#recipient(trust) } };
    if (kind === 'openpgp') return { kind, trust: { signers: [text], privateKey: await this.#decryptionKey(trust) } };
    const read = readKeys(Buffer.from(text), id);
    if (!read.ok)
      throw intakeError(`lists[${id}].trust.keys`, `${read.reason}, ${read.found}`, 'Check the document of keys');
    if (kind === 'detached') return { kind, keys: read.keys };
    return { kind, keys: read.keys, maxVersionStep: trust.maxVersionStep };
  }

  async #recipient(trust: TrustSection): Promise<{ certificate: string; key: string } | undefined> {
    if (trust.decryptionBundle !== undefined) return this.#bundled(trust.decryptionBundle, trust.decryptionPassword);
    const key = await this.#decryptionKey(trust);
    if (key === undefined || trust.decryptionCertificate === undefined) return undefined;
    return { certificate: await textOf(this.#base, trust.decryptionCertificate, 'decryption_certificate'), key };
  }

  async #bundled(bundle: string, password: string | undefined): Promise<{ certificate: string; key: string }> {
    const word = password === undefined ? '' : await textOf(this.#base, password, 'decryption_password');
    const bytes = await bytesOf(this.#base, bundle, 'decryption_bundle');
    const read = readPkcs12(bytes, word.split(/\r?\n/u)[0] ?? '');
    if (read !== undefined) return read;
    throw intakeError(
      'decryption_bundle',
      `${pathFrom(this.#base, bundle)} does not open`,
      'Check the bundle, and its password',
    );
  }

  async #decryptionKey({ decryptionKey: file }: TrustSection): Promise<string | undefined> {
    return file === undefined ? undefined : textOf(this.#base, file, 'decryption_key');
  }

  async #source(source: SourceSection): Promise<Source> {
    if (source.kind !== 'https') return source;
    return { kind: 'https', request: await this.#request(source) };
  }

  async #request({ url, proofUrl, authorities, certificate, key }: HttpsSection): Promise<HttpsSource> {
    return {
      url,
      proofUrl,
      authorities: await this.#optional(authorities),
      certificate: await this.#optional(certificate),
      key: await this.#optional(key),
    };
  }

  async #optional(file: string | undefined): Promise<string | undefined> {
    return file === undefined ? undefined : textOf(this.#base, file, 'source.https');
  }
}

async function textOf(base: string, file: string, key: string): Promise<string> {
  return (await bytesOf(base, file, key)).toString('utf8');
}

async function bytesOf(base: string, file: string, key: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw intakeError(key, `${pathFrom(base, file)} cannot be read (${code})`, 'Check the path and its permissions');
  }
}

function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
}
