/**
 * Calls `advance` at the end of each interval, on the wall clock's own boundaries: with an hour, at every full hour (UTC), so
 * that the figures of several machines change together. Returns how to stop it. An interval of 0 has no end: nothing is called.
 */
export function advanceEvery(seconds: number, now: () => number, advance: () => void): () => void {
  if (seconds === 0) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const left = seconds - (now() % seconds);
    timer = setTimeout(() => {
      advance();
      wait();
    }, left * 1000).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
