import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type FleetNode,
  FleetSecret,
  FleetStore,
  keyId,
  type ListKeys,
  type Publisher,
  readKeys,
  readSecret,
} from '@netvakt/blocklist';
import type { Config } from '../config/config.ts';
import { hashKeysOf, withHashKey } from '../config/hash-key.ts';
import { pathFrom } from '../config/paths.ts';
import type { ConnectionSection, FleetSection, PublishSection } from '../config/schema/fleet.ts';
import { secretRemedy, secretSource } from '../config/secret.ts';
import { fleetError } from './failure.ts';

const DAY = 86_400_000;

/** What the section names, read. Create one per command or reload. */
export class Fleet {
  readonly section: FleetSection;
  readonly secret: FleetSecret;
  readonly #config: Config;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(config: Config, section: FleetSection, secret: FleetSecret, environment: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#environment = environment;
    this.section = section;
    this.secret = secret;
  }

  /** Throws an {@link OperatorError}. */
  static open(config: Config, environment: NodeJS.ProcessEnv): Fleet {
    const { fleet: section } = config;
    if (section === undefined)
      throw fleetError('id', 'the configuration has no section fleet', 'Add one: docs/operating/fleet.md');
    const read = readSecret(secretSource(section.key, environment));
    if (!read.ok) {
      const remedy = secretRemedy(section.key, environment, read, 'Make one: netvakt list keygen --store');
      throw fleetError('key', `${read.reason}, ${read.found}`, remedy);
    }
    return new Fleet(config, section, new FleetSecret(section.id, read.secret), environment);
  }

  /** This node's name within its fleet. */
  get node(): string {
    return this.section.node ?? hostname();
  }

  /** What this machine holds as a node. */
  get nodeStore(): FleetStore {
    return new FleetStore(join(this.folder, 'node'), this.secret);
  }

  /** What this machine has published. */
  get publisherStore(): FleetStore {
    return new FleetStore(join(this.folder, 'publisher'), this.secret);
  }

  /** What this member keeps, absolute. */
  get folder(): string {
    return this.section.folder;
  }

  /** Throws an {@link OperatorError} if this is no node, or a file cannot be used. */
  async asNode(): Promise<FleetNode> {
    const { source, maxSeconds, maxBytes } = this.section;
    if (source === undefined) throw fleetError('source', 'this machine is no node', 'Set the source of its snapshots');
    const { fixed, reloadable } = this.#config;
    return {
      node: this.node,
      secret: this.secret,
      keys: await this.#keys(),
      store: this.nodeStore,
      source: { url: source.url, proofUrl: undefined, ...(await this.connection(source, 'source')) },
      bounds: { maxBytes, maxMilliseconds: maxSeconds * 1000 },
      membership: {
        markets: fixed.markets,
        lists: reloadable.lists.map(({ settings }) => settings.id),
        mustPass: await this.#mustPass(),
        hashKeys: hashKeysOf(reloadable.lists.map((list) => withHashKey(list, this.#environment))),
      },
    };
  }

  /** Throws an {@link OperatorError} if this is no publisher, or a file cannot be used. */
  async asPublisher(): Promise<{ readonly publisher: Publisher; readonly publish: PublishSection }> {
    const { publish } = this.section;
    if (publish === undefined)
      throw fleetError(
        'publish',
        'this machine is no publisher',
        'Publish on the machine whose section has the key publish',
      );
    const signers = await Promise.all(publish.signingKeys.map((path) => this.#signer(path)));
    const publisher = { secret: this.secret, store: this.publisherStore, signers, validity: publish.days * DAY };
    return { publisher, publish };
  }

  /** The certificates and the key that a connection to a store needs. */
  async connection(
    { authorities, certificate, key }: ConnectionSection,
    place: string,
  ): Promise<Record<'authorities' | 'certificate' | 'key', string | undefined>> {
    const read = async (path: string | undefined): Promise<string | undefined> =>
      path === undefined ? undefined : this.text(path, place);
    return { authorities: await read(authorities), certificate: await read(certificate), key: await read(key) };
  }

  /** The text of a file that the section names at `place`. */
  async text(path: string, place: string): Promise<string> {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      const { code = 'unreadable' } = error as NodeJS.ErrnoException;
      throw fleetError(place, `${this.#shown(path)} cannot be read (${code})`, 'Check the path and its permissions');
    }
  }

  #shown(path: string): string {
    return pathFrom(dirname(this.#config.file), path);
  }

  async #keys(): Promise<ListKeys> {
    const read = readKeys(Buffer.from(await this.text(this.section.keys, 'keys')), this.section.id);
    if (read.ok) return read.keys;
    throw fleetError('keys', `${read.reason}, ${read.found}`, 'Draw them: netvakt list keygen --list FLEET');
  }

  async #signer(path: string): Promise<Publisher['signers'][number]> {
    const text = await this.text(path, 'publish.signing_keys');
    try {
      const key = createPrivateKey(text);
      return { id: keyId(key), key };
    } catch {
      throw fleetError(
        'publish.signing_keys',
        `${this.#shown(path)} is no private key`,
        'Give the .key of list keygen',
      );
    }
  }

  async #mustPass(): Promise<readonly string[]> {
    const { mustPass } = this.section;
    if (mustPass === undefined) return [];
    const lines = (await this.text(mustPass, 'must_pass')).split('\n').map((line) => line.trim());
    const faulty = lines.findIndex((line) => line !== '' && !line.startsWith('#') && !URL.canParse(line));
    if (faulty >= 0)
      throw fleetError('must_pass', `line ${faulty + 1} is no absolute URL`, 'Correct or comment it out');
    return lines.filter((line) => line !== '' && !line.startsWith('#'));
  }
}
