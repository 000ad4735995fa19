/** VerdictFigures of Netvakt that the self-test moves, over all markets: they advance at once; those by list advance in batches. */
export interface VerdictFigures {
  readonly blocked: number;
  readonly refused: number;
}

const METRICS_MS = 5000;

/** Reads `/metrics`. Rejects if nothing answers there. */
export async function readFigures(url: string, patience = 1): Promise<VerdictFigures> {
  const response = await fetch(url, { signal: AbortSignal.timeout(METRICS_MS * patience) });
  const text = await response.text();
  return { blocked: verdicts(text, 'block'), refused: verdicts(text, 'refuse') };
}

function verdicts(text: string, verdict: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith('netvakt_verdicts_total{') && line.includes(`verdict="${verdict}"`))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
