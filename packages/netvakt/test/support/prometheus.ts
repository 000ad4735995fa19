import { join } from 'node:path';
import { freePort } from './ports.ts';
import type { Programs } from './programs.ts';

/** What scrapes a filter by its administration port, each three seconds: a scrape may take as long, and a busy machine needs it. */
export function scrapeOf(adminPort: number): string {
  return `scrape_configs: [{ job_name: netvakt, scrape_interval: 3s, scrape_timeout: 3s, static_configs: [{ targets: ['127.0.0.1:${adminPort}'] }] }]\n`;
}

/** A running Prometheus. */
export interface RunningPrometheus {
  readonly port: number;
  readonly output: () => string;
}

/** Starts a real Prometheus on a folder that holds `prometheus.yml`, and perhaps samples below `data`. */
export async function startPrometheus(
  programs: Programs,
  folder: string,
  flags: readonly string[] = [],
): Promise<RunningPrometheus> {
  const port = await freePort();
  const { output } = programs.start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...flags,
  ]);
  return { port, output };
}

/** What its API returns for one path; `undefined` as long as it does not answer. */
export async function askPrometheus<T>(port: number, path: string): Promise<T | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`).catch(() => undefined);
  const answer = (await response?.json().catch(() => undefined)) as { data?: T } | undefined;
  return answer?.data;
}

interface QueriedSample {
  readonly metric: Record<string, string>;
  readonly value: [unixSeconds: number, value: string];
}

/** What an instant query gives, now or at `time`; `undefined` as long as there is no answer. */
export async function queryPrometheus(
  port: number,
  query: string,
  time?: number,
): Promise<readonly QueriedSample[] | undefined> {
  const at = time === undefined ? '' : `&time=${time}`;
  const path = `query?query=${encodeURIComponent(query)}${at}`;
  return (await askPrometheus<{ result: readonly QueriedSample[] }>(port, path))?.result;
}
