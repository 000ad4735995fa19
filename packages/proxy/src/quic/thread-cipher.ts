/** Which cipher a thread has. */
import { libcryptoOrNone } from '../linux/libcrypto.ts';
import { nativeOrNone } from '../linux/native.ts';
import { DirectCipher } from './direct-cipher.ts';
import type { InitialCipher } from './initial-cipher.ts';
import { NODE_CIPHER } from './node-cipher.ts';

let ofThread: InitialCipher | undefined;

/** The cipher of this thread: OpenSSL's, called directly if that can be, and else by node:crypto. */
export function threadCipher(): InitialCipher {
  ofThread ??= directCipher() ?? NODE_CIPHER;
  return ofThread;
}

/** `undefined` if this Node does not show its libcrypto, or on another system than Linux. */
export function directCipher(): InitialCipher | undefined {
  const native = nativeOrNone();
  const libcrypto = native === undefined ? undefined : libcryptoOrNone();
  return native === undefined || libcrypto === undefined ? undefined : DirectCipher.create(native, libcrypto);
}
