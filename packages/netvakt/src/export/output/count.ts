/** Counts matches without keeping them: a text may have millions. @param pattern - global. */
export function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}
