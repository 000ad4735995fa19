/**
 * The clock by which attempts are told apart, in milliseconds: it has to be the same in every worker, and must not jump with the
 * wall clock. `performance.now()` counts from the start of its thread, so what all threads share is added to it: the kernel's
 * monotonic clock.
 *
 * @param time - a number of milliseconds in shared memory, for a replay in which time is said and does not pass; else `undefined`
 */
export function clockOf(time: SharedArrayBuffer | undefined): () => number {
  if (time !== undefined) {
    const milliseconds = new Float64Array(time);
    return () => milliseconds[0] ?? 0;
  }
  const offset = Number(process.hrtime.bigint() / 1000n) / 1000 - performance.now();
  return () => offset + performance.now();
}
