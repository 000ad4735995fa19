/**
 * The secret that seals what is kept on disk: 32 bytes, handed over in a way that no process list, environment or core file shows.
 */
import { hkdfSync } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../report/system.ts';

/** Where the secret comes from: an open descriptor, a file, or a systemd credential (`LoadCredential=`, `SetCredentialEncrypted=`). */
export type KeySource =
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'credential'; readonly name: string; readonly directory: string | undefined };

/** The secret, or why it cannot be used. */
export type KeyOutcome =
  | { readonly ok: true; readonly secret: Buffer }
  | {
      readonly ok: false;
      readonly reason: 'key-missing' | 'key-not-regular' | 'key-readable-by-others' | 'key-malformed';
      readonly found: string;
    };

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

const SECRET_BYTES = 32;
const MOST_BYTES = 256;
const HEX = /^[\da-f]{64}$/iu;
const BASE64 = /^[A-Za-z\d+/]{43}=$/u;
/** The name of a systemd credential that holds a secret: 1 to 64 characters, and never a path. */
export const CREDENTIAL_NAME: RegExp = /^[A-Za-z\d._-]{1,64}$/u;

/**
 * Reads the secret: 32 bytes as they are, as 64 hexadecimal digits, or as base64. Never throws. A path must lead to a regular file, or to
 * a pipe that the process was given, as a shell's `<(…)`: one with a name, or a terminal, could keep the process waiting without an end.
 */
export function readSecret(source: KeySource): KeyOutcome {
  const place = placeOf(source);
  if (place === undefined) return failed('key-missing', 'no folder of credentials, or no such name of one');
  let descriptor: number | undefined;
  try {
    const opened = typeof place === 'number' ? place : openSync(place, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const stats = fstatSync(opened);
    const { mode } = stats;
    descriptor = opened;
    if (stats.isDirectory()) return failed('key-not-regular', 'it is a folder');
    if (typeof place === 'string' && !stats.isFile()) {
      if (!isGivenPipe(opened)) return failed('key-not-regular', 'it is a pipe or a device');
      descriptor = openSync(place, O_RDONLY); // its writer may still have to write
      closeSync(opened);
    }
    // The mode of a pipe or socket means nothing; systemd keeps credentials in a folder of the service's own.
    if (source.kind === 'file' && (mode & 0o077) !== 0) {
      return failed('key-readable-by-others', `its mode is ${(mode & 0o777).toString(8)}`);
    }
    const buffer = Buffer.alloc(MOST_BYTES);
    return secretOf(buffer.subarray(0, readAll(descriptor, buffer)));
  } catch (error) {
    return failed('key-missing', systemCode(error) ?? 'unreadable');
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The key for one purpose. Two purposes get keys that reveal nothing of each other (RFC 5869). */
export function deriveKey(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `netvakt ${purpose}`, SECRET_BYTES));
}

function placeOf(source: KeySource): number | string | undefined {
  if (source.kind === 'descriptor') return source.descriptor;
  if (source.kind === 'file') return source.path;
  return source.directory !== undefined && CREDENTIAL_NAME.test(source.name)
    ? join(source.directory, source.name)
    : undefined;
}

/** True for a pipe without a name, which only `/dev/fd/N` leads to (proc(5), `/proc/pid/fd`). */
function isGivenPipe(descriptor: number): boolean {
  return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('pipe:');
}

function readAll(descriptor: number, buffer: Buffer): number {
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) return length;
    length += read;
  }
}

function secretOf(bytes: Buffer): KeyOutcome {
  if (bytes.length === SECRET_BYTES) return { ok: true, secret: bytes };
  const text = bytes.toString('latin1').trim();
  if (HEX.test(text)) return { ok: true, secret: Buffer.from(text, 'hex') };
  if (BASE64.test(text)) return { ok: true, secret: Buffer.from(text, 'base64') };
  return failed('key-malformed', `${bytes.length} bytes that are no 32, nor their hexadecimal or base64`);
}

function failed(reason: Extract<KeyOutcome, { readonly ok: false }>['reason'], found: string): KeyOutcome {
  return { ok: false, reason, found };
}
