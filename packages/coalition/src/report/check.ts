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
  const { month, status, numerator, denominator } = observation;
  const at = placeOf(observation);
  const fault = (code: ReportFault['code'], found: string, remedy: string): ReportFault[] => [
    { code, at, found, remedy },
  ];
  if (!months.some((one) => one.month === month))
    return fault('month-outside', 'a month outside the quarter', 'Remove the row, or correct its month');
  if (status !== 'value')
    return numerator === null && denominator === null
      ? []
      : fault('status', `numbers with the status ${status}`, 'Give the status value, or no numbers');
  if (numerator === null || denominator === null)
    return fault('status', 'the status value without two numbers', 'Give both; what was not measured is missing');
  const form = indicatorOf(observation.indicator)?.form;
  if (form === 'share' && numerator > denominator)
    return fault('share-above-whole', `${numerator} of ${denominator}`, 'Correct one of the two numbers');
  if (denominator === 0 && (numerator > 0 || form === 'rate'))
    return fault('no-base', `${numerator} for a base of 0`, 'Give the base, or the status missing');
  return [];
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
