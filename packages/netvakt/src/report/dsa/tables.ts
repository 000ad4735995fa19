/**
 * The transparency template of Regulation (EU) 2024/2835, Annex I, for a provider of a mere conduit service: the parts and rows that
 * apply to all providers, with what a filter knows filled in. What it does not know is empty: a person fills it in.
 */
import { CATEGORY_ROWS, FILTER_CATEGORY } from './categories.ts';
import {
  CATEGORY_COLUMNS,
  MEASURE_FIGURES,
  ORDER_CONTEXTS,
  ORDER_FIGURES,
  QUALITATIVE_COLUMNS,
  SECTION_COLUMNS,
  SUMMARY_COLUMNS,
} from './columns.ts';
import type { DsaFigures, DsaHead } from './figures.ts';

type Cell = string | number | undefined;
type Table = readonly (readonly Cell[])[];

const ALL = 'All';
const NOTHING_DETECTED = 'The filter detects nothing: authorities decide what is listed.';

/** A file of the template. */
export interface DsaFile {
  readonly name: string;
  readonly rows: Table;
}

/** The files of a report, in the order of the template. */
export function dsaFiles(head: DsaHead, figures: DsaFigures): readonly DsaFile[] {
  return [
    { name: '1_summary.csv', rows: summary(head) },
    { name: '3_member_states_orders.csv', rows: orders(head, figures) },
    { name: '5_own_initiative_illegal.csv', rows: measures(head, figures) },
    { name: '7_appeals_and_recidivism.csv', rows: complaints(head, figures) },
    { name: '8_automated_means.csv', rows: automatedMeans(head, figures) },
    { name: '11_qualitative.csv', rows: qualitative(head, figures) },
  ];
}

