/** The list of a node as an authority delivers it: signed, with the time until which it counts. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeManifest, makeKey, writeEnvelope, writeKeys } from '@netvakt/blocklist';

/** The part of the configuration that takes it in, for {@link SignedList}. */
export const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists: [{ id: pages, source: { file: delivered.txt }, trust: { kind: manifest, keys: pages.keys.json } }]
`;

export class SignedList {
  readonly #folder: string;
  readonly #text: string;
  readonly #key = makeKey();

  private constructor(folder: string, text: string) {
    this.#folder = folder;
    this.#text = text;
  }

  /** A delivery next to the configuration in `folder`, before an empty store. */
  static async create(folder: string, text: string): Promise<SignedList> {
    const list = new SignedList(folder, text);
    const key = { id: list.#key.id, key: list.#key.publicKey, from: undefined, until: undefined };
    await rm(join(folder, 'store'), { recursive: true, force: true });
    await mkdir(join(folder, 'store'), { mode: 0o700 });
    await writeFile(join(folder, 'store.secret'), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    await writeFile(
      join(folder, 'pages.keys.json'),
      writeKeys({ list: 'pages', version: 1, threshold: 1, keys: [key] }),
    );
    await writeFile(join(folder, 'delivered.txt'), text);
    return list;
  }

  /** It expires at `expires`, whole seconds as milliseconds since 1970. Called again: the same version with another expiry. */
  async countsUntil(expires: number): Promise<void> {
    const manifest = {
      list: 'pages',
      version: 1,
      created: expires - 3_600_000,
      expires,
      size: Buffer.byteLength(this.#text),
      sha256: createHash('sha256').update(this.#text).digest('hex'),
      entries: this.#text.trim().split('\n').length,
    };
    const signing = [{ id: this.#key.id, key: this.#key.privateKey }];
    await writeFile(join(this.#folder, 'delivered.txt.manifest'), writeEnvelope(describeManifest(manifest), signing));
  }
}
