import { expect, test } from '@jest/globals';
import {
  checkReport,
  type Observation,
  type OperatorReport,
  REPORT_FAULTS,
  type ReportFaultCode,
  STANDARD_DEFINITIONS,
} from '@netvakt/coalition';
import { madeReport } from '../support/reports.ts';

const EXPECTED = { today: '2026-10-02', definitions: STANDARD_DEFINITIONS };
const WHOLE = madeReport('2026-Q3');

/** The whole report with one observation changed. */
function changed(indicator: string, change: Partial<Observation>): OperatorReport {
  return madeReport('2026-Q3', (one) =>
    one.market === 'se' && one.month === '2026-07' && one.indicator === indicator ? change : {},
  );
}

test('a whole report has no fault, and neither has one with zeros, missing and hidden cells', () => {
  expect(checkReport(WHOLE, EXPECTED)).toEqual([]);
  expect(checkReport(changed('pages', { numerator: 0 }), EXPECTED)).toEqual([]);
  expect(checkReport(changed('removal-delay', { numerator: 0, denominator: 0 }), EXPECTED)).toEqual([]);
  for (const status of ['missing', 'hidden'] as const)
    expect(checkReport(changed('pages', { status, numerator: null, denominator: null }), EXPECTED)).toEqual([]);
});

const FAULTY: Readonly<Record<ReportFaultCode, OperatorReport>> = {
  template: { ...WHOLE, definitions: { ...STANDARD_DEFINITIONS, indicators: 'a'.repeat(64) } },
  definitions: { ...WHOLE, definitions: { ...STANDARD_DEFINITIONS, window: 'sliding' } },
  'quarter-not-over': madeReport('2026-Q4'),
  months: { ...WHOLE, months: WHOLE.months.map(({ month }) => ({ month, days: 31 })) },
  'month-outside': { ...WHOLE, observations: [...WHOLE.observations, outside()] },
  duplicate: { ...WHOLE, observations: [...WHOLE.observations, ...WHOLE.observations.slice(0, 1)] },
  incomplete: { ...WHOLE, observations: WHOLE.observations.slice(1) },
  status: changed('pages', { numerator: null }),
  'share-above-whole': changed('uptime', { numerator: 101 }),
  'no-base': changed('pages', { denominator: 0 }),
  revision: { ...WHOLE, revision: 2 },
};

function outside(): Observation {
  return { market: 'se', month: '2026-10', indicator: 'pages', status: 'missing', numerator: null, denominator: null };
}

test.each(REPORT_FAULTS)('the fault "%s" is found, alone, and with a remedy', (code) => {
  const faults = checkReport(FAULTY[code], EXPECTED);
  expect(faults.map((fault) => fault.code)).toEqual([code]);
  for (const { found, remedy } of faults) {
    expect(found).not.toBe('');
    expect(remedy).toMatch(/^(?:[A-Z]|Figures)/u);
  }
});

test('a definition that differs is named by its field', () => {
  const [fault] = checkReport(FAULTY.definitions, EXPECTED);
  expect(fault).toMatchObject({ at: 'definitions.window', found: 'sliding, and the coalition counts with fixed' });
});
