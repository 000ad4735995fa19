import { identityOf, type ListRefusal, loadListFile } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { describeNamed } from './named-list.ts';
import { formatFault, inFormat, readAnyList } from './read-any.ts';

export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  /** How both files are written. Default: found from the first lines of each. */
  readonly format?: string;
  readonly json?: boolean;
}

/** Compares two files of one list: how many rules came, went and stayed, by kind. Never which. */
export const diff: Action<DiffOptions> = async ({ stdout, stderr }, { before, after, format, json }) => {
  const fault = formatFault(format);
  if (fault !== undefined) {
    await stderr.write(`${fault}\n`);
    return EXIT.usage;
  }
  const [old, next] = [await rulesOf(before, format), await rulesOf(after, format)];
  if (!isRules(old) || !isRules(next)) {
    if (!isRules(old)) await stderr.write(`${describeNamed(before, old)}\n`);
    if (!isRules(next)) await stderr.write(`${describeNamed(after, next)}\n`);
    return EXIT.failed;
  }
  const counts = compared(old, next);
  const text = `${counts.added} added, ${counts.removed} removed, ${counts.kept} kept`;
  await stdout.write(json === true ? `${JSON.stringify(counts)}\n` : `${text}\n`);
  return EXIT.done;
};

type Rules = ReadonlyMap<string, string>;

function isRules(read: Rules | ListRefusal): read is Rules {
  return read instanceof Map;
}

async function rulesOf(path: string, format: string | undefined): Promise<Rules | ListRefusal> {
  const loaded = await readAnyList('compared', (settings) => loadListFile(path, inFormat(settings, format), 0));
  if (!loaded.ok) return loaded.refusal;
  return new Map(Array.from(loaded.rules, (rule) => [identityOf(rule), rule.kind]));
}

function compared(old: Rules, next: Rules): { added: number; removed: number; kept: number; kinds: object } {
  const kinds: Record<string, { added: number; removed: number }> = {};
  const at = (kind: string): { added: number; removed: number } => (kinds[kind] ??= { added: 0, removed: 0 });
  for (const [key, kind] of next) if (!old.has(key)) at(kind).added += 1;
  for (const [key, kind] of old) if (!next.has(key)) at(kind).removed += 1;
  const added = Object.values(kinds).reduce((sum, one) => sum + one.added, 0);
  const removed = Object.values(kinds).reduce((sum, one) => sum + one.removed, 0);
  return { added, removed, kept: next.size - added, kinds };
}
