import { expect, test } from '@jest/globals';
import { canonicaliseRequest, canonicaliseUrl } from '@netvakt/matcher';
import { HAZARDS, type HazardCase } from '../support/cases.ts';

const rows = HAZARDS.flatMap(({ hazard, name, cases }) =>
  cases.map((row, index) => ({ title: `${hazard} ${name} (${row.why ?? `case ${index + 1}`})`, row })),
);

function canonicalised(row: HazardCase): ReturnType<typeof canonicaliseUrl> {
  if (row.url !== undefined) return canonicaliseUrl(row.url);
  const [host, target] = row.request ?? ['', ''];
  return canonicaliseRequest(host, target);
}

const refused = rows.filter(({ row }) => row.reason !== undefined);
const accepted = rows.filter(({ row }) => row.reason === undefined);

test.each(refused)('hazard $title is refused', ({ row }) => {
  expect(canonicalised(row)).toEqual({ ok: false, reason: row.reason });
});

test.each(accepted)('hazard $title', ({ row }) => {
  const outcome = canonicalised(row);
  const { host, port, path, query } = row;
  expect(outcome).toMatchObject({ ok: true, url: { host, port, path, query } });
  const alternates = outcome.ok ? outcome.alternates.map(({ reason, path: form }) => [reason, form]) : [];
  expect(Object.fromEntries(alternates)).toMatchObject(row.alternates ?? {});
});

test('all 32 hazards have rows', () => {
  expect(HAZARDS.map(({ hazard }) => hazard)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  expect(HAZARDS.every(({ cases }) => cases.length > 0)).toBe(true);
});
