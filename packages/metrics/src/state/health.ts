/** The reason the process is not ready, or should attract no traffic. A closed set: machines read it from `/-/ready`. */
export const HEALTH_REASONS = [
  'starting',
  'draining',
  'lists-missing',
  'workers-missing',
  'workers-short',
  'drain-file',
  'lists-expired',
  'rules-missing',
] as const;
export type HealthReason = (typeof HEALTH_REASONS)[number];

/** What health is judged by. Numbers are of data-plane workers. */
export interface HealthState {
  readonly phase: 'starting' | 'running' | 'draining';
  /** Whether a snapshot is published: without one nothing can be judged. */
  readonly listsLoaded: boolean;
  readonly workersRunning: number;
  readonly workersWanted: number;
  /** Whether the file exists by which an operator takes this node out of routing. */
  readonly drainFile: boolean;
  /** Whether a list has passed its expiry that the configuration wants no traffic without. */
  readonly listsExpired: boolean;
  /** Whether connections are to be led here by rules that are not in force. */
  readonly rulesMissing: boolean;
}

export interface Health {
  /** Empty: this process filters. */
  readonly ready: readonly HealthReason[];
  /** Empty: routing may send subscribers here. Stricter than `ready`, so that a limping node loses its routes first. */
  readonly route: readonly HealthReason[];
}

/** Judges `state`. Pure; the same for `/-/ready`, `/-/route` and `netvakt_ready`. */
export function healthOf(state: HealthState): Health {
  const ready: HealthReason[] = [];
  if (state.phase !== 'running') ready.push(state.phase);
  if (!state.listsLoaded) ready.push('lists-missing');
  if (state.workersRunning === 0) ready.push('workers-missing');
  // Below half of its workers a node queues what its neighbours could serve at once.
  const short = state.workersRunning > 0 && state.workersRunning * 2 < state.workersWanted;
  const route = [...ready];
  if (short) route.push('workers-short');
  if (state.drainFile) route.push('drain-file');
  if (state.listsExpired) route.push('lists-expired');
  if (state.rulesMissing) route.push('rules-missing');
  return { ready, route };
}
