/** The memory of a snapshot: as it is made, and as it comes from a file. */

/**
 * Zeroed memory that threads share; in a page without cross-origin isolation, which has no such memory, an `ArrayBuffer`, which nobody
 * else can use. Both are used alike.
 */
export function newBuffer(bytes: number): SharedArrayBuffer {
  if (typeof SharedArrayBuffer === 'function') return new SharedArrayBuffer(bytes);
  return new ArrayBuffer(bytes) as unknown as SharedArrayBuffer;
}

/** Whether a value is a buffer, of whatever realm; a view of one is none. */
export function isBuffer(value: unknown): value is ArrayBufferLike {
  return /^\[object (?:Shared)?ArrayBuffer\]$/u.test(Object.prototype.toString.call(value));
}

/** What to throw if the memory of an open snapshot is gone: each look-up would miss, and every host be clear. */
export function transferred(): TypeError {
  return new TypeError(
    'Cannot use the snapshot: its memory was transferred to another thread. Post the buffer without a list of transfers, or post bytesOf(snapshot)',
  );
}

/**
 * The buffer of `source`; of a view of a part of one, such as a pooled `Buffer`, a copy: sections are found by their place in a buffer.
 *
 * @throws TypeError if it is neither a buffer nor a view
 */
export function wholeBuffer(source: ArrayBufferLike | ArrayBufferView): ArrayBufferLike {
  if (isBuffer(source)) return source;
  if (!ArrayBuffer.isView(source))
    throw new TypeError(
      'Cannot open a snapshot: these are no bytes. Pass an ArrayBuffer, a SharedArrayBuffer or a view',
    );
  const { buffer, byteOffset, byteLength } = source;
  if (byteOffset === 0 && byteLength === buffer.byteLength) return buffer;
  const copy = newBuffer(byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength));
  return copy;
}
