import { HelloReader } from '../hello/hello-reader.ts';
import { FIRST_SLAB_BYTES, MOST_CRYPTO_BYTES } from './crypto-stream.ts';

/** Kept for connections to come: 2.3 KiB each. */
const MOST_SPARE = 1024;

/** What a connection reads its hello with. */
export interface HelloMemory {
  readonly slab: Buffer;
  readonly hello: HelloReader;
}

const spare: HelloMemory[] = [];

/** Memory of a connection that has ended, or new memory: to get that from the system and to give it back took a fifth of a hello's time. */
export function takeMemory(): HelloMemory {
  return spare.pop() ?? { slab: Buffer.allocUnsafeSlow(FIRST_SLAB_BYTES), hello: new HelloReader(MOST_CRYPTO_BYTES) };
}

/** The connection that had it uses it no longer. */
export function giveBackMemory(memory: HelloMemory): void {
  if (spare.length === MOST_SPARE) return;
  memory.hello.reset();
  spare.push(memory);
}
