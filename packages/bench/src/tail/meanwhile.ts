/** What happens to a proxy while its latency is measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TailCase } from './cases.ts';
import type { TailProxy } from './contestants.ts';

const SCRAPE_EVERY = 100;

/**
 * Begins what a case has, and returns what ends it.
 *
 * @returns a function that rejects if the metrics could not be read
 */
export function begin(
  meanwhile: TailCase['meanwhile'],
  { reload, adminPort }: Pick<TailProxy, 'reload' | 'adminPort'>,
): () => Promise<void> {
  if (meanwhile === 'swap') reload();
  if (meanwhile !== 'scrape') return () => Promise.resolve();
  const ended = new AbortController();
  const scraping = scrape(adminPort, ended.signal);
  // Until it is ended nobody waits for it, and a rejection would end this process with the proxies still there.
  scraping.catch(() => undefined);
  return () => {
    ended.abort();
    return scraping;
  };
}

async function scrape(port: number, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`Metrics at port ${port} were answered with ${response.status}`);
    await sleep(SCRAPE_EVERY);
  }
}
