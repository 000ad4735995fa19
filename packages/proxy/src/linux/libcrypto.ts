/**
 * AES and SHA-256 of OpenSSL's libcrypto, which is part of Node or loaded with it, called directly: node:crypto makes objects and Buffers for
 * each message, which take several times as long as the work itself.
 */
import type * as Koffi from 'koffi';
import { requireKoffi } from './native.ts';

/** A context or a cipher of libcrypto: an address. */
type Handle = number;
/** Where in an arena: see native.ts. 0 is NULL. */
type Address = number;

/** The calls of `EVP_EncryptInit(3)` and `SHA256_Init(3)`, as the manual pages have them: 1 is success. They look at no bounds. */
export interface Libcrypto {
  readonly aes128Gcm: Handle;
  readonly aes128Ecb: Handle;
  newContext(): Handle;
  encryptInit(context: Handle, cipher: Handle, engine: 0, key: Address, iv: Address): number;
  encryptUpdate(context: Handle, out: Address, outLength: Address, input: Address, length: number): number;
  decryptInit(context: Handle, cipher: Handle, engine: 0, key: Address, iv: Address): number;
  decryptUpdate(context: Handle, out: Address, outLength: Address, input: Address, length: number): number;
  decryptFinal(context: Handle, out: Address, outLength: Address): number;
  /** `type` is one of `EVP_CTRL_…`. */
  control(context: Handle, type: number, argument: number, pointer: Address): number;
  /** `context`: a SHA256_CTX, which is {@link SHA256_CONTEXT_BYTES} long and may be copied. */
  sha256Init(context: Address): number;
  sha256Update(context: Address, data: Address, length: number): number;
  sha256Final(out: Address, context: Address): number;
  /** Empties this thread's queue of errors: node:crypto would take them for its own. */
  clearErrors(): void;
}

/** `sizeof(SHA256_CTX)` of openssl/sha.h, the same since 0.9.8. */
export const SHA256_CONTEXT_BYTES = 112;

let loaded: Libcrypto | undefined;

/** The calls, loaded at first use; `undefined` if this Node does not show them. Cost: as of native.ts. */
export function libcryptoOrNone(): Libcrypto | undefined {
  try {
    loaded ??= bind(requireKoffi());
    return loaded;
  } catch {
    return undefined;
  }
}

function bind(koffi: typeof Koffi): Libcrypto {
  const library = koffi.load(null);
  const address = (pointer: unknown): Handle => Number(koffi.address(pointer));
  const newContext = library.func('void *EVP_CIPHER_CTX_new()');
  const init = '(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t)';
  const update = '(uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)';
  return {
    aes128Gcm: address(library.func('void *EVP_aes_128_gcm()')()),
    aes128Ecb: address(library.func('void *EVP_aes_128_ecb()')()),
    newContext: () => address(newContext()),
    encryptInit: library.func(`int EVP_EncryptInit_ex${init}`),
    encryptUpdate: library.func(`int EVP_EncryptUpdate${update}`),
    decryptInit: library.func(`int EVP_DecryptInit_ex${init}`),
    decryptUpdate: library.func(`int EVP_DecryptUpdate${update}`),
    decryptFinal: library.func('int EVP_DecryptFinal_ex(uintptr_t, uintptr_t, uintptr_t)'),
    control: library.func('int EVP_CIPHER_CTX_ctrl(uintptr_t, int, int, uintptr_t)'),
    sha256Init: library.func('int SHA256_Init(uintptr_t)'),
    sha256Update: library.func('int SHA256_Update(uintptr_t, uintptr_t, size_t)'),
    sha256Final: library.func('int SHA256_Final(uintptr_t, uintptr_t)'),
    clearErrors: library.func('void ERR_clear_error()'),
  };
}
