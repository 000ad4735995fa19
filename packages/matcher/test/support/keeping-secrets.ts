/**
 * Compiles and opens a list of canary entries read from standard input, forgets them, and writes the snapshot and a heap snapshot to
 * the paths given. The verdict that it prints keeps the list alive while the heap is written.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { writeHeapSnapshot } from 'node:v8';
import { compile, Matcher, openSnapshot, type Rule, type RuleSemantics, ruleFrom } from '@netvakt/matcher';

const SEMANTICS: RuleSemantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' };
const [snapshotPath = '', heapPath = ''] = process.argv.slice(2);

function* rules(): Generator<Rule> {
  let line = 0;
  for (const entry of readFileSync(0, 'latin1').split('\n')) {
    const outcome = ruleFrom(entry, SEMANTICS, 0, (line += 1));
    if (outcome.ok) yield outcome.rule;
  }
}

const lists = [{ id: 'list', version: '1', markets: ['se'] }];
const snapshot = openSnapshot(compile(rules(), { markets: ['se'], lists, seed: Uint32Array.of(1, 2, 3, 4) }));
const matcher = new Matcher(snapshot);
writeFileSync(snapshotPath, new Uint8Array(snapshot.buffer));
matcher.matchRequest('free.test', '/', 0);
globalThis.gc?.();
writeHeapSnapshot(heapPath);
process.stdout.write(String(snapshot.ruleCount));
