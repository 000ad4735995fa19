import { open, rm } from 'node:fs/promises';

/** Writes a file that is not there yet, and flushes it. Never over another one: a key that is lost so cannot be had again. */
export async function writeNew(path: string, text: string | Buffer, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}
