/** A list from the file system: a file, or the last one of a folder, with the proof next to it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../report/system.ts';
import { readFile } from './read-file.ts';
import { type FetchBounds, type FetchOutcome, unfetched } from './source.ts';

const PROOFS = ['.manifest', '.sig'] as const;

/** Reads the file at `path` and what proves it, `undefined` if there is no such file. */
export async function fetchFile(path: string, { maxBytes }: FetchBounds): Promise<FetchOutcome> {
  const content = await readWhole(path, maxBytes);
  if (!Buffer.isBuffer(content)) return content;
  for (const ending of PROOFS) {
    const proof = await readWhole(`${path}${ending}`, maxBytes);
    if (Buffer.isBuffer(proof)) return { kind: 'fetched', content, proof, etag: undefined };
    if (proof.kind === 'failed' && proof.reason !== 'file-missing') return proof;
  }
  return { kind: 'fetched', content, proof: undefined, etag: undefined };
}

/**
 * Reads the last file of a folder, by name. Hidden files are being written; proofs belong to others. A proof should be put there
 * before its list: a list without is refused until the next look.
 */
export async function fetchFolder(path: string, bounds: FetchBounds): Promise<FetchOutcome> {
  let names: readonly string[];
  try {
    names = await readdir(path);
  } catch (error) {
    return unfetched('file-missing', `${path}: ${systemCode(error) ?? 'unreadable'}`);
  }
  const lists = names.filter((name) => !name.startsWith('.') && !PROOFS.some((ending) => name.endsWith(ending)));
  const last = lists.toSorted().at(-1);
  return last === undefined ? unfetched('file-missing', `${path}: no file`) : fetchFile(join(path, last), bounds);
}

async function readWhole(path: string, maxBytes: number): Promise<Buffer | FetchOutcome> {
  const chunks: Buffer[] = [];
  const read = await readFile(path, maxBytes, (chunk) => {
    chunks.push(Buffer.from(chunk));
    return true;
  });
  return read.outcome === 'failed' ? unfetched(read.reason, read.found) : Buffer.concat(chunks);
}
