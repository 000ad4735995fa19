/**
 * One family as text, in either format. By hand, because prom-client has no way to show a distribution that somebody else
 * has counted, and renders 2,000 series five times as slowly.
 */
import {
  type Definition,
  type HistogramDefinition,
  helpOf,
  type SimpleDefinition,
  type Sources,
} from '../families/definition.ts';
import type { Exposition } from './negotiate.ts';
import { escapeLabel, SeriesNames } from './series-names.ts';

/** Makes the lines of one family, scrape after scrape: HELP, TYPE, and its samples. */
export class FamilyText {
  readonly #definition: Definition;
  readonly #head: string;
  readonly #samples: SeriesNames;
  /** OpenMetrics has a `_created` for series that came by a reload: if those have a list label, its place. */
  readonly #list: number;
  readonly #created: SeriesNames;

  constructor(definition: Definition, exposition: Exposition, { statistics }: Pick<Sources, 'statistics'>) {
    const { name, type, labels } = definition;
    const isOpenCounter = exposition === 'openmetrics' && type === 'counter';
    const base = name.replace(/_total$/, '');
    // OpenMetrics names a family of counters without the suffix that its samples have (§5.1).
    const family = isOpenCounter ? base : name;
    const help = escapeHelp(helpOf(definition, statistics.units), exposition);
    this.#definition = definition;
    this.#head = `# HELP ${family} ${help}\n# TYPE ${family} ${type}\n`;
    this.#samples = new SeriesNames(name, labels);
    this.#list = isOpenCounter ? labels.indexOf('list') : -1;
    this.#created = new SeriesNames(`${base}_created`, labels);
  }

  /** The family of a moment. `late`: since when there are series of lists that came after the start. */
  render(sources: Sources, late: ReadonlyMap<string, number>): string {
    const definition = this.#definition;
    return definition.type === 'histogram'
      ? this.#head + histogramText(definition, sources)
      : this.#head + this.#samplesText(definition, sources, late);
  }

  #samplesText({ read }: SimpleDefinition, sources: Sources, late: ReadonlyMap<string, number>): string {
    const [samples, created, list] = [this.#samples, this.#created, this.#list];
    let text = '';
    samples.begin();
    created.begin();
    read(sources, (value, ...values) => {
      text += `${samples.next(values)} ${value}\n`;
      const since = list < 0 ? undefined : late.get(values[list] ?? '');
      if (since !== undefined) text += `${created.next(values)} ${since}\n`;
    });
    samples.end();
    created.end();
    return text;
  }
}

/** Lists that came by a reload: their series began then, and not with the process. */
export function lateLists({ lists }: Sources): ReadonlyMap<string, number> {
  const late = new Map<string, number>();
  for (const [id, { since }] of lists.entries()) if (since > lists.since) late.set(id, since);
  return late;
}

function histogramText({ name, bounds, readHistogram }: HistogramDefinition, sources: Sources): string {
  const { counts, sum } = readHistogram(sources);
  let [text, below] = ['', 0];
  for (const [i, bound] of [...bounds, '+Inf'].entries()) {
    below += counts[i] ?? 0;
    text += `${name}_bucket{le="${bound}"} ${below}\n`;
  }
  return `${text}${name}_sum ${sum}\n${name}_count ${below}\n`;
}

/** HELP escapes quotes in OpenMetrics only. */
function escapeHelp(help: string, exposition: Exposition): string {
  return exposition === 'openmetrics'
    ? escapeLabel(help)
    : help.replace(/[\\\n]/g, (c) => (c === '\n' ? '\\n' : '\\\\'));
}
