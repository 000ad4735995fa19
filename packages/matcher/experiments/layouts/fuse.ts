/** A binary fuse filter (Graf and Lemire, 2022) of 8-bit fingerprints, built by peeling. */
import type { Keys } from './hash.ts';

const SEGMENT_FACTOR = 1.125;

/** The filter's size and its question. */
export interface FuseFilter {
  readonly bytes: number;
  readonly mayHold: (a: number, b: number, c: number) => boolean;
}

/** Builds the filter; tries another mixing word if peeling gets stuck. */
export function fuseFilter(keys: Keys): FuseFilter {
  const segment = 2 ** Math.floor(Math.log2(keys.count) / Math.log2(3.33) + 2.25);
  const segments = Math.max(1, Math.ceil((keys.count * SEGMENT_FACTOR) / segment) - 2);
  for (let salt = 1; ; salt += 1) {
    const slots = (a: number, b: number, c: number): readonly [number, number, number] => {
      const first = Math.floor(((Math.imul(a, salt * 2 + 1) >>> 0) * segments * segment) / 2 ** 32);
      return [first, (first + segment) ^ (b & (segment - 1)), (first + 2 * segment) ^ (c & (segment - 1))];
    };
    const table = peeled(keys, slots, (segments + 2) * segment);
    if (table === undefined) continue;
    const mayHold = (a: number, b: number, c: number): boolean => {
      const first = Math.floor(((Math.imul(a, salt * 2 + 1) >>> 0) * segments * segment) / 2 ** 32);
      const found =
        (table[first] as number) ^
        (table[(first + segment) ^ (b & (segment - 1))] as number) ^
        (table[(first + 2 * segment) ^ (c & (segment - 1))] as number);
      return found === b >>> 24;
    };
    return { bytes: table.length, mayHold };
  }
}

/** Peels slots that one key alone has, then writes fingerprints in the opposite order; undefined if some keys never are alone. */
function peeled(
  { count, a, b, c }: Keys,
  slots: (a: number, b: number, c: number) => readonly [number, number, number],
  size: number,
): Uint8Array | undefined {
  const [users, keysXor] = [new Uint8Array(size), new Int32Array(size)];
  const slotsOf = (key: number): readonly number[] => slots(a[key] as number, b[key] as number, c[key] as number);
  const toggle = (slot: number, key: number, step: number): void => {
    users[slot] = (users[slot] as number) + step;
    keysXor[slot] = (keysXor[slot] as number) ^ key;
  };
  for (let key = 0; key < count; key += 1) for (const slot of slotsOf(key)) toggle(slot, key, 1);
  const alone = [...users.keys()].filter((slot) => users[slot] === 1);
  const order: [key: number, slot: number][] = [];
  for (let slot = alone.pop(); slot !== undefined; slot = alone.pop()) {
    if (users[slot] !== 1) continue;
    const key = keysXor[slot] as number;
    order.push([key, slot]);
    for (const other of slotsOf(key)) {
      toggle(other, key, -1);
      if (users[other] === 1) alone.push(other);
    }
  }
  if (order.length < count) return undefined;
  const table = new Uint8Array(new SharedArrayBuffer(size));
  for (const [key, slot] of order.toReversed())
    table[slot] = slotsOf(key).reduce(
      (sum, other) => sum ^ (other === slot ? 0 : (table[other] as number)),
      (b[key] as number) >>> 24,
    );
  return table;
}
