/** An edition as a table: RFC 4180, UTF-8, one row a figure. */
import { EVERY } from '../policy/layout.ts';
import type { EditionPayload } from './edition.ts';

const COLUMNS = [
  'edition',
  'reason',
  'indicator',
  'market',
  'period',
  'status',
  'contributors',
  'ratio',
  'per',
  'bin_bounds',
  'bin_members',
  'since',
] as const;

/**
 * Writes an edition as CSV, lines ended by CRLF. Bounds and members of bins are lists with blanks between; there is one bin more than
 * there are bounds. No field holds a comma or a quote: names are lower-case letters, digits and hyphens.
 */
export function editionCsv({ edition, reason, quarter, indicators, figures }: EditionPayload): string {
  const byId = new Map(indicators.map((indicator) => [indicator.id, indicator]));
  const rows = figures.map(({ indicator, market, month, status, contributors, ratio, bins, since }) => {
    const { per, bins: bounds } = byId.get(indicator) ?? { per: '', bins: [] };
    const period = month === EVERY ? quarter : month;
    return [edition, reason, indicator, market, period, status, contributors, ratio, per]
      .concat([bounds.join(' '), bins?.join(' '), since])
      .map((cell) => cell ?? '')
      .join(',');
  });
  return [COLUMNS.join(','), ...rows, ''].join('\r\n');
}
