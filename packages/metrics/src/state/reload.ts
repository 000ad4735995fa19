/** What a command needs that asks for a reload and waits for its result. Reloads are numbered from 1 and run one at a time. */
export interface ReloadState {
  /** The process that takes the signal, by its number in its own namespace. */
  readonly pid: number;
  readonly phase: 'starting' | 'running' | 'draining';
  /** The number of the reload that began last, and of the one that ended last; 0 before the first. */
  readonly begun: number;
  readonly ended: number;
  /** Codes of what the last one that ended was refused for; none if it succeeded. */
  readonly refused: readonly string[];
}
