import type { WritableLogFiles } from '../../src/log/files.ts';

/** A log in memory. */
export class MemoryFiles implements WritableLogFiles {
  readonly files: Map<string, Buffer>;

  constructor(files: Iterable<readonly [string, Buffer]> = []) {
    this.files = new Map(files);
  }

  /** The same files, to be changed apart from these. */
  copy(): MemoryFiles {
    return new MemoryFiles(this.files);
  }

  read(path: string, most: number): Promise<Buffer | undefined> {
    const bytes = this.files.get(path);
    return Promise.resolve(bytes === undefined || bytes.length > most ? undefined : bytes);
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    this.files.set(path, Buffer.from(bytes));
    return Promise.resolve();
  }
}
