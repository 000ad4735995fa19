import type { ListSettings } from '../settings/settings.ts';
import type { ParseOutcome } from './list.ts';
import { ListParser } from './parser.ts';

/**
 * Parses a list that lies in memory whole, or comes in chunks: a file's, a response's.
 *
 * @param index - the list's position in the snapshot that its rules are compiled into.
 * @returns the rules, or why the list is refused. Any bytes give one or the other: what is thrown comes from the source.
 *
 * Cost: linear in the bytes, some microseconds a line. Memory: see {@link ListSettings.bounds}.
 */
export async function parseList(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  settings: ListSettings,
  index: number,
): Promise<ParseOutcome> {
  if (source instanceof Uint8Array) return parseBytes(source, settings, index);
  const parser = new ListParser(settings, index);
  for await (const chunk of source) {
    parser.push(chunk);
    if (parser.refused) break;
  }
  return parser.finish();
}

/** {@link parseList} at once, for bytes that lie in memory: blocks for as long as it takes. */
export function parseBytes(bytes: Uint8Array, settings: ListSettings, index: number): ParseOutcome {
  const parser = new ListParser(settings, index);
  parser.push(bytes);
  return parser.finish();
}
