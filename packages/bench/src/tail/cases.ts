/** What a proxy is doing, or has just done, while its latency is measured. */
export type TailCaseName = 'start' | 'idle' | 'steady' | 'swap' | 'scrape' | 'arrivals';

export interface TailCase {
  readonly name: TailCaseName;
  readonly what: string;
  /** The proxy is started for this round alone. */
  readonly fresh: boolean;
  /** Milliseconds of load before the measurement, and without load after that. */
  readonly warm: number;
  readonly idle: number;
  /** New connections that come at once, again and again. */
  readonly burst: number;
  /** What happens meanwhile; once, or again and again. */
  readonly meanwhile: 'swap' | 'scrape' | undefined;
}

const WARM = 500;
const STEADY = { fresh: false, warm: WARM, idle: 0, burst: 0, meanwhile: undefined } as const;

export const TAIL_CASES: readonly TailCase[] = [
  { ...STEADY, name: 'start', what: 'the first requests after a start', fresh: true, warm: 0 },
  { ...STEADY, name: 'idle', what: 'after 4 s without a request', idle: 4000 },
  { ...STEADY, name: 'steady', what: 'nothing else happens' },
  { ...STEADY, name: 'swap', what: 'the list is replaced by another version', meanwhile: 'swap' },
  { ...STEADY, name: 'scrape', what: 'metrics are read every 100 ms', meanwhile: 'scrape' },
  { ...STEADY, name: 'arrivals', what: '64 new connections come at once, every 250 ms', burst: 64 },
];
