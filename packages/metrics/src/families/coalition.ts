import type { ComparedRatio } from '../state/comparison.ts';
import type { Definition, Emit, Sources } from './definition.ts';

const NOTE =
  'Only with the section `coalition`. Of a quarter that is over, as `netvakt coalition compare --write` found it: it changes once a quarter. Blocked attempts are not people, and more of them are not more abuse.';

/** Reads one value of each row that has it. */
const eachRow =
  (valueOf: (row: ComparedRatio) => number | null) =>
  ({ comparison }: Sources, emit: Emit): void => {
    for (const row of comparison?.rows ?? []) {
      const value = valueOf(row);
      if (value !== null) emit(value, row.indicator, row.market, String(row.per));
    }
  };

/** The own quarter against that of all members of the coalition. */
export const COALITION_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_coalition_own_ratio',
    type: 'gauge',
    unit: 'of the numerator for as many of the denominator as in `per`',
    labels: ['indicator', 'market', 'per'],
    help: 'This operator’s ratio of an indicator in the quarter that was compared last.',
    note: NOTE,
    read: eachRow(({ own }) => own),
  },
  {
    name: 'netvakt_coalition_ratio',
    type: 'gauge',
    unit: 'of the numerator for as many of the denominator as in `per`',
    labels: ['indicator', 'market', 'per'],
    help: 'Ratio of the sums of all members of the coalition in that quarter.',
    note: `${NOTE} Missing if it is not released because it would reveal too much of one member.`,
    read: eachRow(({ all }) => all),
  },
  {
    name: 'netvakt_coalition_contributors',
    type: 'gauge',
    unit: 'members',
    labels: ['indicator', 'market'],
    help: 'Members of the coalition behind the ratio of an indicator.',
    note: NOTE,
    read: ({ comparison }, emit) => {
      for (const { all, contributors, indicator, market } of comparison?.rows ?? []) {
        if (all !== null) emit(contributors, indicator, market);
      }
    },
  },
  {
    name: 'netvakt_coalition_edition_info',
    type: 'gauge',
    unit: 'always 1',
    labels: ['edition'],
    help: 'The edition of the coalition that the comparison is from.',
    note: 'Only with the section `coalition`.',
    read: ({ comparison }, emit) => {
      if (comparison !== undefined) emit(1, comparison.edition);
    },
  },
];
