/**
 * What `kill -9` loses: a filter whose statistics advance once a day blocks 40 requests, four a second, and is killed at once. Another one
 * starts with the same configuration and ends in order, after a scrape. Reports how many of the requests are in the store, and were in a scrape
 * (docs/counting.md).
 *
 * Run: node --conditions=@netvakt/source packages/bench/experiments/totals/killed.ts    once without a journal, five times with one
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as passed } from 'node:timers/promises';
import { netvaktAt, OWN_CHECKOUT } from '../../src/common/checkout.ts';
import { OPERATOR_PART } from '../../src/common/configuration.ts';

const REQUESTS = 40;
const BETWEEN_MILLISECONDS = 250;
const SERIES = /^netvakt_market_blocked_requests_total\{market="se"\} (\d+)$/mu;

interface Filter {
  readonly child: ChildProcess;
  readonly proxy: number;
  readonly admin: number;
}

process.stdout.write(`without a journal: ${await trial(undefined)}\n`);
for (let i = 0; i < 5; i += 1) {
  const journal = mkdtempSync('/dev/shm/netvakt-killed-');
  process.stdout.write(`with a journal: ${await trial(journal)}\n`);
  rmSync(journal, { recursive: true });
}

async function trial(journal: string | undefined): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-killed-'));
  writeFileSync(join(folder, 'netvakt.json'), JSON.stringify(configuration(journal)));
  writeFileSync(join(folder, 'domains.txt'), 'blocked.test\n');
  const killed = await start(folder);
  for (let i = 0; i < REQUESTS; i += 1) {
    await block(killed.proxy);
    if (i + 1 < REQUESTS) await passed(BETWEEN_MILLISECONDS);
  }
  killed.child.kill('SIGKILL');
  await once(killed.child, 'close');
  const next = await start(folder);
  await scrape(next.admin);
  await scrape(next.admin);
  next.child.kill('SIGTERM');
  const shown = await lastScrape(next);
  const stored = inStore(join(folder, 'totals.db'));
  rmSync(folder, { recursive: true });
  return `${stored} of ${REQUESTS} in the store, ${shown} in the series`;
}

/** JSON is YAML. */
function configuration(journal: string | undefined): object {
  return {
    ...OPERATOR_PART,
    default_market: 'se',
    markets: [{ id: 'se' }],
    lists: [{ id: 'domains', file: 'domains.txt' }],
    admin: { port: 0 },
    log: { format: 'json' },
    statistics: {
      interval_seconds: 86_400,
      store: 'totals.db',
      ...(journal !== undefined && { journal_folder: journal }),
    },
    probe: { interval_seconds: 0 },
    proxy: { listen: [{ address: '127.0.0.1', port: 0 }], workers: 2 },
  };
}

async function start(folder: string): Promise<Filter> {
  const [program, ...words] = netvaktAt(OWN_CHECKOUT);
  const child = spawn(program, [...words, 'run', '--config', join(folder, 'netvakt.json')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  let text = '';
  for await (const chunk of child.stderr) {
    text += String(chunk);
    const line = text.split('\n').find((log) => log.includes('"listening"') && log.endsWith('}'));
    if (line === undefined) continue;
    child.stderr.on('error', () => undefined);
    const { proxy, admin } = JSON.parse(line) as { proxy: string[]; admin: string[] };
    return { child, proxy: portOf(proxy), admin: portOf(admin) };
  }
  throw new Error(`The filter ended: ${text}`);
}

function portOf([address = '']: readonly string[]): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

async function block(port: number): Promise<void> {
  const asked = request({ host: '127.0.0.1', port, path: 'http://blocked.test/', headers: { Host: 'blocked.test' } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
  response.resume();
  await once(response, 'end');
}

async function scrape(port: number): Promise<number> {
  const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '10' };
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  return Number(SERIES.exec(await response.text())?.[1]);
}

/** The port stays open until the last figures are scraped. */
async function lastScrape({ child, admin }: Filter): Promise<number> {
  let shown = 0;
  while (child.exitCode === null) {
    shown = await scrape(admin).catch(() => shown);
    await passed(20);
  }
  return shown;
}

function inStore(path: string): number {
  if (!existsSync(path)) return 0;
  const store = new DatabaseSync(path, { readOnly: true });
  const row = store.prepare("SELECT sum(count) AS sum FROM totals WHERE list = '' AND unit = 'requests'").get();
  store.close();
  return Number(row?.['sum'] ?? 0);
}