/** A table as CSV: RFC 4180, lines ended by CRLF. */
export function csvText(rows: Table): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(cell: Cell = ''): string {
  const text = String(cell);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function summary({ provider, service, published, previous, period }: DsaHead): Table {
  return [
    SUMMARY_COLUMNS,
    [ALL, service, 'Name of the service provider', provider],
    [ALL, service, 'Date of the publication of the report', published],
    [ALL, service, 'Date of the publication of the latest previous report', previous],
    [ALL, service, 'Starting date of reporting period', period.since],
    [ALL, service, 'Ending date of reporting period', period.until],
  ];
}

function orders(head: DsaHead, figures: DsaFigures): Table {
  const [, items] = ORDER_FIGURES;
  const isBasis = head.basis === 'orders';
  const [, itemsContext] = ORDER_CONTEXTS;
  const context = `${figures.days} ${speedOf(figures)}`;
  return [
    [...CATEGORY_COLUMNS, 'Scope', ...ORDER_FIGURES, ...ORDER_CONTEXTS],
    ...CATEGORY_ROWS.map((category) => {
      const isFilled = isBasis && category === FILTER_CATEGORY;
      const numbers = ORDER_FIGURES.map((name) => (isFilled && name === items ? figures.added : undefined));
      const contexts = ORDER_CONTEXTS.map((name) => (isFilled && name === itemsContext ? context : undefined));
      return rowHead(head).concat([category, undefined, 'TOTAL'], numbers, contexts);
    }),
  ];
}

function measures(head: DsaHead, figures: DsaFigures): Table {
  const isBasis = head.basis === 'own-initiative';
  const [number = '', automated = ''] = MEASURE_FIGURES;
  const disabled = MEASURE_FIGURES.find((name) => name.endsWith('Disable')) ?? '';
  const known = new Map<string, readonly [Cell, string | undefined]>([
    [number, [figures.added, `Entries of lists that took effect. ${figures.days}`]],
    [automated, [0, NOTHING_DETECTED]],
    [disabled, [figures.added, speedOf(figures)]],
  ]);
  return [
    [...CATEGORY_COLUMNS, ...MEASURE_FIGURES, ...MEASURE_FIGURES.map((name) => `Contextual Information on ${name}`)],
    ...CATEGORY_ROWS.map((category) => {
      const isFilled = isBasis && category === FILTER_CATEGORY;
      const cells = MEASURE_FIGURES.map((name) => (isFilled ? known.get(name) : undefined) ?? [undefined, undefined]);
      const [numbers, contexts] = [cells.map(([figure]) => figure), cells.map(([, text]) => text)];
      return rowHead(head).concat([category, undefined], numbers, contexts);
    }),
  ];
}

function complaints(head: DsaHead, { received, decided, upheld, days }: DsaFigures): Table {
  const indicator = 'Number of complaints submitted to the internal-complaints mechanism';
  const outcome =
    decided === undefined
      ? ''
      : ` Decided: ${decided}, of which ${upheld ?? 0} were found to be right and the entry no longer blocks.`;
  return [
    SECTION_COLUMNS,
    [
      ...rowHead(head),
      'Internal complaints mechanism',
      indicator,
      'Total number',
      received,
      `Complaints about the filter. ${days}${outcome}`,
    ],
  ];
}

function automatedMeans(head: DsaHead, figures: DsaFigures): Table {
  const section = 'Use of automated means for content moderation';
  const accuracy = ['Accuracy', 'Precision', 'Recall'].map((kind) => `Accuracy of the automated means - ${kind}`);
  const rows = ['Total number', 'Own-initiative '].flatMap((scope): (readonly Cell[])[] => {
    const isFilled = scope === 'Total number' || head.basis === 'own-initiative';
    const [solely, otherwise] = isFilled ? [0, figures.added] : [];
    const listed = `Entries of lists that took effect. ${figures.days}`;
    const measured: readonly (readonly Cell[])[] = [
      ['Number of measures solely taken by automated means ', scope, solely, NOTHING_DETECTED],
      ['Number of measures not taken by automated means', scope, otherwise, listed],
    ];
    const notApplicable = 'Not applicable: nothing is detected by automated means.';
    return measured.concat(accuracy.map((name) => [name, scope, undefined, notApplicable]));
  });
  return [SECTION_COLUMNS, ...rows.map(([name, ...rest]) => rowHead(head).concat([section, name], rest))];
}

function qualitative(head: DsaHead, { lists, quarantined }: DsaFigures): Table {
  const kept =
    quarantined === undefined
      ? ''
      : ` On average ${quarantined} entries were kept out because they would have blocked too much.`;
  const texts: readonly (readonly [string, string])[] = [
    [
      'Summary of the content moderation engaged in at the providers’ own initiative',
      `Access to resources on ${lists ?? 'the'} lists of child-protection authorities is blocked. Nothing else is moderated by the filter.`,
    ],
    [
      "Meaningful and comprehensible information regarding content moderation engaged in at the providers' own initiative",
      'The filter compares what a connection asks for with the entries of the lists, exactly: a page, a folder, a host or a domain. It reads nothing else, keeps no record of who asked, and shows a page that says who has decided and how to object.',
    ],
    [
      'Qualitative description of the automated means',
      'Exact comparison with listed entries. No classification, no learning, no detection of unknown material.',
    ],
    [
      'Qualitative description of indicators of accuracy and possible rate of error of automated means',
      `Errors are errors of a list: they show as complaints that are found to be right.${kept}`,
    ],
    [
      'Specification of the precise purposes to apply automated means',
      'To apply decisions of authorities about child sexual abuse material, and nothing else.',
    ],
    [
      'Safeguards applied to the use of automated means',
      'Lists are signed and verified; deliveries that change too much and entries that would block too much wait for a person; complaints are decided by a person; removals take effect like additions.',
    ],
  ];
  return [QUALITATIVE_COLUMNS, ...texts.map(([indicator, text]) => rowHead(head).concat([indicator, text]))];
}

function rowHead({ service, period }: DsaHead): Cell[] {
  return [ALL, service, `${period.since}/${period.until}`];
}

/** How soon entries took effect: the template wants medians, and the filter keeps how many updates were in time. */
function speedOf({ updates, withinHour, withinDay }: DsaFigures): string {
  if (updates === undefined || updates === 0) return 'No list update was timed.';
  return `Of ${updates} list updates with additions, ${withinHour ?? 0} took effect within an hour of publication and ${withinDay ?? 0} within a day.`;
}
