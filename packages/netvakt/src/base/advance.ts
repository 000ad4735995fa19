/**
 * Calls `advance` at the end of each interval, aligned to the wall clock: with an hour, at every full hour (UTC), so that the
 * figures of several machines change together. An interval of 0 never ends. Does not keep the process alive.
 *
 * @returns a function that stops it.
 */
export function advanceEvery(seconds: number, now: () => number, advance: () => void): () => void {
  if (seconds === 0) return () => undefined;
  return advanceAt((at) => at + seconds - (at % seconds), now, advance);
}

/**
 * Calls `advance` at each moment that `next` names. Does not keep the process alive.
 *
 * @param next - the first moment after the one that it is given, a day away at most; both in Unix seconds
 * @returns a function that stops it.
 */
export function advanceAt(next: (at: number) => number, now: () => number, advance: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const at = now();
    timer = setTimeout(
      () => {
        advance();
        wait();
      },
      (next(at) - at) * 1000,
    ).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
