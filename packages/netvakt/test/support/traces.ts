/** The places of a planted text, in any spelling: in bytes, in the files of a folder, in the memory of a process. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** The encodings in which bytes may contain a text, by name. Base64 has three, by where in the text around it begins. */
export function spellingsOf(text: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Without the characters that share bits with what is before and behind.
    return all.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return new Map([
    ['UTF-8', bytes],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['hexadecimal', Buffer.from(hex)],
    ['HEXADECIMAL', Buffer.from(hex.toUpperCase())],
    ...base64.map((part, before) => [`base64 after ${before}`, Buffer.from(part)] as const),
  ]);
}

/** The spellings of `text` that `bytes` hold. */
export function tracesIn(bytes: Buffer, text: string): string[] {
  return [...spellingsOf(text)].filter(([, spelling]) => bytes.includes(spelling)).map(([name]) => name);
}

/** As {@link tracesIn}, in every file below a folder but those that are named; each with the file's path. */
export function tracesInFiles(folder: string, text: string, but: readonly string[] = []): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !but.includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => tracesIn(readFileSync(path), text).map((name) => `${path}: ${name}`));
}

const PIECE = 4 << 20;
const OVERLAP = 4096;

/**
 * As {@link tracesIn}, in all memory of a process that no file is behind: what a core file would hold. Free memory that its allocators
 * keep is part of it.
 */
export function tracesInMemory(pid: number, text: string): string[] {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const found = new Set<string>();
  const buffer = Buffer.alloc(PIECE + OVERLAP);
  for (const [start, end] of regionsOf(pid)) {
    for (let at = start; at < end; at += PIECE) {
      const read = readAt(memory, buffer.subarray(0, end - at), at);
      for (const name of tracesIn(buffer.subarray(0, read), text)) found.add(name);
    }
  }
  closeSync(memory);
  return [...found];
}

/** Start and end of each region that can be read and is no file's, shared memory included (proc(5), maps). */
function regionsOf(pid: number): (readonly [start: number, end: number])[] {
  return readFileSync(`/proc/${pid}/maps`, 'latin1')
    .split('\n')
    .map((line) =>
      /^([\da-f]+)-([\da-f]+) r\S+ \S+ \S+ (?:0 *(?:$|\[)|\d+ +\/(?:dev\/zero|dev\/shm|memfd:))/u.exec(line),
    )
    .filter((match) => match !== null)
    .map(([, start = '', end = '']) => [Number.parseInt(start, 16), Number.parseInt(end, 16)]);
}

/** Bytes read; 0 if the region has gone, or cannot be read after all. */
function readAt(descriptor: number, buffer: Buffer, position: number): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, position);
  } catch {
    return 0;
  }
}
