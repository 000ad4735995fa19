/** Reads counters of a filter that shows them in Prometheus' text format. */
import { get } from 'node:http';
import { WAIT } from '@netvakt/testing';

/** What the laboratory compares with its own count. */
export interface Counters {
  /** Requests that the filter reports as forwarded; tunnels not among them. */
  readonly forwarded: number;
  /** Forwarded requests for which no origin could be reached, or none answered: these may not have arrived. */
  readonly failed: number;
  /** Threads that died and were replaced. */
  readonly restarts: number;
  /** Connections from clients that are open now. */
  readonly active: number;
}

/** The sum of all samples of `name` that have all of `labels`. */
function total(text: string, name: string, ...labels: readonly string[]): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name) || !labels.every((label) => line.includes(label))) continue;
    const after = line.slice(name.length);
    if (after.startsWith('{') || after.startsWith(' ')) sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}

/** Without keep-alive: an idle connection of ours would count among the filter's own sockets. */
async function download(url: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, timeout: WAIT }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve(text));
    });
    asked.on('timeout', () => asked.destroy(new Error(`${url} does not answer`)));
    asked.on('error', reject);
  });
}

/** Asks `url`. `undefined` if there is no such page; throws if it does not answer. */
export async function readCounters(url: string | undefined): Promise<Counters | undefined> {
  if (url === undefined) return undefined;
  const text = await download(url);
  return {
    forwarded: total(text, 'netvakt_verdicts_total', 'protocol="http"', 'verdict="forward"'),
    failed: total(text, 'netvakt_upstream_failures_total'),
    restarts: total(text, 'netvakt_worker_restarts_total'),
    active: total(text, 'netvakt_connections_active'),
  };
}
