/**
 * The files that the child processes of a run share, in one temporary folder.
 *
 *   domains-1000000.txt          the list, a line an entry
 *   domains-1000000.miss.bin     the requests of a case:  count | offsets: 2 a request, and the end | bytes
 *   domains-1000000.netvakt.bin  an engine's compiled form
 *
 *   request r is  host = bytes[offsets[2r], offsets[2r+1])  and  target = bytes[offsets[2r+1], offsets[2r+2])
 *
 * Children turn bytes into strings themselves, just before timing: each string is new, as on the wire, and has no hash
 * that an earlier lookup left in it.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FixtureRequest, LineFormat } from '@netvakt/fixtures';

/** Which list of a run. */
export interface ListName {
  readonly format: LineFormat;
  readonly entries: number;
}

export function listPath(folder: string, { format, entries }: ListName): string {
  return join(folder, `${format}-${entries}.txt`);
}

export function requestsPath(folder: string, { format, entries }: ListName, caseName: string): string {
  return join(folder, `${format}-${entries}.${caseName}.bin`);
}

export function compiledPath(folder: string, { format, entries }: ListName, engine: string): string {
  return join(folder, `${format}-${entries}.${engine}.bin`);
}

/** The lines of a list, each a string of its own (not a slice that would keep the whole file alive). */
export function readLines(path: string, entries: number): string[] {
  const bytes = readFileSync(path);
  const lines: string[] = [];
  let start = 0;
  while (lines.length < entries) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) throw new Error(`${path} ends after ${lines.length} of ${entries} lines`);
    lines.push(bytes.toString('latin1', start, end));
    start = end + 1;
  }
  return lines;
}

/** Requests in memory. */
export interface PackedRequests {
  readonly count: number;
  readonly offsets: Uint32Array;
  readonly bytes: Buffer;
}

/** Lays requests out in memory, as {@link readRequests} gives them. */
export function packRequests(requests: readonly FixtureRequest[]): PackedRequests {
  const offsets = new Uint32Array(2 * requests.length + 1);
  let end = 0;
  for (const [index, { host, target }] of requests.entries()) {
    offsets[2 * index] = end;
    offsets[2 * index + 1] = end + host.length;
    end += host.length + target.length;
  }
  offsets[2 * requests.length] = end;
  const bytes = Buffer.from(requests.map(({ host, target }) => host + target).join(''), 'latin1');
  return { count: requests.length, offsets, bytes };
}

export function writeRequests(path: string, requests: readonly FixtureRequest[]): void {
  const { count, offsets, bytes } = packRequests(requests);
  writeFileSync(path, Buffer.concat([Uint32Array.of(count), offsets].map(asBytes).concat(bytes)));
}

export function readRequests(path: string): PackedRequests {
  const file = readFileSync(path);
  const count = file.readUInt32LE(0);
  const head = 4 * (2 * count + 2);
  const offsets = new Uint32Array(file.buffer.slice(file.byteOffset + 4, file.byteOffset + head));
  return { count, offsets, bytes: file.subarray(head) };
}

function asBytes(words: Uint32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}
