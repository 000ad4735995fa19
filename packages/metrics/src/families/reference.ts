import { DEFAULT_UNITS } from '../units/units.ts';
import { type Definition, LABELS } from './definition.ts';
import { CHAPTERS } from './table.ts';

/**
 * Writes the reference of all families as Markdown: `docs/metrics.md` is this text, from the table the exporter runs on.
 *
 * @param members - for a family's name, the values of its label whose set is the family's own, such as `reason`.
 */
export function metricsReference(members: Readonly<Record<string, readonly string[]>>): string {
  const chapters = CHAPTERS.map(({ title, families }) => {
    const parts = families.map((definition) => family(definition, members[definition.name] ?? []));
    return `## ${title}\n\n${parts.join('\n')}`;
  });
  return `${HEAD}\n${labels()}\n${chapters.join('\n')}\n${TAIL}`;
}

const HEAD = `# Metrics

Look up a metric: its type, its labels and what it counts.

Generated from \`packages/metrics/src/families\` by \`pnpm run docs\`. Do not edit.

The administration port serves all of this at \`/metrics\`, as Prometheus text or as OpenMetrics by the scraper's
\`Accept\`. Every combination of labels exists from the start, at zero, so \`increase()\` sees the first block.
Counters never fall while the process lives: not by a reload, not by the death of a worker.
No label ever carries a host, a path, an address, an entry or anything else that a client sent.
`;

function labels(): string {
  const rows = Object.entries(LABELS).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  return `## Labels\n\n| label | values |\n| --- | --- |\n${rows.join('\n')}\n`;
}

function family({ name, type, unit, labels: names, help, note }: Definition, members: readonly string[]): string {
  const spread = names.length === 0 ? '' : ` by ${names.map((label) => `\`${label}\``).join(', ')}`;
  const aside = note === undefined ? '' : ` ${note}`;
  const last = names.at(-1) ?? '';
  const set = members.length === 0 ? '' : `\n\`${last}\`: ${members.map((member) => `\`${member}\``).join(', ')}.\n`;
  return `### \`${name}\`\n\n${capital(type)}${spread}. Unit: ${unit}.\n\n${typeof help === 'string' ? help : help(DEFAULT_UNITS)}${aside}\n${set}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TAIL = `## Process and run time

The default families of prom-client, \`process_*\` and \`nodejs_*\`, of the main thread and of the whole process:
CPU seconds, resident memory, open file descriptors, event-loop lag, heap and garbage collection.
`;
