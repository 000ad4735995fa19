import { QUARANTINE_REASONS, REFUSAL_REASONS, REJECTION_REASONS } from '@netvakt/blocklist';
import type { CounterShape, ListVocabulary } from '@netvakt/metrics';
import { DIRECTION, MODE, PROTOCOL, REFUSAL, REJECTION, UNINSPECTABLE, UPSTREAM_FAILURE } from '@netvakt/proxy';

/** How many list ids one process can count in its life: far more than a file may name at one time. */
export const LIST_CAPACITY = 256;

/** The counters of this process: the data plane's closed sets, and the configured markets. */
export function counterShape(markets: readonly string[]): CounterShape {
  return {
    markets,
    listCapacity: LIST_CAPACITY,
    protocols: namesByCode(PROTOCOL),
    modes: namesByCode(MODE),
    refusals: namesByCode(REFUSAL),
    upstreamFailures: namesByCode(UPSTREAM_FAILURE),
    uninspectable: namesByCode(UNINSPECTABLE),
    rejections: namesByCode(REJECTION),
    directions: namesByCode(DIRECTION),
  };
}

/** The closed sets that list figures are spread over. */
export const LIST_VOCABULARY: ListVocabulary = {
  kinds: ['domain', 'host', 'prefix', 'url', 'ip'],
  outcomes: ['active', 'duplicates', 'invalid', 'quarantined'],
  rejections: REJECTION_REASONS,
  quarantines: QUARANTINE_REASONS,
  failures: REFUSAL_REASONS,
};

/** A vocabulary's names so that a code is their index. Throws a `RangeError` where codes are not dense from zero. */
export function namesByCode(codes: Readonly<Record<string, number>>): string[] {
  const names = Object.entries(codes).toSorted(([, a], [, b]) => a - b);
  if (names.some(([, code], i) => code !== i)) throw new RangeError('The codes of a vocabulary must be 0, 1, 2, …');
  return names.map(([name]) => name);
}
