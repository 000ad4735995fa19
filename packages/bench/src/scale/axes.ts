/** What grows, one at a time: everything else stays as it is. */
import { MAX_MARKETS } from '@netvakt/matcher';
import type { ScaleAxisName, ScaleSettings } from './settings.ts';

export interface ScaleAxis {
  readonly name: ScaleAxisName;
  readonly what: string;
  /** What a slope is stated for, and how many of what is counted that is. */
  readonly unit: string;
  readonly unitSize: number;
}

export const SCALE_AXES: readonly ScaleAxis[] = [
  { name: 'workers', what: 'workers, each on a core of its own', unit: 'a worker', unitSize: 1 },
  { name: 'rules', what: 'rules of the list', unit: 'a million rules', unitSize: 1_000_000 },
  {
    name: 'idle',
    what: 'connections that stay open without a request',
    unit: 'a thousand connections',
    unitSize: 1000,
  },
  { name: 'busy', what: 'connections that share the requests', unit: 'a thousand connections', unitSize: 1000 },
  { name: 'markets', what: 'markets, each with clients', unit: 'a market', unitSize: 1 },
  { name: 'lists', what: 'lists that share the rules; each applies in all markets', unit: 'a list', unitSize: 1 },
];

/** A filter of an axis, and what it is asked. */
export interface ScaleStep {
  readonly axis: ScaleAxisName;
  readonly label: string;
  /** The count on the axis. */
  readonly at: number;
  /** Whether it is a point of the slope; a step that is there for comparison is not. */
  readonly counts: boolean;
  readonly workers: number;
  /** Cores that it may use. */
  readonly cores: number;
  readonly rules: number;
  readonly lists: number;
  readonly markets: number;
  readonly idle: number;
  readonly busy: number;
}

/** A step that the machine, or the filter, does not allow, and what is taken in its place. */
export interface LoweredStep {
  readonly axis: ScaleAxisName;
  readonly asked: number;
  readonly taken: number;
  readonly why: string;
}

/** The steps of an axis, and those of them that were lowered. */
export interface AxisPlan {
  readonly steps: readonly ScaleStep[];
  readonly lowered: readonly LoweredStep[];
}

/** The limit of a configuration (docs/config.schema.json). */
const MOST_LISTS = 256;
/** Files that a filter opens in addition to two and a half a connection (docs/operating/README.md). Ample for the client, too. */
const OTHER_FILES = 1000;
const FILES_A_CONNECTION = 2.5;

/** Open files that all steps of the run need, of the filter or of its client. */
export function openFilesFor({ steps }: Pick<ScaleSettings, 'steps'>): number {
  const idle = [...steps.idle];
  const filter = FILES_A_CONNECTION * Math.max(0, ...idle, ...steps.busy);
  return OTHER_FILES + Math.ceil(Math.max(filter, sumOf(idle)));
}

/** What a machine allows. */
export interface ScaleBounds {
  /** The limit of one process; one client has the idle connections of all steps. */
  readonly openFiles: number;
  readonly cores: number;
}

/** What an axis takes on such a machine. */
export function planOf(axis: ScaleAxisName, settings: ScaleSettings, bounds: ScaleBounds): AxisPlan {
  const asked = settings.steps[axis];
  const taken: number[] = [];
  const lowered: LoweredStep[] = [];
  for (const step of asked) {
    const [most, why] = mostOf(axis, bounds, sumOf(taken));
    const reached = Math.min(step, most);
    if (reached < step) lowered.push({ axis, asked: step, taken: reached, why });
    if (reached === step || reached > (taken.at(-1) ?? -1)) taken.push(reached);
  }
  return { steps: taken.flatMap((at) => stepsAt(axis, at, settings)), lowered };
}

function mostOf(
  axis: ScaleAxisName,
  { openFiles, cores }: ScaleBounds,
  before: number,
): readonly [most: number, why: string] {
  if (axis === 'workers') return [cores, `this machine has ${cores} cores`];
  if (axis === 'lists') return [MOST_LISTS, `a filter has at most ${MOST_LISTS} lists`];
  if (axis === 'markets') return [MAX_MARKETS, `a filter has at most ${MAX_MARKETS} markets`];
  if (axis !== 'idle' && axis !== 'busy') return [Number.POSITIVE_INFINITY, ''];
  const room = openFiles - OTHER_FILES;
  const client = axis === 'idle' ? room - before : room / 2; // the client of busy connections is their origin, too
  const most = Math.max(1, Math.floor(Math.min(room / FILES_A_CONNECTION, client)));
  return [most, `a process may open ${openFiles} files here: raise it with ulimit -n`];
}

function stepsAt(axis: ScaleAxisName, at: number, { rules, connections }: ScaleSettings): ScaleStep[] {
  const base: ScaleStep = {
    axis,
    label: String(at),
    at,
    counts: true,
    workers: 1,
    cores: 1,
    rules,
    lists: 1,
    markets: 1,
    idle: 0,
    busy: connections,
  };
  if (axis !== 'workers') return [{ ...base, [axis]: at }];
  const apart = { ...base, workers: at, cores: at };
  // The same workers without a second cache: what differs is what it costs them to share memory.
  return at === 1 ? [apart] : [{ ...apart, label: `${at} on one core`, cores: 1, counts: false }, apart];
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
