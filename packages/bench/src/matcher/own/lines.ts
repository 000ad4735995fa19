/** A file of the user's -> its lines. Nothing of a line is ever in an error. */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { UsageError } from '../../common/usage.ts';

const CHUNK = 1 << 20;
/** In bytes; a request's target has at most half of it. */
const MOST_LINE = 32_768;
const NEWLINE = 0x0a;

/** First bytes of what is no text, and what to do about it. */
const FOREIGN: readonly (readonly [bytes: readonly number[], what: string, remedy: string])[] = [
  [[0x1f, 0x8b], 'compressed with gzip', 'Decompress it first: gunzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed with zstd', 'Decompress it first: unzstd'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive', 'Unpack it first: unzip'],
  [[0xff, 0xfe], 'UTF-16', 'Convert it first: iconv -f UTF-16 -t UTF-8'],
  [[0xfe, 0xff], 'UTF-16', 'Convert it first: iconv -f UTF-16 -t UTF-8'],
];

/**
 * The lines of a file of UTF-8, without white space around them; `undefined` for one that is longer than 32 KiB or no UTF-8. A file of any size
 * is read in pieces.
 *
 * @param option - that names the file; errors name the option, not the file
 * @throws UsageError if there is no such file, or it is no text
 */
export function* linesOf(option: string, path: string): Generator<string | undefined> {
  const file = opened(option, path);
  try {
    const chunk = Buffer.alloc(CHUNK);
    let left: Buffer = Buffer.alloc(0);
    let length = CHUNK;
    for (let first = true; length > 0; first = false) {
      length = readSync(file, chunk);
      const bytes = Buffer.concat([left, chunk.subarray(0, length)]);
      if (first) refuseForeign(option, bytes);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        yield textOf(bytes.subarray(start, end));
        start = end + 1;
      }
      // One byte more than a line may have says enough of it; what follows makes it no shorter.
      left = bytes.subarray(start, start + MOST_LINE + 1);
    }
    if (left.length > 0) yield textOf(left);
  } finally {
    closeSync(file);
  }
}

function opened(option: string, path: string): number {
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new UsageError(`${option} names a folder. Give it one file`);
    // A pipe would be empty for all engines but the first.
    if (!found.isFile())
      throw new UsageError(`${option}: each engine reads it again. Write it to a file, and name that`);
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`${option}: there is no such file. Check its path`);
    throw new UsageError(`${option}: the file cannot be read (${code ?? 'unknown error'}). Check its permissions`);
  }
}

function refuseForeign(option: string, bytes: Buffer): void {
  const foreign = FOREIGN.find(([start]) => start.every((byte, at) => bytes[at] === byte));
  if (foreign !== undefined) throw new UsageError(`${option}: the file is ${foreign[1]}. ${foreign[2]}`);
  if (bytes.includes(0)) throw new UsageError(`${option}: the file is no text. Give one host or URL a line, in UTF-8`);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Buffer): string | undefined {
  if (bytes.length > MOST_LINE) return undefined;
  try {
    return decoder.decode(bytes).trim();
  } catch {
    return undefined;
  }
}
