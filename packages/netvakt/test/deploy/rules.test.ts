import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readQuery } from '../support/promql.ts';
import { registry } from '../support/registry.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FOLDER = join(ROOT, 'deploy/prometheus');
const RUNBOOKS = 'https://docs.operator.example/netvakt/';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Case {
  readonly name: string;
  readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts?: readonly unknown[] }[];
}

function parsed<T>(folder: string): T[] {
  const names = readdirSync(join(FOLDER, folder)).filter((name) => name.endsWith('.yml'));
  return names.map((name) => parse(readFileSync(join(FOLDER, folder, name), 'utf8')) as T);
}

const RULES = parsed<{ groups: { rules: Rule[] }[] }>('rules').flatMap(({ groups }) =>
  groups.flatMap(({ rules }) => rules),
);
/** What a description may be made of; a node is named if the alert is about it and nothing else. */
const LABELS_SHOWN = ['market', 'list', 'protocol', 'worker', 'measure', 'family', 'part', 'request', 'reason'];
const LABELS_OF_A_NODE: Readonly<Record<string, readonly string[]>> = { NetvaktDown: ['machine', 'pod', 'instance'] };
const CASES = parsed<{ tests: Case[] }>('tests').flatMap(({ tests }) => tests);
const ALERTS = RULES.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]));

test('there are rules to be tested', () => {
  expect(ALERTS.length).toBeGreaterThan(30);
  expect(RULES.length - ALERTS.length).toBeGreaterThan(10);
});

test('every rule is PromQL, and reads only what the filter exports or another rule records', async () => {
  const { metrics, labels } = await registry();
  const recorded = new Set(RULES.map(({ record }) => record));
  const faults = RULES.flatMap((rule) => {
    const query = readQuery(rule.expr);
    return [
      ...query.faults.map((text) => `no PromQL from: ${text}`),
      ...[...query.metrics].filter((name) => !metrics.has(name) && !recorded.has(name)),
      ...[...query.labels].filter((name) => !labels.has(name)),
    ].map((fault) => `${rule.alert ?? rule.record}: ${fault}`);
  });
  expect(faults).toEqual([]);
});

test('every recorded name says its level, and is read by something or is meant for others', () => {
  const read = new Set(RULES.flatMap(({ expr }) => [...readQuery(expr).metrics]));
  const shown = readdirSync(join(ROOT, 'deploy/grafana'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(ROOT, 'deploy/grafana', name), 'utf8'))
    .join('');
  const names = RULES.flatMap(({ record }) => (record === undefined ? [] : [record]));
  expect(names.filter((name) => !/^[a-z_]+:[a-z_]+:[a-z0-9_]+$/.test(name))).toEqual([]);
  const idle = names.filter((name) => !name.startsWith('operator:') && !read.has(name) && !shown.includes(name));
  expect(idle).toEqual([]);
});

describe.each(ALERTS)('$alert', ({ alert, labels, annotations, expr }) => {
  test('has a severity, a summary and a description that names a node only if it is about one, and a runbook', () => {
    expect(labels?.['severity']).toMatch(/^(critical|warning|info)$/);
    expect(Object.keys(annotations ?? {})).toEqual(['summary', 'description', 'runbook_url']);
    const reported = `${annotations?.['summary']} ${annotations?.['description']}`;
    const templates = [...reported.matchAll(/\$labels\.(\w+)/g)].map(([, name]) => name);
    const allowed = new Set([...LABELS_SHOWN, ...(LABELS_OF_A_NODE[alert] ?? [])]);
    expect(templates.filter((name = '') => !allowed.has(name))).toEqual([]);
    const page = annotations?.['runbook_url']?.replace(RUNBOOKS, 'docs/') ?? '';
    expect(page).toBe(`docs/operating/runbooks/${alert}.md`);
    expect(readFileSync(join(ROOT, page), 'utf8').split('\n')[0]).toBe(`# ${alert}`);
    expect(expr).not.toMatch(/\$__/);
  });

  test('has a case in which it fires and one in which it does not', () => {
    const looks = CASES.flatMap(({ alert_rule_test: all = [] }) => all).filter(({ alertname }) => alertname === alert);
    expect(looks.some(({ exp_alerts: found = [] }) => found.length > 0)).toBe(true);
    expect(looks.some(({ exp_alerts: found = [] }) => found.length === 0)).toBe(true);
  });
});

test('there is no runbook without an alert', () => {
  const pages = readdirSync(join(ROOT, 'docs/operating/runbooks')).map((name) => basename(name, '.md'));
  expect(pages.filter((page) => page !== 'README').toSorted()).toEqual(ALERTS.map(({ alert }) => alert).toSorted());
});
