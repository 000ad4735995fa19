import type { Expectation, GroupId, HttpCase, Targets } from './case.ts';

/** What a row of a table says beside its group. */
export type Row = Omit<HttpCase, 'kind' | 'group' | 'id' | 'expect'> & { readonly id: string };

/** Rows of one group and one expectation; the id gets the group before it. */
export function rows(group: GroupId, expect: Expectation, table: readonly Row[]): HttpCase[] {
  return table.map((said) => ({ ...said, kind: 'http', group, expect, id: `${group}-${said.id}` }));
}

/** One row: what it tries, why, the source, and the bytes. */
export function row(id: string, why: string, ref: string, bytes: (t: Targets) => string, more: Partial<Row> = {}): Row {
  return { ...more, id, why, ref, bytes };
}
