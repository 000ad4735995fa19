import { open } from 'node:fs/promises';

const CHUNK = 64 * 1024;

/**
 * Reads a file, or a pipe to its end; `undefined` if it has more than `most` bytes. Node's own `readFile` never ends with a device such
 * as `/dev/zero`, and takes all memory. Rejects with the system's error.
 */
export async function readBounded(path: string, most: number): Promise<Buffer | undefined> {
  const handle = await open(path, 'r');
  try {
    const found = await handle.stat();
    if (found.isFile()) return found.size > most ? undefined : await handle.readFile();
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK);
      if (bytesRead === 0) return Buffer.concat(pieces, length);
      length += bytesRead;
      if (length > most) return undefined;
      pieces.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
