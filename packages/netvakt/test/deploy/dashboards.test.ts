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
  readonly targets?: readonly {
    readonly expr: string;
    readonly refId: string;
    readonly instant?: boolean;
    readonly format?: string;
  }[];
  readonly transformations?: readonly { readonly id: string; readonly options: unknown }[];
  readonly fieldConfig?: { readonly defaults: { readonly links?: readonly { readonly url: string }[] } };
}

interface Board {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly annotations: {
    readonly list: readonly { readonly name: string; readonly expr?: string; readonly enable: boolean }[];
  };
  readonly links: readonly { readonly type: string; readonly tags?: readonly string[]; readonly url?: string }[];
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

const ALERTS = readdirSync(join(ROOT, 'docs/operating/runbooks')).map((name) => name.replace('.md', ''));
/** As the alerts have it. */
const RUNBOOK_OF_DOWN = /runbook_url: (\S+NetvaktDown\.md)/u.exec(
  readFileSync(join(ROOT, 'deploy/prometheus/rules/process.yml'), 'utf8'),
)?.[1];

test('the table of alerts leads from each name to its runbook, by the address that the alert has', () => {
  const tables = BOARDS.flatMap(({ panels }) => panels.filter(({ type }) => type === 'table'));
  const urls = tables.flatMap(({ fieldConfig }) => (fieldConfig?.defaults.links ?? []).map(({ url }) => url));
  expect(ALERTS).toContain('NetvaktDown');
  expect(urls.map((url) => url.replace('${__data.fields.alertname}', 'NetvaktDown'))).toEqual([RUNBOOK_OF_DOWN]);
});

test('which node has which version of a list is a table: a row a list, a column a node', () => {
  const shown = BOARDS.flatMap(({ panels }) => panels).find(({ title }) => title === 'Version of each list, by node');
  expect(
    shown?.targets?.map(({ expr, instant, format }) => [expr.includes('netvakt_list_info'), instant, format]),
  ).toEqual([[true, true, 'table']]);
  const [, matrix] = shown?.transformations ?? [];
  expect(matrix).toMatchObject({ options: { rowField: 'list', columnField: 'instance', valueField: 'version' } });
});

test('there are five, each with an address of its own', () => {
  expect(NAMES).toEqual(['coverage.json', 'data-plane.json', 'lists.json', 'overview.json', 'report.json']);
  expect(new Set(BOARDS.map(({ uid }) => uid)).size).toBe(5);
});

/** Variables of Grafana, and the group of a regular expression in label_replace. */
const BUILT_IN = new Set(['$__range', '$1']);
/** Labels that queries make themselves. */
const MADE = new Set(['month']);

describe.each(BOARDS)('$title', ({ panels, templating, annotations, links }) => {
  const marks = annotations.list.filter(({ expr }) => expr !== undefined);
  const queries = [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr }))),
    ...marks.map(({ name, expr = '' }) => ({ title: name, expr })),
  ];

  test('every query is PromQL, and reads only what the filter exports or a rule records', async () => {
    const { metrics, labels } = await registry();
    const faults = queries.flatMap(({ title, expr }) => {
      const query = readQuery(expr.replaceAll('$__range', '31d'));
      return [
        ...query.faults.map((text) => `no PromQL from: ${text}`),
        ...[...query.metrics].filter((name) => !metrics.has(name) && !RECORDED.has(name)),
        ...[...query.labels].filter((name) => !labels.has(name) && !MADE.has(name)),
      ].map((fault) => `${title}: ${fault}`);
    });
    expect(queries.length).toBeGreaterThan(8);
    expect(faults).toEqual([]);
  });

  test('every query is of the chosen job, and every variable in it can be chosen', () => {
    const known = new Set(templating.list.map(({ name }) => `$${name}`));
    const faults = queries.filter(({ expr }) => {
      const used = expr.match(/\$\w+/g) ?? [];
      return (
        !(expr.includes('job="$job"') || expr.includes('ALERTS')) ||
        used.some((name) => !known.has(name) && !BUILT_IN.has(name))
      );
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
    const figures = shown.filter(({ type }) => type === 'stat' || type === 'table');
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.filter(({ targets = [] }) => targets.some(({ instant }) => instant !== true))).toEqual([]);
  });

  test('marks alerts, list versions, reloads and restarts, and leads to the other boards and the runbooks', () => {
    expect(marks.map(({ name, enable }) => [name, enable])).toEqual(
      ['Alerts', 'List versions', 'Reloads', 'Restarts'].map((name) => [name, true]),
    );
    expect(links.map(({ type, tags, url }) => [type, type === 'dashboards' ? tags : url])).toEqual([
      ['dashboards', ['netvakt']],
      ['link', RUNBOOK_OF_DOWN?.replace('NetvaktDown', 'README')],
    ]);
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
