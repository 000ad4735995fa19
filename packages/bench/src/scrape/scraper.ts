/** Scrapes as Prometheus has them: one after the other on one connection, as OpenMetrics. */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScrapeSettings } from './settings.ts';

/** What Prometheus 3 sends. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3';
const PATIENCE_MILLIS = 60_000;

/** Times in milliseconds, from the request to the last byte of the body. */
export interface Scrapes {
  readonly times: readonly number[];
  /** Series of the last body. */
  readonly series: number;
  readonly bytes: number;
}

/** Scrapes the port, first unmeasured. Throws if an answer is not 200. */
export async function scrapeTimes(port: number, { samples, warmUp, pause }: ScrapeSettings): Promise<Scrapes> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  let body = '';
  try {
    for (let scrape = 0; scrape < warmUp + samples; scrape += 1) {
      const begun = performance.now();
      body = await bodyOf(port, agent);
      if (scrape >= warmUp) times.push(performance.now() - begun);
      await sleep(pause);
    }
  } finally {
    agent.destroy();
  }
  const series = body.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  return { times, series, bytes: Buffer.byteLength(body) };
}

async function bodyOf(port: number, agent: Agent): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE_MILLIS);
  const request = get({ port, host: '127.0.0.1', path: '/metrics', headers: { accept: ACCEPT }, agent, signal });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`A scrape was answered with ${response.statusCode}`);
  response.setEncoding('latin1');
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return body;
}
