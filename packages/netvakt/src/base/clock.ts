/**
 * Returns the clock that separates attempts, in milliseconds. It is the same in every worker and does not jump with the wall clock:
 * `performance.now()` counts from the start of its thread, so its offset from the kernel's monotonic clock is added.
 *
 * @param time - milliseconds in shared memory, for a replay that sets the time itself; else `undefined`.
 */
export function clockOf(time: SharedArrayBuffer | undefined): () => number {
  if (time !== undefined) {
    const milliseconds = new Float64Array(time);
    return () => milliseconds[0] ?? 0;
  }
  const offset = Number(process.hrtime.bigint() / 1000n) / 1000 - performance.now();
  return () => offset + performance.now();
}
