/** The outcome of an experiment for a reader: one line a payload with one mark an origin, then the evidence. */

import type { Payload } from '@netvakt/selftest';
import { type Fault, type JudgedFault, type Severity, severityOf } from './judge/finding.ts';
import type { Outcome } from './laboratory.ts';

const MARKS: Readonly<Record<Severity, string>> = { breach: 'BREACH', fault: 'fault', note: 'note' };
const ORDER: readonly Severity[] = ['breach', 'fault', 'note'];

/** A finding that several splits or origins share. */
export interface Group {
  readonly payload: string;
  readonly fault: Fault;
  readonly severity: Severity;
  readonly origins: readonly string[];
  readonly splits: readonly string[];
  /** Detail of the first of them. */
  readonly detail: string;
}

/** Findings by payload and fault, the worst first. */
export function groupFindings(findings: readonly JudgedFault[]): readonly Group[] {
  const groups = Map.groupBy(findings, ({ payload, fault }) => `${payload} ${fault}`);
  return [...groups.values()]
    .map((same) => {
      const first = same[0] as JudgedFault;
      return {
        payload: first.payload,
        fault: first.fault,
        severity: severityOf(first.fault),
        origins: [...new Set(same.map(({ origin }) => origin))],
        splits: [...new Set(same.map(({ split }) => split))],
        detail: first.detail,
      };
    })
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function worst(findings: readonly JudgedFault[]): Severity | undefined {
  return ORDER.find((severity) => findings.some(({ fault }) => severityOf(fault) === severity));
}

/** One line a payload: its name, and under each origin a dot or the worst that was found. */
export function matrix(outcome: Outcome, payloads: readonly Payload[]): string {
  const width = Math.max(...payloads.map(({ name }) => name.length), '(no run)'.length) + 2;
  const columns = outcome.origins.map((origin) => Math.max(origin.length, 6) + 2);
  const heads = outcome.origins.map((origin, at) => origin.padEnd(columns[at] ?? 0));
  const rows = [`${'payload'.padEnd(width)}${heads.join('')}`.trimEnd()];
  const names = [...payloads.map(({ name }) => name), '(no run)'];
  const byPlace = Map.groupBy(outcome.findings, ({ payload, origin }) => `${payload} ${origin}`);
  for (const name of names) {
    const marks = outcome.origins.map((origin, at) => {
      const severity = worst(byPlace.get(`${name} ${origin}`) ?? []);
      return (severity === undefined ? '.' : MARKS[severity]).padEnd(columns[at] ?? 0);
    });
    if (name !== '(no run)' || marks.some((mark) => !mark.startsWith('.')))
      rows.push(`${name.padEnd(width)}${marks.join('')}`.trimEnd());
  }
  return rows.join('\n');
}

/** The evidence, one paragraph a group. */
export function evidence(groups: readonly Group[], payloads: readonly Payload[]): string {
  const why = new Map(payloads.map((payload) => [payload.name, payload.why]));
  return groups
    .map(({ payload, fault, severity, origins, splits, detail }) =>
      [
        `${MARKS[severity]} ${fault}: ${payload} (${origins.join(', ')}; ${splits.filter(Boolean).join(', ') || 'all'})`,
        `    ${why.get(payload) ?? 'not the doing of one payload'}`,
        `    ${detail.replaceAll(/[^\x20-\x7e]/g, '.')}`,
      ].join('\n'),
    )
    .join('\n');
}

/** How many findings of each severity, and whether they fail the experiment. */
export interface Verdict {
  readonly breaches: number;
  readonly faults: number;
  readonly notes: number;
  readonly passed: boolean;
}

/** `strict`: notes count as well. An experiment in which no origin served anything does not pass. */
export function verdictOf(outcome: Outcome, groups: readonly Group[], strict: boolean): Verdict {
  const count = (severity: Severity): number => groups.filter((group) => group.severity === severity).length;
  const [breaches, faults, notes] = [count('breach'), count('fault'), count('note')];
  return { breaches, faults, notes, passed: outcome.served > 0 && breaches + faults + (strict ? notes : 0) === 0 };
}
