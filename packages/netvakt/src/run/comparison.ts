import { readFile } from 'node:fs/promises';
import { COMPARISON, readDocument } from '@netvakt/coalition';
import type { Comparison } from '@netvakt/metrics';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';

/**
 * Reads the comparison that the configuration names; `undefined` if it names none. One that cannot be read is a warning and shows
 * nothing: it never stops a filter.
 */
export async function comparisonOf({ coalition }: Config, log: Log): Promise<Comparison | undefined> {
  if (coalition === undefined) return undefined;
  try {
    return readDocument(await readFile(coalition.comparison, 'utf8'), COMPARISON);
  } catch {
    log.warn(
      { setting: 'coalition.comparison' },
      'cannot read the comparison with the coalition: write it with netvakt coalition compare --write',
    );
    return undefined;
  }
}
