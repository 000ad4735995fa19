/** The report of a run over the user's own files: counts and times, and nothing that was in them. */

import type { MachineDescription } from '../../common/machine.ts';
import { countInWords } from '../../common/table.ts';
import type { LookupTimes } from '../measure/times.ts';
import { lookupsTable } from '../report/text.ts';
import type { MatcherResult } from '../results.ts';
import type { MatcherSettings } from '../settings.ts';
import type { LineFaults, OwnCounts } from './corpus.ts';

/** One engine in one case. Times are nanoseconds a lookup. */
export type OwnResult = LookupTimes & Pick<MatcherResult, 'engine' | 'case' | 'input'>;

/** As `--json` prints it. */
export interface OwnReport {
  readonly bench: 'matcher';
  readonly own: true;
  readonly command: string;
  readonly revision: string;
  readonly machine: MachineDescription;
  readonly settings: Pick<MatcherSettings, 'rounds' | 'warmRounds' | 'requestsPerRound' | 'roundMillis'>;
  readonly counts: OwnCounts;
  readonly results: readonly OwnResult[];
}

/** The report for a terminal. */
export function ownTextReport({ machine, command, revision, counts, results, settings }: OwnReport): string {
  const { requestsPerRound, rounds, warmRounds } = settings;
  const needed = requestsPerRound * (rounds + warmRounds);
  const asked = Object.entries(counts.cases).map(([name, count]) => `${name} ${count}`);
  return `${[
    `${machine.cpu}, ${machine.cores} cores, ${machine.caches.join(', ')}; node ${machine.node}; load ${machine.loadBefore}`,
    `${command}  (${revision})`,
    `list: ${counts.hosts} hosts, ${counts.pages} pages${leftOutText(counts.entriesLeftOut)}`,
    `queries: ${counts.queries}${leftOutText(counts.queriesLeftOut)}; by case: ${asked.join(', ')}`,
    `each engine looks up ${countInWords(needed)} of a case; fewer are repeated`,
    '',
    lookupsTable('case', results),
  ].join('\n')}\n`;
}

function leftOutText(leftOut: LineFaults): string {
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  return reasons.length === 0 ? '' : `; left out: ${reasons.join(', ')}`;
}
