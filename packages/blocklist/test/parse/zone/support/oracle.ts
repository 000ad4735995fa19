/** BIND's own reader of master files, and a reading of what it prints that shares no code with the product's. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundEntry, RowSink } from '../../../../src/parse/formats/row.ts';
import { ZoneReader } from '../../../../src/parse/formats/zone.ts';

/** The zone of these tests. */
const ZONE = 'rpz.example';

/** BIND also warns of what BIND warns of for ordinary zones, such as names that are no hosts, nothing matters for zones of policy. */
const RELAXED = ['-i', 'none', ...['-k', '-n', '-m', '-M', '-S', '-r'].flatMap((option) => [option, 'ignore'])];

function isRecord(line: string): boolean {
  return line !== '' && line !== 'OK' && !line.startsWith('zone ');
}

/** What BIND makes of a zone: one line a record, all names absolute; `undefined` if it refuses the file. */
export function compiledZone(content: string | Uint8Array): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-zone-'));
  const file = join(folder, 'zone');
  writeFileSync(file, content);
  const options = [...RELAXED, '-s', 'full', '-o', '-', ZONE, file];
  const { status, stdout, error } = spawnSync('named-compilezone', options, { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  if (error !== undefined) throw error;
  return status === 0 ? stdout.split('\n').filter(isRecord).join('\n') : undefined;
}

const NO_RULE = new Set(['ns', 'soa', 'dname', 'rrsig']);

const ACTIONS: ReadonlyMap<string, string> = new Map([
  ['rpz-passthru.', 'pass'],
  ['itself', 'pass'],
  ['rpz-tcp-only.', 'nothing'],
]);

/** What a zone printed with absolute names means: `block host bad.test`, `pass below ok.test`. Sorted, each once. */
export function printedRules(printed: string): string[] {
  const rules = printed.split('\n').flatMap((line) => printedRule(line) ?? []);
  return [...new Set(rules)].toSorted();
}

function printedRule(line: string): string | undefined {
  const [owner = '', , , type = '', target = ''] = line.toLowerCase().split(/[ \t]+/u);
  const name = triggerOf(owner);
  if (name === undefined || NO_RULE.has(type)) return undefined;
  const action = type === 'cname' ? (ACTIONS.get(target === `${name}.` ? 'itself' : target) ?? 'block') : 'block';
  const host = hostOf(name.replace(/^\*\./u, ''));
  if (action === 'nothing' || host === undefined) return undefined;
  return `${action} ${name.startsWith('*.') ? 'below' : 'host'} ${host}`;
}

/** The owner without the zone's name; `undefined` for the zone itself, and for triggers that are no names that are asked for. */
function triggerOf(owner: string): string | undefined {
  const name = owner.endsWith(`.${ZONE}.`) ? owner.slice(0, -ZONE.length - 2) : undefined;
  return name === undefined || /(?:^|\.)rpz-[^.]*$/u.test(name) ? undefined : name;
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
