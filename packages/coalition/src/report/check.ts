/** What a report must hold before it is sealed: a fault that is found afterwards is in the coalition's sums. */
import { definitionsDiffer, INDICATORS_DIGEST, type UnitDefinitions } from '../indicator/definitions.ts';
import { daysOfMonth, quarterOf } from '../indicator/quarter.ts';
import { INDICATORS, indicatorOf } from '../indicator/table.ts';
import { placeOf, type ReportFault } from './fault.ts';
import type { Observation, OperatorReport } from './report.ts';

/** What a report is checked against. */
export interface ReportExpectation {
  /** Today, UTC, as 2026-10-02. */
  readonly today: string;
  /** The coalition's definitions; `undefined`: only the table of indicators must be this version's. */
  readonly definitions?: UnitDefinitions | undefined;
}

/** Returns all faults of a report that fits its schema, in the order of its fields; empty: it can be sealed. Linear in its rows. */
export function checkReport(report: OperatorReport, expected: ReportExpectation): readonly ReportFault[] {
  return [
    ...definitionFaults(report, expected),
    ...headFaults(report, expected),
    ...monthFaults(report),
    ...report.observations.flatMap((observation) => observationFaults(observation, report)),
    ...tableFaults(report),
  ];
}

function definitionFaults({ definitions }: OperatorReport, expected: ReportExpectation): ReportFault[] {
  if (definitions.indicators !== INDICATORS_DIGEST)
    return [
      {
        code: 'template',
        at: 'definitions.indicators',
        found: 'this report was made from another table of indicators',
        remedy: 'Make it again with the version of netvakt that the coalition has agreed on',
      },
    ];
  const { definitions: agreed } = expected;
  if (agreed === undefined) return [];
  return definitionsDiffer(definitions, agreed).map((field) => ({
    code: 'definitions',
    at: `definitions.${field}`,
    found: `${definitions[field]}, and the coalition counts with ${agreed[field]}`,
    remedy: 'Figures of two definitions are never added. Count as the policy says from the next quarter on',
  }));
}

function headFaults({ quarter: name, revision, reason }: OperatorReport, { today }: ReportExpectation): ReportFault[] {
  const faults: ReportFault[] = [];
  const quarter = quarterOf(name);
  if (quarter !== undefined && today <= quarter.until)
    faults.push({
      code: 'quarter-not-over',
      at: 'quarter',
      found: `${name} ends on ${quarter.until}`,
      remedy: 'Report it from the day after on',
    });
  if ((revision === 1) !== (reason === 'first'))
    faults.push({
      code: 'revision',
      at: 'reason',
      found: `revision ${revision} with the reason ${reason}`,
      remedy: 'The first revision has the reason first; a later one says why it corrects',
    });
  return faults;
}

function monthFaults({ quarter: name, months }: OperatorReport): ReportFault[] {
  const expected = quarterOf(name)?.months ?? [];
  return expected.flatMap((month, i): ReportFault[] => {
    const given = months[i];
    if (given?.month === month && given.days <= daysOfMonth(month)) return [];
    const found = given?.month === month ? `${given.days} days` : `${given?.month ?? 'nothing'} in place of ${month}`;
    const remedy = 'Name the three months of the quarter in their order, each with its days with figures';
    return [{ code: 'months', at: `months[${i}]`, found, remedy }];
  });
}

function observationFaults(observation: Observation, { months }: OperatorReport): ReportFault[] {
  const at = placeOf(observation);
  const isInside = months.some(({ month }) => month === observation.month);
  const fault = isInside ? (statusFault(observation) ?? pairFault(observation)) : OUTSIDE;
  return fault === undefined ? [] : [{ ...fault, at }];
}

type PlacelessFault = Omit<ReportFault, 'at'>;

const OUTSIDE: PlacelessFault = {
  code: 'month-outside',
  found: 'a month outside the quarter',
  remedy: 'Remove the row, or correct its month',
};

/** A status and its numbers belong together. */
function statusFault({ status, numerator, denominator }: Observation): PlacelessFault | undefined {
  const [numbers, wanted] = [Number(numerator !== null) + Number(denominator !== null), status === 'value' ? 2 : 0];
  if (numbers === wanted) return undefined;
  return status === 'value'
    ? {
        code: 'status',
        found: 'the status value without two numbers',
        remedy: 'Give both; what was not measured is missing',
      }
    : { code: 'status', found: `numbers with the status ${status}`, remedy: 'Give the status value, or no numbers' };
}

/** The two numbers of a value fit each other. */
function pairFault({ indicator, numerator, denominator }: Observation): PlacelessFault | undefined {
  if (numerator === null || denominator === null) return undefined;
  const form = indicatorOf(indicator)?.form;
  if (form === 'share' && numerator > denominator)
    return {
      code: 'share-above-whole',
      found: `${numerator} of ${denominator}`,
      remedy: 'Correct one of the two numbers',
    };
  if (denominator > 0 || (numerator === 0 && form !== 'rate')) return undefined;
  return { code: 'no-base', found: `${numerator} for a base of 0`, remedy: 'Give the base, or the status missing' };
}

/** Each indicator once in each market and month: a row that was left out by mistake must not pass for "missing". */
function tableFaults({ observations, months }: OperatorReport): ReportFault[] {
  const seen = new Set<string>();
  const faults: ReportFault[] = [];
  for (const observation of observations) {
    const at = placeOf(observation);
    if (seen.has(at))
      faults.push({ code: 'duplicate', at, found: 'two rows', remedy: 'Keep one; add the figures of two machines' });
    seen.add(at);
  }
  const markets = [...new Set(observations.map(({ market }) => market))];
  for (const market of markets) {
    for (const { month } of months) {
      const absent = INDICATORS.filter(({ id }) => !seen.has(placeOf({ market, month, indicator: id })));
      if (absent.length === 0) continue;
      const found = `no row for ${absent.map(({ id }) => id).join(', ')}`;
      const remedy = 'Add it, with the status missing if it was not measured. `netvakt report template` has every row';
      faults.push({ code: 'incomplete', at: `${market}/${month}`, found, remedy });
    }
  }
  return faults;
}
