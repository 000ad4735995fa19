/** The child process that plays clients and the origin: what it is asked, and what it answers. */
import type { Role } from '../common/child.ts';
import type { ScrapeSettings } from './settings.ts';

export const LOAD: Role<LoadTask, LoadAnswer> = { module: new URL('load-child.ts', import.meta.url) };

export type LoadTask =
  /** Answers with the origin's port. */
  | { readonly step: 'origin' }
  /** Clients come, through the proxy at `port`. */
  | { readonly step: 'start'; readonly port: number; readonly settings: ScrapeSettings }
  /** Clients go. Answers with what they did. */
  | { readonly step: 'stop' };

export interface LoadAnswer {
  readonly port: number;
  readonly seconds: number;
  /** Requests that were answered as they should be. */
  readonly passed: number;
  readonly blocked: number;
  /** Requests that were answered in another way, or not at all. */
  readonly failed: number;
}
