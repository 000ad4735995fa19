import { MORE, WHOLE } from '../../src/bytes/reader-result.ts';
import { HeadReader } from '../../src/head/head-reader.ts';
import { Request } from '../../src/head/request.ts';
import { REFUSAL, type RefusalReason } from '../../src/observe/refusal.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';

const NAMES = Object.keys(REFUSAL) as RefusalReason[];

/** A result code of a reader as a word. */
export function nameOf(code: number): string {
  if (code === MORE) return 'more';
  return code === WHOLE ? 'whole' : (NAMES[code] ?? `unknown code ${code}`);
}

/** Latin-1, so that one character is one byte. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Everything that a reader found, as plain data that two readings can be compared by. */
function storyOf(reader: HeadReader, bytes: Buffer, code: number): unknown {
  if (code !== WHOLE) return nameOf(code);
  const text = (start: number, end: number): string => bytes.toString('latin1', start, end);
  return {
    method: text(reader.methodStart, reader.methodEnd),
    target: text(reader.targetStart, reader.targetEnd),
    minor: reader.minor,
    length: reader.length,
    fields: Array.from({ length: reader.fieldCount }, (_, i) => [
      reader.field(i),
      text(reader.nameStart(i), reader.nameEnd(i)),
      text(reader.valueStart(i), reader.valueEnd(i)),
      text(reader.nameStart(i), reader.lineEnd(i)),
    ]),
  };
}

/** Reads the text in the given pieces, as they would come from a socket. `cuts` are offsets, ascending. */
export function readInPieces(text: string, cuts: readonly number[], limits = DEFAULT_LIMITS): unknown {
  const reader = new HeadReader(limits);
  const bytes = bytesOf(text);
  let code = MORE;
  for (const end of [...cuts, bytes.length]) {
    code = reader.read(bytes, end);
    if (code !== MORE) break;
  }
  return storyOf(reader, bytes, code);
}

/** Reads a whole request for the explicit proxy; the name of the result, and the request. */
export function readRequest(text: string, pseudonym = 'us'): { readonly result: string; readonly request: Request } {
  const reader = new HeadReader(DEFAULT_LIMITS);
  const request = new Request(reader, DEFAULT_LIMITS.headFields);
  const bytes = bytesOf(text);
  const code = reader.read(bytes, bytes.length);
  if (code !== WHOLE) return { result: nameOf(code), request };
  return { result: nameOf(request.read(reader, bytes, bytesOf(pseudonym))), request };
}
