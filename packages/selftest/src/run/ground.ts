import type { GroupId, Way } from '../cases/case.ts';
import type { Address } from '../client/connection.ts';
import type { Evidence } from '../origin/evidence.ts';

/** Where a run takes place. */
export interface Ground {
  readonly way: Way;
  /** Where HTTP and TLS connections are made to: the proxy, or the origins through the filter. */
  readonly http: Address;
  readonly https: Address;
  readonly evidence: Evidence;
  /** The origin without the filter, to compare times with. */
  readonly direct?: Address | undefined;
  /** URL of Netvakt’s `/metrics`. */
  readonly metrics?: string | undefined;
  /** This group alone. */
  readonly only?: GroupId | undefined;
  /** Whose address the origin is to see. */
  readonly source: 'client' | 'any';
  readonly mostAddedMs?: number | undefined;
}
