import { type Case, GROUPS, type GroupId } from '../cases/case.ts';
import { EXPECTED } from '../run/judge.ts';
import type { CaseResult } from '../run/run.ts';
import { REMEDIES } from './remedies.ts';

/** One case that did not go as it must. */
export interface Failure {
  readonly id: string;
  readonly expected: string;
  readonly found: string;
  readonly why: string;
  readonly ref: string;
  readonly remedy: string;
}

interface GroupSummary {
  readonly group: GroupId;
  readonly title: string;
  readonly passed: number;
  readonly total: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

/** A run in figures: what the table, the page and the JSON are made from. */
export interface Summary {
  readonly passed: number;
  readonly total: number;
  readonly skipped: number;
  readonly groups: readonly GroupSummary[];
  readonly figures: readonly { readonly id: string; readonly figure: string }[];
  readonly notRun: readonly { readonly id: string; readonly why: string }[];
}

/** Sums up by group. A skipped case is in no total. */
export function summarise(results: readonly CaseResult[]): Summary {
  const groups = (Object.keys(GROUPS) as GroupId[])
    .map((group) =>
      groupSummary(
        group,
        results.filter((result) => result.case.group === group),
      ),
    )
    .filter(({ total, skipped }) => total + skipped > 0);
  const sum = (key: 'passed' | 'total' | 'skipped'): number => groups.reduce((all, group) => all + group[key], 0);
  return {
    passed: sum('passed'),
    total: sum('total'),
    skipped: sum('skipped'),
    groups,
    figures: results.flatMap(({ case: { id }, figure }) => (figure === undefined ? [] : [{ id, figure }])),
    notRun: results.flatMap(({ case: { id }, outcome, note = '' }) =>
      outcome === 'skipped' ? [{ id, why: note }] : [],
    ),
  };
}

function groupSummary(group: GroupId, results: readonly CaseResult[]): GroupSummary {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const skipped = results.filter(({ outcome }) => outcome === 'skipped').length;
  return {
    group,
    title: GROUPS[group],
    passed: results.length - failed.length - skipped,
    total: results.length - skipped,
    skipped,
    failures: failed.map(({ case: one, note = '' }) => failure(one, note)),
  };
}

function failure(one: Case, found: string): Failure {
  const { id, why, ref, expect, group } = one;
  return { id, expected: EXPECTED[expect], found, why, ref, remedy: REMEDIES[group][expect] };
}
