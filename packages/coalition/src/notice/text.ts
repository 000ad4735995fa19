/** A notice in words, for people and for formats that want a text. */
import type { Notice } from './notice.ts';
import { type NoticeTrend, type NoticeUnit, sentenceOf } from './vocabulary.ts';

const UNITS: Readonly<Record<NoticeUnit, string>> = {
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
  entries: 'entries',
  'per-mille': 'per mille of requests or entries',
};

const TRENDS: Readonly<Record<NoticeTrend, string>> = {
  new: 'It is new.',
  rising: 'It is becoming more.',
  steady: 'It stays the same.',
  falling: 'It is becoming less.',
  over: 'It is over.',
};

/** Returns the content of the notice as sentences: code, measure, trend, market and month. */
export function textOfNotice({ kind, code, measure, trend, market, month }: Notice): string {
  return [
    sentenceOf(kind, code),
    ...(measure === undefined ? [] : [`Extent: ${measure.value} ${UNITS[measure.unit]}.`]),
    ...(trend === undefined ? [] : [TRENDS[trend]]),
    `Seen in ${month}${market === undefined ? '' : `, market ${market}`}.`,
  ].join(' ');
}
