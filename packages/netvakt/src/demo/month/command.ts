import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Action } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { readNamed, replaceNamed } from '../../base/named-file.ts';
import { checkConfig } from '../../config/load.ts';
import type { Incident } from './incidents.ts';
import { type Month, makeMonth } from './month.ts';
import { openMetricsOf } from './openmetrics.ts';
import { CONFIG_TEXT } from './places.ts';
import { promtoolTestOf, type RuleFile } from './promtool.ts';

export interface MonthOptions {
  readonly seed: number;
  readonly days: number;
  /** Unix seconds of a midnight (UTC); the day after the last. Default: the last midnight. */
  readonly until?: number;
  readonly openmetrics?: string;
  readonly promtool?: string;
  /** The folder of rules that the test is of. */
  readonly rules?: string;
  readonly json?: boolean;
}

const DAY = 86_400;

/** Makes a month, compares what was counted in it with what the script knows, and writes its samples. */
export const month: Action<MonthOptions> = async (context, options) => {
  const {
    seed,
    days,
    until = Math.floor(Date.now() / 1000 / DAY) * DAY,
    openmetrics,
    promtool,
    rules = 'deploy/prometheus/rules',
  } = options;
  if (openmetrics !== undefined && promtool !== undefined) {
    await context.stderr.write(
      '--openmetrics and --promtool take a run each: a test holds the series alone that a rule reads\n',
    );
    return EXIT.usage;
  }
  const ruleFiles = promtool === undefined ? [] : await ruleFilesIn(rules);
  if (promtool !== undefined && ruleFiles.length === 0) {
    await context.stderr.write(`There are no rules in ${rules}. Name their folder with --rules\n`);
    return EXIT.failed;
  }
  const texts = ruleFiles.map(({ text }) => text).join('\n');
  const isWanted = (family: string): boolean => openmetrics !== undefined || texts.includes(family);
  const config = checkConfig(CONFIG_TEXT, resolve('netvakt.yaml'));
  const made = makeMonth({ config, seed, days, start: until - days * DAY, isWanted });
  const { recording, incidents } = made;
  if (openmetrics !== undefined) await write(openmetrics, openMetricsOf(recording));
  if (promtool !== undefined) await write(promtool, promtoolTestOf(recording, incidents, ruleFiles));
  const good = [...made.truth].every(([market, truth]) => truth.join() === made.counted.get(market)?.join());
  const text = options.json === true ? `${JSON.stringify(documentOf(made, good))}\n` : table(made, good);
  await context.stdout.write(text);
  return good ? EXIT.done : EXIT.failed;
};

/** What records comes before what alerts. None if there is no such folder. */
async function ruleFilesIn(folder: string): Promise<RuleFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.yml')).toSorted();
  const paths = names.map((name) => resolve(folder, name));
  const files = await Promise.all(paths.map(async (path) => ({ path, text: (await readNamed(path)).toString() })));
  return [...files.filter(records), ...files.filter((file) => !records(file))];
}

function records({ text }: RuleFile): boolean {
  return text.includes('- record: ');
}

async function write(path: string, pieces: Iterable<string>): Promise<void> {
  await replaceNamed(path, pieces, (before = 0o644) => before);
}

function documentOf({ recording, incidents, truth, counted, exported }: Month, equal: boolean): object {
  return {
    equal,
    start: recording.start,
    markets: Object.fromEntries(
      [...truth].map(([market, figures]) => [
        market,
        { truth: figures, counted: counted.get(market), exported: exported.get(market) },
      ]),
    ),
    incidents,
  };
}

function table({ recording, incidents, truth, counted, exported }: Month, good: boolean): string {
  const head = ['market', 'requests', 'counted', 'attempts', 'counted', 'pages', 'counted', 'not exported'];
  const lines = [...truth].map(([market, figures]) => {
    const [mine, shown] = [counted.get(market) ?? [0, 0, 0], exported.get(market) ?? [0, 0, 0]];
    return [market, ...figures.flatMap((figure, i) => [figure, mine[i] ?? 0]), mine[1] - shown[1]].map(String);
  });
  const rows = [head, ...lines].map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(6) : cell.padStart(9))).join('  '),
  );
  const days = incidents.map((incident) => describe(incident, recording.start));
  const verdict = good
    ? 'Every figure is what the script knows. Not exported: attempts since the full hour when a process ended without warning.'
    : 'Figures differ.';
  return `${rows.join('\n')}\n\n${days.join('\n')}\n\n${verdict}\n`;
}

function describe({ kind, of, begin, end, alerts }: Incident, start: number): string {
  const time = (second: number): string =>
    new Date((start + second) * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const names = [...new Set(alerts.map((alert) => alert['alertname'] ?? ''))];
  return `${time(begin)} to ${time(end)}  ${`${kind} ${of}`.padEnd(26)}  ${names.join(', ') || 'no alert'}`;
}
