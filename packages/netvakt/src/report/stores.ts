import type { Config } from '../config/config.ts';
import { reportError } from './failure.ts';

/** The stores of the machines that are reported: those that were named, else the configured one. Throws an `OperatorError`. */
export function storesOf({ fixed }: Config, named: readonly string[] | undefined): readonly string[] {
  const { store } = fixed.statistics;
  if (named !== undefined) return named;
  if (store !== undefined) return [store];
  throw reportError('The configuration keeps no totals', 'Name a file in statistics.store, or give one with --store');
}
