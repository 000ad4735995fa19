/** Worker thread: compiles the lines of a list and hands the snapshot over. */

import { randomFillSync } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Rule, RuleSemantics } from '@netvakt/matcher';
import { importMatcher } from './netvakt-import.ts';

export interface CompileTask {
  readonly lines: readonly string[];
  readonly matcherUrl: string | undefined;
}

export interface Compiled {
  readonly buffer: SharedArrayBuffer;
  /** From lines to canonical rules. */
  readonly ruleMillis: number;
  /** From rules to the snapshot. */
  readonly compileMillis: number;
}

const SEMANTICS: RuleSemantics = {
  bareHost: 'domain',
  directoryIsPrefix: true,
  query: 'exact',
  pathCase: 'sensitive',
};

const { lines, matcherUrl } = workerData as CompileTask;
const { compile, ruleFrom } = await importMatcher(matcherUrl);

const started = performance.now();
const rules: Rule[] = lines.map((line, index) => {
  const made = ruleFrom(line, SEMANTICS, 0, index + 1);
  if (!made.ok) throw new Error(`line ${index + 1} was refused: ${made.reason}`);
  return made.rule;
});
const ruled = performance.now();
const buffer = compile(rules, {
  markets: ['se'],
  lists: [{ id: 'bench', version: '1', markets: ['se'] }],
  seed: randomFillSync(new Uint32Array(4)),
});
const compiled: Compiled = { buffer, ruleMillis: ruled - started, compileMillis: performance.now() - ruled };
parentPort?.postMessage(compiled);
