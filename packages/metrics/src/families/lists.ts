import type { ListRecord } from '../state/lists.ts';
import type { Definition, Sources } from './definition.ts';

function* current({ lists }: Sources): Generator<[id: string, record: ListRecord]> {
  for (const [id, record] of lists.entries()) if (record.current) yield [id, record];
}

/** What is in force and how fresh it is. No series names an entry. */
export const LISTS: readonly Definition[] = [
  {
    name: 'netvakt_list_info',
    type: 'gauge',
    unit: 'none, always 1',
    labels: ['list', 'version'],
    help: 'The version of each list that is in force.',
    note: 'One series a list: the old version goes when a new one comes.',
    read: (sources, emit) => {
      for (const [id, { report }] of current(sources)) if (report !== undefined) emit(1, id, report.version);
    },
  },
  {
    name: 'netvakt_list_entries',
    type: 'gauge',
    unit: 'rules',
    labels: ['list', 'kind'],
    help: 'Rules in force from each list, duplicates counted once.',
    read: (sources, emit) => {
      for (const [id, { report }] of current(sources)) {
        for (const kind of sources.lists.vocabulary.kinds) emit(report?.entries[kind] ?? 0, id, kind);
      }
    },
  },
  {
    name: 'netvakt_list_rejected_lines',
    type: 'gauge',
    unit: 'lines',
    labels: ['list', 'reason'],
    help: 'Lines of the version in force that became no rule.',
    read: (sources, emit) => {
      for (const [id, { report }] of current(sources)) {
        for (const reason of sources.lists.vocabulary.rejections) emit(report?.rejected[reason] ?? 0, id, reason);
      }
    },
  },
  {
    name: 'netvakt_list_last_attempt_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: ['list'],
    help: 'When a load of the list was last begun.',
    read: (sources, emit) => {
      for (const [id, { lastAttempt }] of current(sources)) emit(lastAttempt, id);
    },
  },
  {
    name: 'netvakt_list_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: ['list'],
    help: 'When a load of the list last took effect.',
    note: 'The age of a list is `time() - netvakt_list_last_success_timestamp_seconds`.',
    read: (sources, emit) => {
      for (const [id, { lastSuccess }] of current(sources)) emit(lastSuccess, id);
    },
  },
  {
    name: 'netvakt_list_updates_total',
    type: 'counter',
    unit: 'loads',
    labels: ['list'],
    help: 'Loads of the list that were begun, the failed ones included.',
    read: ({ lists }, emit) => {
      for (const [id, { updates }] of lists.entries()) emit(updates, id);
    },
  },
  {
    name: 'netvakt_list_update_failures_total',
    type: 'counter',
    unit: 'loads',
    labels: ['list', 'reason'],
    help: 'Loads of the list that came to nothing; the last good version stayed in force.',
    read: ({ lists }, emit) => {
      for (const [id, { failures }] of lists.entries()) {
        for (const reason of lists.vocabulary.failures) emit(failures.get(reason) ?? 0, id, reason);
      }
    },
  },
];
