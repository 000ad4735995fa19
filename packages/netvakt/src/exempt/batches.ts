import { setTimeout as pause } from 'node:timers/promises';

/** Lines that are changed together, and milliseconds that a line waits for others: a script that waits for its answer waits so long. */
const MOST_LINES = 50_000;
const PATIENCE = 30;

/**
 * Joins lines that arrive shortly after each other: a long file is few changes. A program that writes a line now and then
 * gets its answer at once.
 */
export async function* batchesOf(lines: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
  const source = lines[Symbol.asyncIterator]();
  let next = source.next();
  for (let first = await next; first.done !== true; first = await next) {
    const batch = [...first.value];
    next = source.next();
    while (batch.length < MOST_LINES) {
      const more = await Promise.race([next, pause(PATIENCE)]);
      if (more === undefined || more.done === true) break;
      batch.push(...more.value);
      next = source.next();
    }
    if (batch.length > 0) yield batch;
  }
}
