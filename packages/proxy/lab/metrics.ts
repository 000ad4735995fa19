/** Reads counters of a filter that shows them in Prometheus' text format. */

/** What the laboratory compares with its own count. */
export interface Counters {
  /** Requests that the filter says it forwarded; tunnels not among them. */
  readonly forwarded: number;
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

/** Asks `url`. `undefined` where there is no such page; throws where it does not answer. */
export async function readCounters(url: string | undefined): Promise<Counters | undefined> {
  if (url === undefined) return undefined;
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  return {
    forwarded: total(text, 'netvakt_verdicts_total', 'protocol="http"', 'verdict="forward"'),
    restarts: total(text, 'netvakt_worker_restarts_total'),
    active: total(text, 'netvakt_connections_active'),
  };
}
