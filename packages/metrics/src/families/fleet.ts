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
    help: 'Checks of the fleet’s store, by outcome.',
    note: '`delta`, `whole` and `kept` put another snapshot in force. For `refused`, see the reasons in `netvakt_list_refusals_total`.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) for (const outcome of FLEET_OUTCOMES) emit(fleet.looks(outcome), outcome);
    },
  },
  {
    name: 'netvakt_fleet_fetched_bytes_total',
    type: 'counter',
    unit: 'bytes',
    labels: [],
    help: 'Size of the sealed snapshots and deltas that were fetched.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) emit(fleet.bytes);
    },
  },
  {
    name: 'netvakt_fleet_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When this node last confirmed that its snapshot is the intended one.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) emit(fleet.lastSuccess);
    },
  },
  {
    name: 'netvakt_fleet_manifest_expiry_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When the last accepted manifest expires. What is in force stays in force.',
    read: ({ fleet }, emit) => {
      if (fleet !== undefined) emit(fleet.expires);
    },
  },
];
