import {
  binLabel,
  type ComparedEndings,
  type ComparedFigure,
  comparedEndings,
  compareWithEdition,
  comparisonDocument,
  comparisonSeries,
  type EditionPayload,
  EVERY,
  endingsNote,
  type ListedStore,
  readEdition,
  type SignedPolicy,
} from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { replaceNamed } from '../base/named-file.ts';
import { OperatorError } from '../base/operator-error.ts';
import { readReport } from './command-submit.ts';
import { CoalitionHome } from './home.ts';
import { editionPath, textIn } from './round-files.ts';
import { trustedPolicy } from './trusted-policy.ts';

export interface CompareOptions {
  readonly report: string;
  readonly home?: string;
  readonly policy?: string;
  readonly months?: boolean;
  readonly prometheus?: string;
  readonly write?: string;
  readonly json?: boolean;
}

/** Shows the own ratios of a quarter against those of all members. Reads files only: nobody learns of it. */
export const compare: Action<CompareOptions> = async ({ stdout }, options) => {
  const home = await CoalitionHome.open(options.home);
  const report = await readReport(options.report);
  const { store, signed } = await trustedPolicy(home, report.quarter, options.policy);
  const edition = await newestEdition(store, signed, report.quarter);
  const figures = compareWithEdition(report, edition);
  const endings = comparedEndings(report, edition);
  if (options.prometheus !== undefined) await writeOut(options.prometheus, comparisonSeries(figures, edition));
  if (options.write !== undefined) {
    await writeOut(options.write, `${JSON.stringify(comparisonDocument(figures, edition, endings))}\n`, 0o640);
  }
  const shownFigures = options.months === true ? figures : figures.filter(({ month }) => month === EVERY);
  const json = { edition: edition.edition, reason: edition.reason, tls_block: endings, figures: shownFigures };
  await stdout.write(options.json === true ? `${JSON.stringify(json)}\n` : tableOf(shownFigures, edition, endings));
  return EXIT.done;
};

/** node_exporter and a filter read these files at any time: they see the old one or the new one. */
async function writeOut(path: string, text: string, mode = 0o644): Promise<void> {
  await replaceNamed(path, text, (before = mode) => before);
}

async function newestEdition(store: ListedStore, { policy }: SignedPolicy, quarter: string): Promise<EditionPayload> {
  let text: string | undefined;
  for (let edition = 1; ; edition += 1) {
    const next = await textIn(store, editionPath(quarter, edition));
    if (next === undefined) break;
    text = next;
  }
  if (text === undefined) {
    throw new OperatorError('ERR_COALITION', {
      found: `There is no edition of ${quarter} in the folder yet`,
      remedy: 'Fetch the folder again once the aggregators have opened the quarter',
    });
  }
  const { edition, signers } = await readEdition(text, policy);
  if (signers.length === policy.aggregators.length && edition.quarter === quarter) return edition;
  throw new OperatorError('ERR_COALITION', {
    found: 'The edition is not signed by every aggregator, or is of another quarter',
    remedy: 'Ask the secretariat for the file that all of them signed',
  });
}

function tableOf(figures: readonly ComparedFigure[], edition: EditionPayload, endings: ComparedEndings): string {
  const head = ['indicator', 'market', 'period', 'per', 'own', 'all', 'members', 'own bin', 'bins'];
  const rows = figures.map((figure) => [
    figure.indicator,
    figure.market,
    figure.month === EVERY ? edition.quarter : figure.month,
    String(figure.per),
    figure.own ?? '-',
    figure.all ?? figure.status,
    figure.all === undefined ? '-' : String(figure.contributors ?? '-'),
    figure.ownBin === undefined ? '-' : binLabel(figure.bounds, figure.ownBin),
    binsText(figure),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = [
    `${edition.edition} (${edition.reason}), ${edition.submissions} of ${edition.members} members. all: ratio of the sums. hidden: it would reveal too much about one member.`,
    endingsNote(endings),
    'Blocked attempts are not people, and more of them are not more abuse.',
  ].filter((note) => note !== '');
  return `${[...lines, '', ...notes].join('\n')}\n`;
}

/** `below 100: 1, 100 to 300: 2`; bins without members are left out. */
function binsText({ bins, bounds }: ComparedFigure): string {
  if (bins === undefined) return '-';
  const parts = bins.flatMap((count, bin) => (count === 0 ? [] : [`${binLabel(bounds, bin)}: ${count}`]));
  return parts.length === 0 ? '-' : parts.join(', ');
}
