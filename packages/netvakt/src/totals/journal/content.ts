import {
  FIGURE_UNITS,
  PENDING_BLOCKS,
  type PendingCount,
  type StatisticsFigure,
  TLS_ENDINGS,
  type TlsEnding,
} from '@netvakt/metrics';
import { z } from 'zod';
import type { UnitDefinition } from '../store.ts';

/** Batches that a full disk may keep waiting, over restarts. */
export const MOST_BATCHES = 64;

/** Counts of one interval that are not in the store. */
export interface UnwrittenBatch {
  /** Random. */
  readonly id: string;
  /** When the interval began, in Unix seconds. */
  readonly since: number;
  readonly definition: UnitDefinition;
  /** How blocked handshakes ended meanwhile. */
  readonly endings: readonly TlsEnding[];
  readonly figures: readonly StatisticsFigure[];
}

/** What is counted and not out yet. */
export interface JournalContent {
  /** What no series shows. */
  readonly unshown: readonly PendingCount[];
  /** What the store has not got, the oldest first. */
  readonly unwritten: readonly UnwrittenBatch[];
}

const VERSION = 1;
const name: z.ZodString = z.string().max(256);
const count: z.ZodInt = z.int().min(1);

const BATCH: z.ZodType<UnwrittenBatch> = z.strictObject({
  id: name,
  since: z.number(),
  definition: z.strictObject({ windowSeconds: count, ipv6PrefixLength: count, attemptsPerClientDay: count }),
  endings: z.array(z.enum(TLS_ENDINGS)),
  figures: z.array(z.strictObject({ market: name, list: name, unit: z.enum(FIGURE_UNITS), count })),
});

const CONTENT: z.ZodType<JournalContent> = z.strictObject({
  version: z.literal(VERSION),
  unshown: z.array(z.strictObject({ block: z.enum(PENDING_BLOCKS), at: z.array(name).max(3), count })),
  unwritten: z.array(BATCH).max(MOST_BATCHES),
});

/** Returns the text of a journal. */
export function journalText({ unshown, unwritten }: JournalContent): string {
  return JSON.stringify({ version: VERSION, unshown, unwritten });
}

/** Returns what a journal holds; `undefined` if it is damaged, or of another version. */
export function parseJournal(text: string): JournalContent | undefined {
  try {
    return CONTENT.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
