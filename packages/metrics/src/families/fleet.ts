import { FLEET_OUTCOMES } from '../state/fleet.ts';
import type { Definition } from './definition.ts';

/** What a node of a fleet holds. On other machines these families have no series. */
export const FLEET_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_fleet_generation',
    type: 'gauge',
    unit: 'none, a number that rises',
    labels: [],
    help: 'The generation of the fleet’s snapshot that is in force.',
    note: '`count_values` over all nodes shows how far a roll-out has come.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) emit(fleet.generation);
    },
  },
  {
    name: 'netvakt_fleet_looks_total',
    type: 'counter',
    unit: 'looks',
    labels: ['outcome'],
    help: 'Looks at the fleet’s store, by what they came to.',
    note: '`delta`, `whole` and `kept` put another snapshot in force; of `refused`, `netvakt_list_refusals_total` tells the reason.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) for (const outcome of FLEET_OUTCOMES) emit(fleet.looks(outcome), outcome);
    },
  },
  {
    name: 'netvakt_fleet_fetched_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: [],
    help: 'Snapshots and deltas that were fetched, sealed.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) emit(fleet.bytes);
    },
  },
  {
    name: 'netvakt_fleet_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When this node last knew that it holds what it should.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) emit(fleet.lastSuccess);
    },
  },
  {
    name: 'netvakt_fleet_manifest_expiry_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When the last believed manifest stops to count; what is in force stays in force.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) emit(fleet.expires);
    },
  },
];
