import type { RuleMatcher } from '../../src/decide/rule-matcher.ts';

/** A "snapshot" for {@link rulesFrom}. */
export function ruleSet(number: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(12);
  new Uint8Array(buffer)[0] = number;
  return buffer;
}

function stall(words: Int32Array): void {
  Atomics.store(words, 2, 1);
  Atomics.wait(words, 1, 0);
}

/** True once a worker is stopped. */
export function standsStill(rules: SharedArrayBuffer): boolean {
  return Atomics.load(new Int32Array(rules), 2) === 1;
}

/** Ends the stall of every worker that judges by this rule set. */
export function goOn(rules: SharedArrayBuffer): void {
  const words = new Int32Array(rules);
  Atomics.store(words, 1, 1);
  Atomics.notify(words, 1);
}

/**
 * Set 0 blocks nothing, set 1 blocks `blocked.test`, set 13 is broken. In every set the host `die.test` ends the worker:
 * no bug that we know of does, so one has to be planted. The host `stall.test` stops it until {@link goOn}.
 */
export function rulesFrom(buffer: SharedArrayBuffer): RuleMatcher {
  const number = new Uint8Array(buffer)[0];
  if (number === 13) throw new Error('This snapshot is of another version');
  const judge = (host: string): number => {
    if (host === 'die.test')
      setImmediate(() => {
        throw new Error('planted');
      });
    if (host === 'stall.test') stall(new Int32Array(buffer));
    return number === 1 && host === 'blocked.test' ? 1 : 0;
  };
  return {
    matchRequestBytes: (bytes, start, end) => judge(text(bytes, start, end)),
    matchHostBytes: (bytes, start, end) => judge(text(bytes, start, end)),
    matchHost: judge,
    listsOf: () => [0],
  };
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes).toString('latin1', start, end);
}
