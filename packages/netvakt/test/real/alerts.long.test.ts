import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect } from '@jest/globals';
import { found, UNHURRIED, until } from '@netvakt/testing';
import { freePort } from '../support/ports.ts';
import { folderWith } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { askPrometheus, queryPrometheus, startPrometheus } from '../support/prometheus.ts';
import { configText, Stage } from '../support/stage.ts';

const FOLDER = fileURLToPath(new URL('../../../../deploy/prometheus', import.meta.url));
const filesIn = (name: string): string[] =>
  readdirSync(join(FOLDER, name))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => join(FOLDER, name, file));

const stage = new Stage();
const programs = new Programs();
afterEach(async () => {
  await stage.close();
  await programs.close();
});

/** Runs promtool and returns its complaints, if any. */
function promtool(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: FOLDER, encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

testWith(
  ['promtool'],
  'promtool runs the cases of every rule, and checks the configuration and each example',
  async () => {
    await Promise.resolve();
    expect(promtool('test', 'rules', ...filesIn('tests'))).toBe('');
    for (const file of [join(FOLDER, 'prometheus.yml'), ...filesIn('examples')]) {
      expect(promtool('check', 'config', file)).toBe('');
    }
  },
);

interface Alert {
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** The rules as they are shipped, but for their patience: a test has none. */
async function impatientRules(): Promise<Record<string, string>> {
  const files = filesIn('rules').map(async (file, i) => {
    const text = await readFile(file, 'utf8');
    return [`rules-${i}.yml`, text.replaceAll(/^( +)for: \d+[mh]$/gm, '$1for: 1s').replace(/^ +interval: 5m\n/m, '')];
  });
  return Object.fromEntries((await Promise.all(files)) as [string, string][]);
}

testWith(
  ['prometheus'],
  'a real Prometheus evaluates every rule; an alert fires when the filter ends, and resolves when it is back',
  async () => {
    const admin = await freePort();
    const config = configText(9).replace('admin: { port: 0 }', `admin: { port: ${admin} }`);
    const filter = await stage.filter(config);
    const folder = await folderWith({
      ...(await impatientRules()),
      'prometheus.yml': `global: { scrape_interval: 3s, scrape_timeout: 3s, evaluation_interval: 1s }
rule_files: ['rules-*.yml']
scrape_configs: [{ job_name: netvakt, static_configs: [{ targets: ['127.0.0.1:${admin}'] }] }]\n`,
    });
    const { port, output } = await startPrometheus(programs, folder);
    const rules = await found(
      'every rule evaluated',
      async () => {
        const data = await askPrometheus<{ groups: { rules: RuleState[] }[] }>(port, 'rules');
        const all = data?.groups.flatMap((group) => group.rules) ?? [];
        return all.length > 0 && all.every(({ health }) => health !== 'unknown') ? all : undefined;
      },
      output,
    );
    expect(rules.length).toBeGreaterThan(50);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    const down = async (): Promise<Alert | undefined> =>
      (await askPrometheus<{ alerts: Alert[] }>(port, 'alerts'))?.alerts.find(
        ({ labels, state }) => labels['alertname'] === 'NetvaktDown' && state === 'firing',
      );
    await until('the filter is seen', () => recorded(port, 'job:netvakt_routed:bool'), output);
    await until('no alarm', async () => (await down()) === undefined, output); // a busy machine may miss a scrape
    await filter.netvakt.kill();
    const alert = await found('the alarm', down, output);
    expect(alert.labels).toMatchObject({ severity: 'critical', job: 'netvakt' });
    expect(alert.annotations['runbook_url']).toMatch(/NetvaktDown\.md$/);
    await stage.filter(config);
    await until('the end of the alarm', async () => (await down()) === undefined, output);
    // What others may read: sums by market, without a node.
    const federated = await found(
      'sums by market',
      async () => {
        const query = encodeURIComponent('{__name__=~"operator:.+"}');
        const response = await fetch(`http://127.0.0.1:${port}/federate?match[]=${query}`);
        const text = await response.text();
        return text.includes('operator:netvakt_routed:avg1d') ? text : undefined;
      },
      output,
    );
    const series = federated.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(series.filter((line) => !line.startsWith('operator:') || /instance="[^"]|127\.0\.0/.test(line))).toEqual([]);
  },
);

async function recorded(port: number, name: string): Promise<boolean> {
  return ((await queryPrometheus(port, name)) ?? []).length > 0;
}

testWith(
  ['prometheus', 'promtool', 'curl'],
  'deploy/prometheus/start watches a running filter, and leaves nothing behind',
  async () => {
    const filter = await stage.filter(configText(9));
    const port = await freePort();
    const { child, output } = programs.start(join(FOLDER, 'start'), [
      '--target',
      `127.0.0.1:${filter.adminPort}`,
      '--port',
      String(port),
      '--interval',
      '3s',
      '--seconds',
      `${UNHURRIED / 1000}`,
    ]);
    await until('the filter is seen', () => recorded(port, 'job:netvakt_routed:bool'), output);
    await until('it says where', () => output().includes(`http://127.0.0.1:${port}/alerts`), output);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    await expect(fetch(`http://127.0.0.1:${port}/-/ready`)).rejects.toThrow('fetch failed');
    expect(await filter.admin('/-/healthy')).toContain('true'); // it did not start this, so it does not end it
  },
);
