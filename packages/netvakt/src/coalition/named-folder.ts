import { join } from 'node:path';
import { type CreateOutcome, DirectoryStore, type StoredFile } from '@netvakt/coalition';
import { reading, writing } from '../base/named-file.ts';

const READ = { EACCES: 'Let this user read the folder' };
const WRITE = { EACCES: 'Let this user write the folder' };

/** A folder that a command works in: what the system refuses is an `OperatorError` with the path and what to do. */
export class NamedFolder extends DirectoryStore {
  override async read(path: string, most: number): Promise<Buffer | undefined> {
    return await reading(this.#at(path), () => super.read(path, most), READ);
  }

  override async list(folder: string): Promise<readonly StoredFile[]> {
    return await reading(this.#at(folder), () => super.list(folder), READ);
  }

  override async write(path: string, bytes: Uint8Array): Promise<void> {
    await writing(this.#at(path), () => super.write(path, bytes), WRITE);
  }

  override async create(path: string, bytes: Uint8Array): Promise<CreateOutcome> {
    return await writing(this.#at(path), () => super.create(path, bytes), WRITE);
  }

  override async remove(path: string): Promise<void> {
    await writing(this.#at(path), () => super.remove(path), WRITE);
  }

  #at(path: string): string {
    return join(this.root, path);
  }
}
