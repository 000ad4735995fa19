import type { ScenarioVerdict } from '../scenarios/scenario.ts';

/** A line a span, and what was promised of it. */
export function verdictTable(verdicts: readonly ScenarioVerdict[]): string {
  const blocks = verdicts.map(({ scenario, sums, broken }) => {
    const lines = Object.entries(sums).map(
      ([name, { requests, blocked, passed, unfiltered, refused, reset, truncated, timeout, overblocked }]) =>
        `  ${name.padEnd(18)}${requests} requests: ${blocked} blocked, ${passed} passed, ${unfiltered} unfiltered, ${overblocked} overblocked; lost: ${refused} refused, ${reset} reset, ${truncated} truncated, ${timeout} timed out`,
    );
    const verdict = broken.length === 0 ? 'kept' : `BROKEN (${broken.join('; ')})`;
    return [`${scenario.name}: ${verdict}`, ...lines].join('\n');
  });
  const kept = verdicts.filter(({ broken }) => broken.length === 0).length;
  return `${blocks.join('\n\n')}\n\n${kept} of ${verdicts.length} promises kept\n`;
}
