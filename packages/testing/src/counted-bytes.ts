/** Bytes that count how often they are looked at or written: what an algorithm costs, whatever machine it runs on. */
export interface CountedBytes {
  readonly bytes: Buffer;
  /** Reads and writes of single bytes so far. */
  readonly steps: number;
}

/** A copy of `bytes` that counts. Methods of a typed array are not counted: who moves bytes by them costs nothing here. */
export function countedBytes(bytes: Uint8Array): CountedBytes {
  const counted = { bytes: Buffer.alloc(0), steps: 0 };
  counted.bytes = new Proxy(Buffer.from(bytes), {
    get(target, key): unknown {
      if (isIndex(key)) counted.steps += 1;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set(target, key, value): boolean {
      if (isIndex(key)) counted.steps += 1;
      return Reflect.set(target, key, value);
    },
  });
  return counted;
}

function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && key >= '0' && key <= '9~';
}
