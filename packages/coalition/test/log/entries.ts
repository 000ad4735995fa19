import { createHash } from 'node:crypto';
import { LOG_KINDS, type LogEntry } from '../../src/log/entry.ts';

const START = 1_780_000_000;

/** Entries from number `from` to before `to`; the same number is the same entry. */
export function entriesOf(from: number, to: number): readonly LogEntry[] {
  return Array.from({ length: to - from }, (_, i) => entryOf(from + i));
}

function entryOf(number: number): LogEntry {
  const kind = LOG_KINDS[number % LOG_KINDS.length] ?? 'notice';
  const sha256 = createHash('sha256').update(`${number}`).digest('hex');
  const path = kind === 'submission' || kind === 'sum' ? {} : { path: `public/${kind}/${number}.json` };
  return { at: START + number, kind, sha256, ...path };
}
