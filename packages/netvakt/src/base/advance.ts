/**
 * Calls `advance` at the end of each interval, aligned to the wall clock: with an hour, at every full hour (UTC), so that the
 * figures of several machines change together. An interval of 0 never ends. Does not keep the process alive.
 *
 * @returns a function that stops it.
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
