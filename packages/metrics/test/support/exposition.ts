/** One sample line of an exposition. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a strict reader of either text format sees. */
export interface Parsed {
  readonly families: ReadonlyMap<string, { readonly type: string; readonly help: string }>;
  readonly samples: readonly Sample[];
  readonly ended: boolean;
}

/**
 * Reads Prometheus text or OpenMetrics and throws if the format is broken: a sample before its TYPE, a family in two
 * pieces, two samples with the same labels, anything behind `# EOF`. It knows no escapes: no label of ours needs one.
 */
export function parseExposition(text: string): Parsed {
  const reader = new Reader();
  for (const line of text.split('\n')) if (line !== '') reader.take(line);
  return reader;
}

class Reader implements Parsed {
  readonly families = new Map<string, { type: string; help: string }>();
  readonly samples: Sample[] = [];
  ended = false;
  readonly #seen = new Set<string>();
  #help = { name: '', text: '' };
  #current = '';

  take(line: string): void {
    if (this.ended) throw new Error(`behind the end: ${line}`);
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE|EOF) ?(\S*) ?(.*)$/.exec(line) ?? [];
    if (keyword === 'EOF') this.ended = true;
    else if (keyword === 'HELP') this.#help = { name, text: rest };
    else if (keyword === 'TYPE') this.#begin(name, rest);
    else this.#add(line);
  }

  #begin(name: string, type: string): void {
    if (this.#help.name !== name || this.families.has(name))
      throw new Error(`TYPE without its HELP, or twice: ${name}`);
    this.families.set(name, { type, help: this.#help.text });
    this.#current = name;
  }

  #add(line: string): void {
    const sample = parseSample(line);
    if (!sample.name.startsWith(this.#current)) throw new Error(`${sample.name} stands in family ${this.#current}`);
    if (this.#seen.has(keyOf(sample))) throw new Error(`twice: ${line}`);
    this.#seen.add(keyOf(sample));
    this.samples.push(sample);
  }
}

function parseSample(line: string): Sample {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) throw new Error(`no sample: ${line}`);
  const [, name = '', inside = '', value = ''] = match;
  const labels = Object.fromEntries(
    [...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text]),
  );
  return { name, labels, value: Number(value) };
}

function keyOf({ name, labels }: Sample): string {
  return `${name} ${JSON.stringify(
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .toSorted(),
  )}`;
}

/** The value of the one sample that has this name and at least these labels; `undefined` if there is none. */
export function valueOf(
  parsed: Parsed,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = parsed.samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  if (found.length > 1) throw new Error(`${found.length} samples of ${name} have ${JSON.stringify(labels)}`);
  return found[0]?.value;
}
