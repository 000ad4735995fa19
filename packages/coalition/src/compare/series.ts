/** A comparison as series of Prometheus, for the textfile collector of node_exporter. */
import { EVERY } from '../policy/layout.ts';
import type { EditionPayload } from '../sum/edition.ts';
import type { ComparedFigure } from './compare.ts';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly read: (figure: ComparedFigure) => readonly [labels: string, value: string | number][];
}

const FAMILIES: readonly Family[] = [
  {
    name: 'netvakt_coalition_own_ratio',
    help: 'Own ratio of the quarter, for as many of the denominator as the label per says.',
    read: ({ own, per }) => (own === undefined ? [] : [[`,per="${per}"`, own]]),
  },
  {
    name: 'netvakt_coalition_ratio',
    help: 'Ratio of the sums of all members of the coalition, in the same unit.',
    read: ({ all, per }) => (all === undefined ? [] : [[`,per="${per}"`, all]]),
  },
  {
    name: 'netvakt_coalition_contributors',
    help: 'Members behind the ratio of the coalition.',
    read: ({ all, contributors }) => (all === undefined ? [] : [['', contributors ?? 0]]),
  },
];

/**
 * Writes the figures of the whole quarter, by indicator and market, in the text format of Prometheus. Labels come from the policy,
 * whose names are lower-case letters, digits and hyphens.
 */
export function comparisonSeries(figures: readonly ComparedFigure[], { edition }: EditionPayload): string {
  const quarterly = figures.filter(({ month }) => month === EVERY);
  const families = FAMILIES.map(({ name, help, read }) => {
    const lines = quarterly.flatMap((figure) =>
      read(figure).map(
        ([labels, value]) => `${name}{indicator="${figure.indicator}",market="${figure.market}"${labels}} ${value}\n`,
      ),
    );
    return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
  });
  const info = 'netvakt_coalition_edition_info';
  const head = `# HELP ${info} The edition that the figures are from; always 1.\n# TYPE ${info} gauge\n${info}{edition="${edition}"} 1\n`;
  return head + families.join('');
}
