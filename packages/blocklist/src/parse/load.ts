import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import { type FileFacts, type FileRead, type Receiver, readFile, readFileIn } from '../source/read-file.ts';
import type { UnpackFailure } from '../unpack/inflate.ts';
import { Unpacker } from '../unpack/unpack.ts';
import { FORMATS } from './formats/table.ts';
import type { ParsedList, RefusedList } from './list.ts';
import { ListParser } from './parser.ts';

/** A list that was read from a file and taken. */
export interface LoadedList extends ParsedList {
  /** One, or the two of a folder. */
  readonly files: readonly FileFacts[];
}

/**
 * Reads and parses a list's file, streaming: memory is that of the rules. gzip, zstd and zip are unpacked on the way. A folder is
 * read as squidGuard does: its file `domains`, then its file `urls`.
 *
 * @param index - the list's position in the snapshot that its rules are compiled into.
 * @returns the list, or why it is refused: the file cannot be read, or its content is not a list. Never rejects for either.
 */
export async function loadListFile(
  path: string,
  settings: ListSettings,
  index: number,
): Promise<LoadedList | RefusedList> {
  const parser = new ListParser(settings, index);
  const loader = new FileLoader(parser, settings);
  const read = await loader.load(path);
  if (read.outcome === 'failed') return refused(settings, read);
  if (loader.failure !== undefined) return refused(settings, loader.failure);
  const parsed = parser.finish(loader.digest.digest('hex'));
  if (!parsed.ok) return parsed;
  if (read.outcome === 'stopped') throw new TypeError('A parser that wants no more bytes must refuse its list');
  return { ...parsed, files: loader.files };
}

/** Reads the file or the two files of one list into its parser. */
class FileLoader {
  /** Digest of the bytes of the file or the two files, before they are unpacked. */
  readonly digest: Hash = createHash('sha256');
  failure: UnpackFailure | undefined;
  /** What was read to its end. */
  readonly files: FileFacts[] = [];
  readonly #parser: ListParser;
  readonly #settings: ListSettings;

  constructor(parser: ListParser, settings: ListSettings) {
    this.#parser = parser;
    this.#settings = settings;
  }

  async load(path: string): Promise<FileRead> {
    const { maxBytes } = this.#settings.bounds;
    const { format } = this.#settings;
    if (format === 'auto' || FORMATS[format].comesAs === 'file' || !(await isFolder(path)))
      return this.#file((receive) => readFile(path, maxBytes, receive));
    const domains = await this.#file((receive) => readFileIn(path, 'domains', maxBytes, receive));
    if (domains.outcome !== 'read' || this.failure !== undefined) return domains;
    if (await isFilled(join(path, 'expressions'))) this.#parser.expressionsLeftOut();
    this.#parser.urlsFollow();
    return this.#file((receive) => readFileIn(path, 'urls', maxBytes, receive));
  }

  async #file(readInto: (receive: Receiver) => Promise<FileRead>): Promise<FileRead> {
    const unpacker = new Unpacker(this.#parser, this.#settings.bounds);
    const read = await readInto((chunk) => {
      this.digest.update(chunk);
      return unpacker.push(chunk);
    });
    if (read.outcome !== 'failed') this.failure = await unpacker.finish();
    if (read.outcome === 'read') this.files.push(read.facts);
    return read;
  }
}

function refused(settings: ListSettings, { reason, found }: UnpackFailure): RefusedList {
  return { ok: false, refusal: refuse(settings.id, reason, found), summary: undefined };
}

async function isFilled(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch {
    return false;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
