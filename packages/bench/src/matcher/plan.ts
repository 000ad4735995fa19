/** Settings to stages: which engines meet on which list, in which cases. */

import { LINE_FORMATS, type ListShape } from '@netvakt/fixtures';
import { MATCHER_CASES, type MatcherCase } from './cases.ts';
import type { EngineEntry } from './engine.ts';
import { ENGINES } from './engines.ts';
import type { MatcherSettings } from './settings.ts';

/** An engine in a run. In comparisons one engine takes part twice, with the matchers of two trees. */
export interface EngineContestant {
  /** The engine's name; in comparisons with the revision behind it, and the number of the process: `netvakt@1a2b3c4d5e6f#2`. */
  readonly label: string;
  readonly engine: EngineEntry;
  /** Another tree's matcher. */
  readonly matcher: string | undefined;
}

/** The name under which the compiled form of a contestant's list is stored: two engines may share one, and all processes of one engine do. */
export function compiledName({ label, engine }: EngineContestant): string {
  const [first = label] = label.split('#');
  return engine.builtAs === undefined ? first : first.replace(engine.name, engine.builtAs);
}

/** One list, and everything that is measured on it. */
export interface MatcherStage {
  readonly list: ListShape;
  readonly cases: readonly MatcherCase[];
  readonly contestants: readonly EngineContestant[];
}

/** The case of the quick run for lists that are only there for slow engines. */
const SIDE_CASE = 'miss';

/** What `--large` adds: the largest list, the cases that its goals are about, and no peers, of which few can hold it. */
const LARGE = { entries: 10_000_000, cases: ['miss', 'host-hit'] } as const;

/** All engines of the table, each with this tree's matcher. */
export function allContestants(): EngineContestant[] {
  return ENGINES.map((engine) => ({ label: engine.name, engine, matcher: undefined }));
}

/** The stages of a run, smaller lists first. Stages with no case or no engine are left out. */
export function stagesOf(
  settings: MatcherSettings,
  contestants: readonly EngineContestant[] = allContestants(),
): MatcherStage[] {
  const chosen = contestants.filter(({ engine }) => isChosen(engine.name, settings.only));
  const stages = settings.sizes.flatMap((entries) =>
    LINE_FORMATS.map((format): MatcherStage => {
      const main = entries === Math.max(...settings.sizes) || !settings.quick;
      return {
        list: { entries, format, seed: settings.seed },
        cases: MATCHER_CASES.filter((one) => isInRun(one, settings, main) && one.format === format),
        contestants: chosen.filter(({ engine }) => engine.formats.includes(format) && isAt(engine, entries, settings)),
      };
    }),
  );
  const all = settings.large ? [...stages, largeStage(settings, contestants)] : stages;
  return all.filter(({ cases, contestants: present }) => cases.length > 0 && present.length > 0);
}

function largeStage({ seed }: MatcherSettings, contestants: readonly EngineContestant[]): MatcherStage {
  return {
    list: { entries: LARGE.entries, format: 'domains', seed },
    cases: MATCHER_CASES.filter(({ name }) => LARGE.cases.some((one) => one === name)),
    contestants: contestants.filter(({ engine }) => engine.package === '@netvakt/matcher'),
  };
}

function isInRun(one: MatcherCase, { quick, only }: MatcherSettings, main: boolean): boolean {
  if (MATCHER_CASES.some(({ name }) => only.includes(name))) return only.includes(one.name);
  return !quick || (one.quick && (main || one.name === SIDE_CASE));
}

/** A quick run meets each peer once, on the largest list that it holds in time, and Netvakt's engines everywhere. */
function isAt(engine: EngineEntry, entries: number, { quick, sizes }: MatcherSettings): boolean {
  if (!quick) return entries <= engine.mostEntries;
  const most = Math.min(engine.mostEntries, engine.mostEntriesQuick ?? engine.mostEntries);
  if (engine.name === 'netvakt' || engine.name === 'set') return entries <= most;
  return entries === Math.max(...sizes.filter((size) => size <= most));
}

function isChosen(name: string, only: readonly string[]): boolean {
  return only.includes(name) || !ENGINES.some((engine) => only.includes(engine.name));
}
