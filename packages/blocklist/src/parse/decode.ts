/**
 * One line's bytes become text, or the reason why not.
 *
 * The encoding is never guessed. The same byte is č in Latin-2 and è in Latin-1, so a guess could block the wrong site; a list
 * that is not UTF-8 has its encoding in the settings, and a line in another encoding is rejected and counted.
 */
import { isUtf8 } from 'node:buffer';
import type { Encoding } from '../settings/settings.ts';

/** The reason a line has no text. */
export type DecodeFailure = 'utf8-invalid' | 'control-character';

/** A line's text, or the reason why it has none. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: DecodeFailure };

const TAB = 0x09;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Reads `bytes[start..end)`. Never throws; linear in the length; plain ASCII takes a path without a decoder. */
export function decodeLine(bytes: Buffer, start: number, end: number, encoding: Encoding): Decoded {
  let every = 0;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    if (isControl(byte)) return { ok: false, reason: 'control-character' };
    every |= byte;
  }
  if (every < 0x80 || encoding === 'latin-1') return { ok: true, text: bytes.toString('latin1', start, end) };
  if (!isUtf8(bytes.subarray(start, end))) return { ok: false, reason: 'utf8-invalid' };
  return { ok: true, text: bytes.toString('utf8', start, end) };
}

/** The byte in `bytes[start..end)`, counted from 1, at which {@link decodeLine} gave up. Slow: for the few that are shown. */
export function failureColumn(bytes: Buffer, start: number, end: number, reason: DecodeFailure): number {
  const line = bytes.subarray(start, end);
  if (reason === 'control-character') return line.findIndex(isControl) + 1;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let i = 0; i < line.length; i += 1) {
    try {
      decoder.decode(line.subarray(i, i + 1), { stream: true });
    } catch {
      return i + 1;
    }
  }
  return line.length; // a sequence that the line's end cuts off
}

/** C0 and DEL, but not the tab: NUL, escape sequences, form feeds. None has a place in a list of names. */
function isControl(byte: number): boolean {
  return (byte < SPACE && byte !== TAB) || byte === DELETE;
}
