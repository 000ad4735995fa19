/** BIND's own reader of master files, and a reading of what it prints that shares no code with the product's. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundEntry, RowSink } from '../../../../src/parse/formats/row.ts';
import { ZoneReader } from '../../../../src/parse/zone/reader.ts';

/** The zone of these tests. */
export const ZONE = 'rpz.example';

/** Of what BIND warns of for ordinary zones, such as names that are no hosts, nothing matters for zones of policy. */
const RELAXED = ['-i', 'none', ...['-k', '-n', '-m', '-M', '-S', '-r'].flatMap((option) => [option, 'ignore'])];

/** What BIND makes of a zone: one line a record, all names absolute; `undefined` if it refuses the file. */
export function compiledZone(content: string | Uint8Array): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-zone-'));
  const file = join(folder, 'zone');
  writeFileSync(file, content);
  const options = [...RELAXED, '-s', 'full', '-o', '-', ZONE, file];
  const { status, stdout, error } = spawnSync('named-compilezone', options, { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  if (error !== undefined) throw error;
  const isRecord = (line: string): boolean => line !== '' && line !== 'OK' && !line.startsWith('zone ');
  return status === 0 ? stdout.split('\n').filter(isRecord).join('\n') : undefined;
}

const NO_RULE = new Set(['NS', 'SOA', 'DNAME', 'RRSIG']);

/** What a zone printed with absolute names means: `block host bad.test`, `pass below ok.test`. Sorted, each once. */
export function printedRules(printed: string): string[] {
  const rules = new Set<string>();
  for (const line of printed.split('\n')) {
    const [owner = '', , , type = '', target = ''] = line.toLowerCase().split(/[ \t]+/u);
    if (!owner.endsWith(`.${ZONE}.`) || NO_RULE.has(type.toUpperCase())) continue;
    const name = owner.slice(0, -ZONE.length - 2);
    if (/(?:^|\.)rpz-[^.]*$/u.test(name) || (type === 'cname' && target === 'rpz-tcp-only.')) continue;
    const passes = type === 'cname' && (target === 'rpz-passthru.' || target === `${name}.`);
    const host = hostOf(name.replace(/^\*\./u, ''));
    if (host !== undefined)
      rules.add(`${passes ? 'pass' : 'block'} ${name.startsWith('*.') ? 'below' : 'host'} ${host}`);
  }
  return [...rules].toSorted();
}

/** BIND prints octets beyond ASCII as `\DDD`, and escapes what a host cannot hold. */
function hostOf(name: string): string | undefined {
  const url = name.replaceAll(/\\([12]\d\d)/gu, (_, digits: string) => `%${Number(digits).toString(16)}`);
  return url.includes('\\') ? undefined : decodeURIComponent(url);
}

/** What the product's reader makes of a zone. */
export interface ZoneReading {
  /** As of {@link printedRules}. */
  readonly rules: readonly string[];
  /** Rows that are malformed, or why the list is refused. A name outside the zone is neither: BIND ignores it. */
  readonly faults: readonly string[];
}

/** Reads a zone with the product's reader alone. */
export function readZone(content: string): ZoneReading {
  const rules = new Set<string>();
  const faults: string[] = [];
  const sink: RowSink = {
    entry: ({ text, covers, action }: FoundEntry) =>
      void rules.add(`${action === 'allow' ? 'pass' : 'block'} ${covers} ${text}`),
    rejected: (reason) => {
      if (reason === 'row-malformed') faults.push(reason);
    },
    refuse: (reason) => void faults.push(reason),
    disagreed: () => undefined,
    version: () => undefined,
    policy: () => undefined,
  };
  const reader = new ZoneReader(ZONE);
  for (const [index, line] of content.split(/\r?\n/u).entries()) reader.row(line, sink, index + 1);
  reader.end(sink);
  return { rules: [...rules].toSorted(), faults };
}
