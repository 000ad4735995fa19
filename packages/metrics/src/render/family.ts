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

/** The lines of one family: HELP, TYPE, and its samples. */
export function renderFamily(definition: Definition, exposition: Exposition, sources: Sources): string {
  const { name, type } = definition;
  // OpenMetrics names a family of counters without the suffix that its samples have (§5.1).
  const family = exposition === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  const help = escapeHelp(helpOf(definition, sources.statistics.units), exposition);
  const lines = [`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`];
  if (definition.type === 'histogram') addHistogram(lines, definition, sources);
  else addSamples(lines, definition, exposition, sources);
  return `${lines.join('\n')}\n`;
}

function addSamples(lines: string[], definition: SimpleDefinition, exposition: Exposition, sources: Sources): void {
  const { name, type, labels } = definition;
  const list = exposition === 'openmetrics' && type === 'counter' ? labels.indexOf('list') : -1;
  const late = list < 0 ? undefined : lateLists(sources);
  definition.read(sources, (value, ...values) => {
    const set =
      labels.length === 0 ? '' : `{${labels.map((label, i) => `${label}="${escape(values[i] ?? '')}"`).join(',')}}`;
    lines.push(`${name}${set} ${value}`);
    const since = late?.get(values[list] ?? '');
    if (since !== undefined) lines.push(`${name.replace(/_total$/, '_created')}${set} ${since}`);
  });
}

/** Lists that came by a reload: their series began then, and not with the process. */
function lateLists({ lists }: Sources): ReadonlyMap<string, number> {
  const late = new Map<string, number>();
  for (const [id, { since }] of lists.entries()) if (since > lists.since) late.set(id, since);
  return late;
}

function addHistogram(lines: string[], { name, bounds, readHistogram }: HistogramDefinition, sources: Sources): void {
  const { counts, sum } = readHistogram(sources);
  let below = 0;
  for (const [i, bound] of [...bounds, '+Inf'].entries()) {
    below += counts[i] ?? 0;
    lines.push(`${name}_bucket{le="${bound}"} ${below}`);
  }
  lines.push(`${name}_sum ${sum}`, `${name}_count ${below}`);
}

function escape(value: string): string {
  return value.replace(/[\\\n"]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/** HELP escapes quotes in OpenMetrics only. */
function escapeHelp(help: string, exposition: Exposition): string {
  return exposition === 'openmetrics' ? escape(help) : help.replace(/[\\\n]/g, (c) => (c === '\n' ? '\\n' : '\\\\'));
}
