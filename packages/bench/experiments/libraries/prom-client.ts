/**
 * What one count costs: `prom-client` with four labels, with its labels bound once, and a slot of a typed array; medians of nine rounds.
 * Also whether two different label sets can fall into one series.
 *
 * Run: node packages/bench/experiments/libraries/prom-client.ts
 */
import { Counter, Registry } from 'prom-client';

const LABELS = { market: 'se', list: 'demo', protocol: 'http', verdict: 'block' };
const ROUNDS = 9;
const COUNT = 1_000_000;

function nanoseconds(step: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = process.hrtime.bigint();
    for (let i = 0; i < COUNT; i += 1) step();
    return Number(process.hrtime.bigint() - started) / COUNT;
  });
  return rounds.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
}

const registry = new Registry();
const counter = new Counter({
  name: 'demo_total',
  help: 'demo',
  labelNames: Object.keys(LABELS),
  registers: [registry],
});
const bound = counter.labels(LABELS);
const plain = new Float64Array(new SharedArrayBuffer(64));
const atomic = new Int32Array(new SharedArrayBuffer(64));

process.stdout.write(`node ${process.version}, nanoseconds a count, median of ${ROUNDS} rounds of ${COUNT}\n`);
process.stdout.write(`inc with four labels     ${nanoseconds(() => counter.inc(LABELS)).toFixed(0)}\n`);
process.stdout.write(`inc with bound labels    ${nanoseconds(() => bound.inc()).toFixed(0)}\n`);
process.stdout.write(`Atomics.add, shared      ${nanoseconds(() => Atomics.add(atomic, 0, 1)).toFixed(1)}\n`);
process.stdout.write(
  `slots[i] += 1, shared    ${nanoseconds(() => {
    plain[0] = (plain[0] ?? 0) + 1;
  }).toFixed(1)}\n`,
);

const collide = new Counter({
  name: 'collide_total',
  help: 'demo',
  labelNames: ['a', 'b'],
  registers: [new Registry()],
});
collide.inc({ a: '1,b:2', b: '3' });
collide.inc({ a: '1', b: '2,b:3' });
process.stdout.write(`two different label sets give ${(await collide.get()).values.length} series\n`);
