import { type FileFacts, readFile } from '../delivery/file.ts';
import { refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import type { ParsedList, RefusedList } from './list.ts';
import { ListParser } from './parser.ts';

/** A list that was read from a file and taken. */
export interface LoadedList extends ParsedList {
  readonly file: FileFacts;
}

/**
 * Reads and parses a list's file, streaming: memory is that of the rules.
 *
 * @param index - the list's position in the snapshot that its rules are compiled into.
 * @returns the list, or why it is refused: the file cannot be read, or its content is not a list. Never rejects for either.
 */
export async function loadListFile(
  path: string,
  settings: ListSettings,
  index: number,
): Promise<LoadedList | RefusedList> {
  const parser = new ListParser(settings, index);
  const read = await readFile(path, settings.bounds.maxBytes, (chunk) => {
    parser.push(chunk);
    return !parser.refused;
  });
  if (read.outcome === 'failed') {
    return { ok: false, refusal: refuse(settings.id, read.reason, read.found), summary: undefined };
  }
  const parsed = parser.finish();
  if (!parsed.ok) return parsed;
  if (read.outcome === 'stopped') throw new TypeError('A parser that wants no more bytes must refuse its list');
  return { ...parsed, file: read.facts };
}
