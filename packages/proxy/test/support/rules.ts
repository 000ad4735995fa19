import type { RuleMatcher } from '../../src/decide/rule-matcher.ts';

/** A "snapshot" for {@link rulesFrom}. */
export function ruleSet(number: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(1);
  new Uint8Array(buffer)[0] = number;
  return buffer;
}

/**
 * Set 0 blocks nothing, set 1 blocks `blocked.test`, set 13 is broken. In every set the host `die.test` ends the worker:
 * no bug that we know of does, so one has to be planted.
 */
export function rulesFrom(buffer: SharedArrayBuffer): RuleMatcher {
  const number = new Uint8Array(buffer)[0];
  if (number === 13) throw new Error('This snapshot is of another version');
  const judge = (host: string): number => {
    if (host === 'die.test')
      setImmediate(() => {
        throw new Error('planted');
      });
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
