/**
 * A notice: something that operators tell each other about lists, evasion, incidents or practice.
 *
 *   {"schema":"netvakt-notice/1","kind":"evasion","code":"quic","market":"se","month":"2026-08",
 *    "measure":{"value":120,"unit":"per-mille"},"trend":"rising","tlp":"amber","posted":"2026-09-03","expires":"2027-03-03"}
 */
import { z } from 'zod';
import type { DocumentKind } from '../document/read.ts';
import {
  codesOf,
  NOTICE_KINDS,
  NOTICE_TRENDS,
  NOTICE_UNITS,
  type NoticeKind,
  type NoticeTrend,
  type NoticeUnit,
  TLP_LABELS,
  type TlpLabel,
} from './vocabulary.ts';

/** One notice, without its author: who signed the file is its author. */
export interface Notice {
  readonly schema: 'netvakt-notice/1';
  readonly kind: NoticeKind;
  /** One of the codes of the kind. */
  readonly code: string;
  /** A market of the policy. Absent: all of them, or none in particular. */
  readonly market?: string;
  /** When it was seen, `2026-08`. */
  readonly month: string;
  readonly measure?: { readonly value: number; readonly unit: NoticeUnit };
  readonly trend?: NoticeTrend;
  readonly tlp: TlpLabel;
  /** `2026-09-03`. */
  readonly posted: string;
  /** The last day on which it is of use: at most 366 days after `posted`. */
  readonly expires: string;
}

/** More would begin to name things: an IPv4 address and a phone number are numbers too. */
const MOST_VALUE = 9999;
const LONGEST_DAYS = 366;
const DAY = 86_400_000;

const MONTH = z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/u, 'is no month; write it as 2026-08');
const DATE = z
  .string()
  .regex(/^20\d\d-\d\d-\d\d$/u, 'is no day; write it as 2026-08-31')
  .refine(isDay, 'is no day of the calendar');

/** The days from 1970 that a date is the start of, or `NaN`. */
function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

/** How a notice is read under a policy. @param markets - those of the policy; no other is accepted. */
export function noticeDocument(markets: readonly string[]): DocumentKind<Notice> {
  return {
    name: 'notice',
    schema: schemaFor(markets),
    mostLength: 4000,
    remedy: 'Notices are made with netvakt coalition share post; it lists the words that they are made of',
  };
}

function schemaFor(markets: readonly string[]): z.ZodType<Notice> {
  const common = {
    schema: z.literal('netvakt-notice/1'),
    market: z.enum(markets).optional(),
    month: MONTH,
    measure: z.strictObject({ value: z.int().min(0).max(MOST_VALUE), unit: z.enum(NOTICE_UNITS) }).optional(),
    trend: z.enum(NOTICE_TRENDS).optional(),
    tlp: z.enum(TLP_LABELS),
    posted: DATE,
    expires: DATE,
  };
  const kinds = NOTICE_KINDS.map((kind) =>
    z.strictObject({ ...common, kind: z.literal(kind), code: z.enum(codesOf(kind)) }),
  );
  const union: z.ZodType = z.discriminatedUnion('kind', kinds as [(typeof kinds)[0], ...typeof kinds]);
  return union.check(({ value, issues }) => {
    for (const { field, message } of faultsOf(value as Notice)) {
      issues.push({ code: 'custom', path: [field], message, input: undefined });
    }
  }) as z.ZodType<Notice>;
}

/** What no field shows alone. */
function faultsOf({ month, posted, expires }: Notice): readonly { readonly field: string; readonly message: string }[] {
  const days = dayOf(expires) - dayOf(posted);
  return [
    ...(month > posted.slice(0, 7) ? [{ field: 'month', message: 'is after the notice was posted' }] : []),
    ...(days < 0 ? [{ field: 'expires', message: 'is before the notice was posted' }] : []),
    ...(days > LONGEST_DAYS ? [{ field: 'expires', message: `is more than ${LONGEST_DAYS} days away` }] : []),
  ];
}

/** True after the last day of the notice. @param today - `2026-11-28`. */
export function isExpired({ expires }: Notice, today: string): boolean {
  return expires < today;
}
