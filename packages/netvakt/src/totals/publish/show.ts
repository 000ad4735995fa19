/** A publication as text and CSV. */
import { type EndingPeriod, endingNotes } from '../endings.ts';
import { aligned } from '../show.ts';
import { ALL, type PublishedFigure, type PublishedQuarter, type Shown } from './publication.ts';
import { PUBLISHED_UNITS } from './quarter-counts.ts';
import { OTHER_MARKETS } from './small-markets.ts';

/** A table for each unit, with what is needed to compare it with those of others. */
export function publicationText(publication: PublishedQuarter): string {
  const { quarter, months, figures } = publication;
  const heads = [...months.map(({ month }) => month), ALL];
  const markets = [...new Set(figures.map(({ market }) => market))];
  const table = (title: string, cell: (figure: PublishedFigure) => string): string => {
    const rows = markets.map((market) =>
      [market].concat(figures.flatMap((one) => (one.market === market ? [cell(one)] : []))),
    );
    return `${title}, ${quarter}\n${aligned([['market', ...heads], ...rows], 1)}`;
  };
  const units = PUBLISHED_UNITS.map((unit) => table(`Blocked ${unit}`, (figure) => wordOf(figure[unit])));
  const isCovered = figures.some(({ covered }) => covered !== null);
  const covered = isCovered ? [table('Time with a filter', coverageText)] : [];
  return `${[...units, ...covered].join('\n')}\n${notesOf(publication).join('\n')}\n`;
}

/** Notes that must accompany the figures, wherever they are printed. */
function notesOf({
  definition,
  tls_block: endings,
  control,
  months,
  merged,
  left_out: leftOut,
  time_zones: zones,
}: PublishedQuarter): readonly string[] {
  const { windowSeconds, attemptsPerClientDay } = definition;
  const { minCell, roundTo } = control;
  return [
    `An attempt is all requests of one client for one rule within ${windowSeconds} s of the first; later ones do not prolong it. A page is an attempt that navigates.`,
    `–: hidden, because it is below ${minCell}, because few clients make up more than half of it (each counted ${attemptsPerClientDay} times a day at most), or because a sum would give another away. Others are rounded to ${roundTo}. "no data": there was no filter; that is not zero.`,
    ...endingNotes(endings),
    ...(merged.length > 0
      ? [`${OTHER_MARKETS}: ${merged.join(', ')} together, because they are too small for rows of their own.`]
      : []),
    ...(leftOut.length > 0
      ? [`Left out, also of the sums, because too few were blocked there: ${leftOut.join(', ')}.`]
      : []),
    `Days with figures: ${months.map(({ month, days }) => `${month} ${days}`).join(', ')}. Days are those of ${zones.join(', ')}. Blocked attempts are not people, and more of them are not more abuse.`,
  ];
}

/** RFC 4180: one row for each market and month, sums as `all`. */
export function publicationCsv({ figures, tls_block: endings }: PublishedQuarter): string {
  const head = ['market', 'month', ...PUBLISHED_UNITS, 'covered', 'tls_block'];
  const rows = figures.map((figure) => [
    figure.market,
    figure.month,
    ...PUBLISHED_UNITS.map((unit) => figure[unit]),
    figure.covered ?? '',
    endingsOf(endings, figure.month).join('+'),
  ]);
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** The endings that were in force in a month, or in the quarter. */
function endingsOf(endings: readonly EndingPeriod[], month: string): readonly string[] {
  const isIn = ({ first, last }: EndingPeriod): boolean =>
    month === ALL || (first.slice(0, 7) <= month && month <= last.slice(0, 7));
  return endings.filter(isIn).map(({ ending }) => ending);
}

function wordOf(shown: Shown): string {
  return shown === 'suppressed' ? '–' : String(shown);
}

function coverageText({ covered }: PublishedFigure): string {
  return covered === null ? '?' : `${(100 * covered).toFixed(1)}%`;
}
