import type { Expectation, GroupId, HttpCase, Targets } from './case.ts';

/** The content of a table row in addition to its group. */
export type Row = Omit<HttpCase, 'kind' | 'group' | 'id' | 'expect'> & { readonly id: string };

/** Rows of one group and one expectation; the id gets the group before it. */
export function rows(group: GroupId, expect: Expectation, table: readonly Row[]): HttpCase[] {
  return table.map((each) => ({ ...each, kind: 'http', group, expect, id: `${group}-${each.id}` }));
}

/** One row: what it tries, why, the source, and the bytes. */
export function row(id: string, why: string, ref: string, bytes: (t: Targets) => string, more: Partial<Row> = {}): Row {
  return { ...more, id, why, ref, bytes };
}
