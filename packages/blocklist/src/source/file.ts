/** A list from the file system: a file, or the last one of a folder, with the proof next to it. */
import { readdir } from 'node:fs/promises';
import { systemCode } from '../report/system.ts';
import { type FileRead, type Receiver, readFile, readFileIn } from './read-file.ts';
import { type FetchBounds, type FetchOutcome, unfetched } from './source.ts';

const PROOFS = ['.manifest', '.sig'] as const;

/** Reads the file at `path` and what proves it, `undefined` if there is no such file. */
export function fetchFile(path: string, { maxBytes }: FetchBounds): Promise<FetchOutcome> {
  return withProof((ending, receive) => readFile(`${path}${ending}`, maxBytes, receive));
}

/** Reads a list and its proof. `read` is given the ending that is added to the list's name. */
async function withProof(read: (ending: string, receive: Receiver) => Promise<FileRead>): Promise<FetchOutcome> {
  const content = await whole((receive) => read('', receive));
  if (!Buffer.isBuffer(content)) return content;
  for (const ending of PROOFS) {
    const proof = await whole((receive) => read(ending, receive));
    if (Buffer.isBuffer(proof)) return { kind: 'fetched', content, proof, etag: undefined };
    if (proof.kind === 'failed' && proof.reason !== 'file-missing') return proof;
  }
  return { kind: 'fetched', content, proof: undefined, etag: undefined };
}

/**
 * Reads the last file of a folder, by name. A link is followed within the folder only. Hidden files are being written; proofs belong to others. A proof should be put there
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
  if (last === undefined) return unfetched('file-missing', `${path}: no file`);
  return withProof((ending, receive) => readFileIn(path, `${last}${ending}`, bounds.maxBytes, receive));
}

async function whole(readInto: (receive: Receiver) => Promise<FileRead>): Promise<Buffer | FetchOutcome> {
  const chunks: Buffer[] = [];
  const read = await readInto((chunk) => {
    chunks.push(Buffer.from(chunk));
    return true;
  });
  return read.outcome === 'failed' ? unfetched(read.reason, read.found) : Buffer.concat(chunks);
}
