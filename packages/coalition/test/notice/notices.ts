import * as fc from 'fast-check';
import type { Notice } from '../../src/notice/notice.ts';
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
} from '../../src/notice/vocabulary.ts';

export const MARKETS = ['se', 'no'] as const;

const DAY = 86_400_000;
const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

interface Draw {
  readonly kind: NoticeKind;
  readonly pick: number;
  readonly market: string | undefined;
  readonly value: number | undefined;
  readonly unit: NoticeUnit;
  readonly trend: NoticeTrend | undefined;
  readonly tlp: TlpLabel;
  /** In days: since 1970, before that, and after it. */
  readonly posted: number;
  readonly before: number;
  readonly lasts: number;
}

/** Any notice that the schema allows, from 2025 to 2035. */
export const anyNotice: fc.Arbitrary<Notice> = fc
  .record({
    kind: fc.constantFrom(...NOTICE_KINDS),
    pick: fc.nat(),
    market: fc.option(fc.constantFrom(...MARKETS), { nil: undefined }),
    value: fc.option(fc.integer({ min: 0, max: 9999 }), { nil: undefined }),
    unit: fc.constantFrom(...NOTICE_UNITS),
    trend: fc.option(fc.constantFrom(...NOTICE_TRENDS), { nil: undefined }),
    tlp: fc.constantFrom(...TLP_LABELS),
    posted: fc.integer({ min: 20_089, max: 23_741 }),
    before: fc.integer({ min: 0, max: 200 }),
    lasts: fc.integer({ min: 0, max: 366 }),
  })
  .map(noticeOf);

function noticeOf({ kind, pick, market, value, unit, trend, tlp, posted, before, lasts }: Draw): Notice {
  return {
    schema: 'netvakt-notice/1',
    kind,
    code: codesOf(kind)[pick % codesOf(kind).length] as string,
    ...(market === undefined ? {} : { market }),
    month: dayText(posted - before).slice(0, 7),
    ...(value === undefined ? {} : { measure: { value, unit } }),
    ...(trend === undefined ? {} : { trend }),
    tlp,
    posted: dayText(posted),
    expires: dayText(posted + lasts),
  };
}

/** One notice of each kind. */
export const NOTICES: readonly Notice[] = NOTICE_KINDS.map((kind) => ({
  schema: 'netvakt-notice/1',
  kind,
  code: codesOf(kind)[0] as string,
  market: 'se',
  month: '2026-08',
  measure: { value: 120, unit: 'per-mille' },
  trend: 'rising',
  tlp: 'amber',
  posted: '2026-09-03',
  expires: '2027-03-03',
}));
