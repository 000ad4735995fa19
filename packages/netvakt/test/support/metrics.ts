/** The value of the one series of `exposition` with this name and at least these labels. Throws if it is not one. */
export function seriesOf(exposition: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const found = exposition.split('\n').filter((line) => {
    const isSeries = line.startsWith(`${name}{`) || line.startsWith(`${name} `);
    return isSeries && Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`));
  });
  const [line] = found;
  if (line === undefined || found.length > 1)
    throw new Error(`${found.length} series of ${name} ${JSON.stringify(labels)}`);
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** Every counter that fell from one scrape to the next, or went: none may. */
export function fallen(before: string, after: string): string[] {
  const later = countersOf(after);
  return [...countersOf(before)]
    .filter(([series, value]) => !((later.get(series) ?? -1) >= value))
    .map(([series]) => series);
}

function countersOf(exposition: string): ReadonlyMap<string, number> {
  const counters = exposition.split('\n').filter((line) => /^netvakt_\w+_total[ {]/.test(line));
  return new Map(
    counters.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
