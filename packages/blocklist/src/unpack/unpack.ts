/**
 * A delivery's bytes become a list's bytes: as they are, or out of gzip, zstd or zip, once. What is inside is not unpacked again:
 * an archive in an archive is refused when its bytes are parsed.
 *
 * A zip archive holds one file, or the files `domains` and `urls` of a squidGuard folder, in whatever sub-folder, with or without its
 * `expressions`, which are not read. What desktops put next to
 * them is passed over: `__MACOSX/`, `._list.txt`, `.DS_Store`, `Thumbs.db`, `desktop.ini`.
 */
import { basename } from 'node:path';
import { Inflater, type Packing, type UnpackBounds, type UnpackFailure } from './inflate.ts';
import { readZip, unpackMember, type ZipMember } from './zip.ts';

const MAGIC_BYTES = 4;
const MOST_MEMBERS = 64;
const OF_DESKTOP = /^__MACOSX\/|(?:^|\/)(?:\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/iu;

/** Receives what is unpacked: a list's bytes, in pieces. */
export interface UnpackedSink {
  /** Takes the next bytes; the piece is lent for the length of the call. */
  push(piece: Buffer): void;
  /** Announces the second file of a squidGuard folder: what was pushed so far was its `domains`, its `urls` follow. */
  urlsFollow(): void;
  /** Announces that the folder has a file of regular expressions, which is passed over. */
  expressionsLeftOut(): void;
  /** True if no more bytes are wanted. */
  readonly refused: boolean;
}

/** Unpacks one delivery into one sink. */
export class Unpacker {
  readonly #sink: UnpackedSink;
  readonly #bounds: UnpackBounds;
  #magic: Buffer = Buffer.alloc(0);
  #inflater: Inflater | undefined;
  #archive: Buffer[] | undefined;
  #begun = false;

  constructor(sink: UnpackedSink, bounds: UnpackBounds) {
    this.#sink = sink;
    this.#bounds = bounds;
  }

  /** Reads the next bytes; the chunk may be written over once the promise is settled. @returns false to stop. */
  async push(chunk: Buffer): Promise<boolean> {
    if (this.#begun) return this.#pass(chunk);
    this.#magic = Buffer.concat([this.#magic, chunk]);
    return this.#magic.length < MAGIC_BYTES || this.#begin();
  }

  /** The end of the delivery. @returns why it is not unpacked; `undefined` if the sink has all of it. */
  async finish(): Promise<UnpackFailure | undefined> {
    if (!this.#begun) await this.#begin();
    if (this.#archive !== undefined) return this.#unzip(Buffer.concat(this.#archive));
    return this.#inflater?.finish();
  }

  async #begin(): Promise<boolean> {
    this.#begun = true;
    const packing = packingOf(this.#magic);
    if (packing === 'zip') this.#archive = [];
    else if (packing !== undefined) {
      this.#inflater = new Inflater(packing, this.#bounds, (piece) => this.#emit(piece));
    }
    return this.#pass(this.#magic);
  }

  async #pass(chunk: Buffer): Promise<boolean> {
    if (this.#inflater !== undefined) return this.#inflater.push(chunk);
    if (this.#archive === undefined) return this.#emit(chunk);
    this.#archive.push(Buffer.from(chunk));
    return true;
  }

  #emit(piece: Buffer): boolean {
    this.#sink.push(piece);
    return !this.#sink.refused;
  }

  async #unzip(archive: Buffer): Promise<UnpackFailure | undefined> {
    const read = readZip(archive, MOST_MEMBERS);
    if (!read.ok) return read.failure;
    const members = read.members.filter(({ name }) => !OF_DESKTOP.test(name));
    const [expressions, ...others] = members.filter(({ name }) => basename(name) === 'expressions');
    const isFolder = expressions !== undefined && others.length === 0 && members.length === 3;
    const chosen = chooseMembers(isFolder ? members.filter((member) => member !== expressions) : members);
    if (isFolder && expressions.bytes > 0) this.#sink.expressionsLeftOut();
    if (chosen === undefined) return { reason: 'archive-members', found: `${read.members.length} files` };
    for (const [index, member] of chosen.entries()) {
      if (index > 0) this.#sink.urlsFollow();
      const failure = await unpackMember(archive, member, this.#bounds, (piece) => this.#emit(piece));
      if (failure !== undefined || this.#sink.refused) return failure;
    }
    return undefined;
  }
}

/** The one file, or `domains` and then `urls`. */
function chooseMembers(members: readonly ZipMember[]): readonly ZipMember[] | undefined {
  if (members.length === 1) return members;
  const [domains, urls] = ['domains', 'urls'].map((name) => members.filter((member) => basename(member.name) === name));
  if (members.length !== 2 || domains?.[0] === undefined || urls?.[0] === undefined) return undefined;
  return [domains[0], urls[0]];
}

/**
 * How a delivery is packed, from its first 4 bytes; `undefined` if it is not. A list in plain text never begins like that: no name
 * holds `(` or a control character.
 */
export function packingOf(beginning: Buffer): Packing | 'zip' | undefined {
  const hex = beginning.toString('hex', 0, MAGIC_BYTES);
  if (hex.startsWith('1f8b')) return 'gzip';
  if (hex === '28b52ffd') return 'zstd';
  return hex === '504b0304' ? 'zip' : undefined;
}
