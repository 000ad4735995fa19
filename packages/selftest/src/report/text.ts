import type { Summary } from './summary.ts';

const TITLE_WIDTH = 36;

/** The table for a terminal. */
export function textReport({ groups, passed, total, skipped, figures, notRun }: Summary): string {
  const rows = groups.map(({ title, passed: good, total: all, skipped: left }) => {
    const count = `${good}/${all}`.padStart(9);
    return `${title.padEnd(TITLE_WIDTH)}${count}${left > 0 ? `  (${left} not run)` : ''}`;
  });
  const failures = groups
    .flatMap((group) => group.failures)
    .map(
      ({ id, expected, found, why, ref, remedy }) =>
        `\nFAILED ${id}: ${expected}; ${found}\n  why     ${why} (${ref})\n  remedy  ${remedy}\n`,
    );
  const measured = figures.map(({ id, figure }) => `${id}: ${figure}\n`);
  const left = notRun.map(({ id, why }) => `not run: ${id}: ${why}\n`);
  const percent = total === 0 ? 0 : Math.floor((1000 * passed) / total) / 10;
  const last = `${'all'.padEnd(TITLE_WIDTH)}${`${passed}/${total}`.padStart(9)}  ${percent} %${skipped > 0 ? `, ${skipped} not run` : ''}`;
  return [...rows, last, '', ...measured, ...left].join('\n').replaceAll('\n\n\n', '\n\n') + failures.join('');
}
