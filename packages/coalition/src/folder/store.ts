/** Where the coalition's files are kept, and how one is read and written. Paths are relative, with `/` between. */
import type { WritableLogFiles } from '../log/files.ts';

/** What became of a file that was to be written once. */
export type CreateOutcome =
  | 'created'
  /** It is there already, with the same content. */
  | 'same'
  /** It is there already, with another content. Nothing was changed. */
  | 'taken';

/** A place for files. */
export interface FileStore extends WritableLogFiles {
  /** Writes a file that is not there yet. */
  create(path: string, bytes: Uint8Array): Promise<CreateOutcome>;
}

/** A place whose files can be listed and removed. */
export interface ListedStore extends FileStore {
  /** The files below `folder`, sorted, with size and time of the last change in milliseconds. Empty if there is no such folder. */
  list(folder: string): Promise<readonly StoredFile[]>;
  remove(path: string): Promise<void>;
}

/** One file in a list. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

/** Returns the files below `folder` as a place of their own. */
export function inFolder(files: WritableLogFiles, folder: string): WritableLogFiles {
  return {
    read: (path, most) => files.read(`${folder}/${path}`, most),
    write: (path, bytes) => files.write(`${folder}/${path}`, bytes),
  };
}
