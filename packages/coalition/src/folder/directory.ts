import { randomBytes } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CreateOutcome, ListedStore, StoredFile } from './store.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/**
 * The coalition's files in a directory. Writing is atomic and durable: a temporary file next to its place, synced, then renamed.
 * Names that begin with a dot are not part of it. Callers give paths that have a place in the layout; nothing else is checked here.
 */
export class DirectoryStore implements ListedStore {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  async read(path: string, most: number): Promise<Buffer | undefined> {
    let handle: FileHandle;
    try {
      handle = await open(join(this.root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    try {
      const found = await handle.stat();
      return found.isFile() && found.size <= most ? await handle.readFile() : undefined;
    } finally {
      await handle.close();
    }
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.#place(path, bytes, rename);
  }

  async create(path: string, bytes: Uint8Array): Promise<CreateOutcome> {
    try {
      await this.#place(path, bytes, async (from, to) => {
        await link(from, to);
        await unlink(from);
      });
      return 'created';
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      const there = await this.read(path, bytes.length);
      return there?.equals(bytes) === true ? 'same' : 'taken';
    }
  }

  async list(folder: string): Promise<readonly StoredFile[]> {
    const found = await this.#walk(folder);
    return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { force: true });
  }

  async #walk(folder: string): Promise<readonly StoredFile[]> {
    let entries: readonly Dirent[];
    try {
      entries = await readdir(join(this.root, folder), { withFileTypes: true });
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    const files: StoredFile[] = [];
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) files.push(...(await this.#walk(path)));
      else if (entry.isFile()) files.push(...(await this.#describe(path)));
    }
    return files;
  }

  /** Nothing for a file that has just gone. */
  async #describe(path: string): Promise<readonly StoredFile[]> {
    try {
      const { size, mtimeMs } = await stat(join(this.root, path));
      return [{ path, size, changed: Math.floor(mtimeMs) }];
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #place(path: string, bytes: Uint8Array, put: (from: string, to: string) => Promise<void>): Promise<void> {
    const to = join(this.root, path);
    const folder = dirname(to);
    await mkdir(folder, { recursive: true });
    const from = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
    const handle = await open(from, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o640);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
      await handle.close();
      await put(from, to);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(from, { force: true });
      throw error;
    }
    await syncFolder(folder);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, O_RDONLY | O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** No file, or a link in its place: a reader sees neither. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '');
}
