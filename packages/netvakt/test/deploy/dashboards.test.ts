import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readQuery } from '../support/promql.ts';
import { registry } from '../support/registry.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: Place;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string; readonly refId: string; readonly instant?: boolean }[];
}

interface Board {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

const NAMES = readdirSync(join(ROOT, 'deploy/grafana')).filter((name) => name.endsWith('.json'));
const BOARDS = NAMES.map((name) => JSON.parse(readFileSync(join(ROOT, 'deploy/grafana', name), 'utf8')) as Board);
const RECORDED = new Set(
  (
    parse(readFileSync(join(ROOT, 'deploy/prometheus/rules/recording.yml'), 'utf8')) as {
      groups: { rules: { record: string }[] }[];
    }
  ).groups.flatMap(({ rules }) => rules.map(({ record }) => record)),
);

test('there are four, each with an address of its own', () => {
  expect(NAMES).toEqual(['coverage.json', 'data-plane.json', 'lists.json', 'overview.json']);
  expect(new Set(BOARDS.map(({ uid }) => uid)).size).toBe(4);
});

describe.each(BOARDS)('$title', ({ panels, templating }) => {
  const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

  test('every query is PromQL, and reads only what the filter exports or a rule records', async () => {
    const { metrics, labels } = await registry();
    const faults = queries.flatMap(({ title, expr }) => {
      const query = readQuery(expr);
      return [
        ...query.faults.map((text) => `no PromQL from: ${text}`),
        ...[...query.metrics].filter((name) => !metrics.has(name) && !RECORDED.has(name)),
        ...[...query.labels].filter((name) => !labels.has(name)),
      ].map((fault) => `${title}: ${fault}`);
    });
    expect(queries.length).toBeGreaterThan(8);
    expect(faults).toEqual([]);
  });

  test('every query is of the chosen job, and every variable in it can be chosen', () => {
    const known = new Set(templating.list.map(({ name }) => `$${name}`));
    const faults = queries.filter(({ expr }) => {
      const used = expr.match(/\$\w+/g) ?? [];
      return !(expr.includes('job="$job"') || expr.includes('ALERTS')) || used.some((name) => !known.has(name));
    });
    expect(faults).toEqual([]);
  });

  test('what can be chosen is read from families that exist', async () => {
    const { metrics } = await registry();
    const families = templating.list.flatMap(({ query }) => /^label_values\((\w+)/.exec(query)?.[1] ?? []);
    expect(families.length).toBe(templating.list.length - 1); // all but the data source
    expect(families.filter((name) => !metrics.has(name))).toEqual([]);
  });

  test('every panel says what it is, and a figure is of this moment: the last good one of a filter that is gone must not stay', () => {
    const shown = panels.filter(({ type }) => type !== 'row');
    expect(shown.filter(({ description = '' }) => description.length < 20).map(({ title }) => title)).toEqual([]);
    const figures = shown.filter(({ type }) => type === 'stat');
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.filter(({ targets = [] }) => targets.some(({ instant }) => instant !== true))).toEqual([]);
  });

  test('names no data source, and its panels neither overlap nor share a number', () => {
    const shown = panels.filter(({ type }) => type !== 'row');
    expect(new Set(shown.map(({ datasource }) => datasource?.uid))).toEqual(new Set(['${datasource}']));
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const overlaps = panels.filter((one, i) => panels.slice(i + 1).some((other) => touch(one.gridPos, other.gridPos)));
    expect(overlaps.map(({ title }) => title)).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});

function touch(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
