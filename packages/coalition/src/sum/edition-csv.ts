/** An edition as a table: RFC 4180, UTF-8, one row a figure. */
import { CoalitionError } from '../document/error.ts';
import { EVERY } from '../policy/layout.ts';
import type { PublicKey } from '../signature/key.ts';
import { type EditionPayload, readEdition } from './edition.ts';

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
 * there are bounds. The column `tls_block` is there if the edition contains how handshakes ended: a table of an earlier version has none. No field holds a comma or a quote: names are lower-case letters, digits and hyphens.
 */
export function editionCsv({
  edition,
  reason,
  quarter,
  tls_block: endings,
  indicators,
  figures,
}: EditionPayload): string {
  const byId = new Map(indicators.map((indicator) => [indicator.id, indicator]));
  const rows = figures.map(({ indicator, market, month, status, contributors, ratio, bins, since }) => {
    const { per, bins: bounds } = byId.get(indicator) ?? { per: '', bins: [] };
    const period = month === EVERY ? quarter : month;
    return [edition, reason, indicator, market, period, status, contributors, ratio, per]
      .concat([bounds.join(' '), bins?.join(' '), since])
      .concat(endings === undefined ? [] : [endings.join(' ')])
      .map((cell) => cell ?? '')
      .join(',');
  });
  const columns = endings === undefined ? COLUMNS : [...COLUMNS, 'tls_block'];
  return [columns.join(','), ...rows, ''].join('\r\n');
}

/**
 * True if a table shows exactly the figures of the edition that it is named after. A table has no signature of its own.
 *
 * @param edition - Text of edition.json; `undefined` if it is not there, and then nothing vouches for the table.
 */
export async function isTableOf(
  edition: string | undefined,
  table: Uint8Array,
  signers: { readonly aggregators: readonly { readonly id: string; readonly key: PublicKey }[] },
): Promise<boolean> {
  if (edition === undefined) return false;
  try {
    const { edition: payload, signers: found } = await readEdition(edition, signers);
    return found.length === signers.aggregators.length && Buffer.from(editionCsv(payload)).equals(table);
  } catch (error) {
    if (error instanceof CoalitionError) return false;
    throw error;
  }
}
