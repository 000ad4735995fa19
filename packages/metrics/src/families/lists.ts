import type { ListRecord } from '../state/lists.ts';
import type { Definition, Sources } from './definition.ts';

function* current({ lists }: Sources): Generator<[id: string, record: ListRecord]> {
  for (const [id, record] of lists.entries()) if (record.current) yield [id, record];
}

/** What all lists in force come to together. */
function over(sources: Sources, counts: 'rejected' | 'quarantined' | 'policy', reason: string): number {
  let sum = 0;
  for (const [, { report }] of current(sources)) sum += report?.[counts]?.[reason] ?? 0;
  return sum;
}

/** What is in force and how fresh it is. No series names an entry. */
export const LIST_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_list_info',
    type: 'gauge',
    unit: 'none, always 1',
    labels: ['list', 'version'],
    help: 'The version of each list that is in force.',
    note: 'One series per list: a new version replaces the old one.',
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
    name: 'netvakt_list_lines',
    type: 'gauge',
    unit: 'lines',
    labels: ['list', 'outcome'],
    help: 'Lines of the version in force by outcome, without blank lines and comments.',
    note: '`quarantined` rules were understood but not applied, because they are too broad, protected, or can match no request.',
    read: (sources, emit) => {
      for (const [id, { report }] of current(sources)) {
        for (const outcome of sources.lists.vocabulary.outcomes) emit(report?.lines[outcome] ?? 0, id, outcome);
      }
    },
  },
  {
    name: 'netvakt_list_rejected_lines',
    type: 'gauge',
    unit: 'lines',
    labels: ['reason'],
    help: 'Lines that became no rule, over all lists in force.',
    read: (sources, emit) => {
      for (const reason of sources.lists.vocabulary.rejections) emit(over(sources, 'rejected', reason), reason);
    },
  },
  {
    name: 'netvakt_list_quarantined_rules',
    type: 'gauge',
    unit: 'rules',
    labels: ['reason'],
    help: 'Quarantined rules, over all lists in force.',
    read: (sources, emit) => {
      for (const reason of sources.lists.vocabulary.quarantines) emit(over(sources, 'quarantined', reason), reason);
    },
  },
  {
    name: 'netvakt_list_zone_records',
    type: 'gauge',
    unit: 'records',
    labels: ['reason'],
    help: 'Records of policy zones (RPZ) by action or trigger, over all lists in force.',
    note: 'Which of them block, pass or do nothing here: [Policy zones](operating/lists.md#policy-zones).',
    read: (sources, emit) => {
      for (const record of sources.lists.vocabulary.policies) emit(over(sources, 'policy', record), record);
    },
  },
  {
    name: 'netvakt_list_enforceable_rules',
    type: 'gauge',
    unit: 'rules',
    labels: ['list', 'layer'],
    help: 'Rules of each list by what the filter must see to apply them.',
    note: '`host`: applies to a name or an address, so inside TLS too. `url`: applies to requests in clear only. `none`: quarantined.',
    read: (sources, emit) => {
      for (const [id, { report }] of current(sources)) {
        const sum = (kinds: readonly string[]): number =>
          kinds.reduce((total, kind) => total + (report?.entries[kind] ?? 0), 0);
        emit(sum(['domain', 'host', 'ip']), id, 'host');
        emit(sum(['prefix', 'url']), id, 'url');
        emit(report?.lines['quarantined'] ?? 0, id, 'none');
      }
    },
  },
  {
    name: 'netvakt_list_expiry_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 if none is set',
    labels: ['list'],
    help: 'When the version in force expires, as signed by its authority.',
    read: (sources, emit) => {
      for (const [id, { report }] of current(sources)) emit(report?.expiry ?? 0, id);
    },
  },
  {
    name: 'netvakt_list_last_attempt_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: ['list'],
    help: 'When a load or fetch of the list last began.',
    read: (sources, emit) => {
      for (const [id, { lastAttempt }] of current(sources)) emit(lastAttempt, id);
    },
  },
  {
    name: 'netvakt_list_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: ['list'],
    help: 'When the list was last found at its source: a load took effect, or a fetch brought nothing new.',
    note: 'For a managed list the last successful fetch counts, by whichever process; loading it again from the store does not change the time. The age of a list is `time() - netvakt_list_last_success_timestamp_seconds`.',
    read: (sources, emit) => {
      for (const [id, { lastSuccess }] of current(sources)) emit(lastSuccess, id);
    },
  },
  {
    name: 'netvakt_list_updates_total',
    type: 'counter',
    unit: 'loads',
    labels: ['list'],
    help: 'Loads of the list, including failed ones.',
    read: ({ lists }, emit) => {
      for (const [id, { updates }] of lists.entries()) emit(updates, id);
    },
  },
  {
    name: 'netvakt_list_update_failures_total',
    type: 'counter',
    unit: 'loads',
    labels: ['list'],
    help: 'Loads that failed because of this list. The last good version of every list stayed in force.',
    read: ({ lists }, emit) => {
      for (const [id, { failures }] of lists.entries()) emit(failures, id);
    },
  },
  {
    name: 'netvakt_list_holds_total',
    type: 'counter',
    unit: 'deliveries; one that is held for two reasons counts under both',
    labels: ['reason'],
    help: 'Held deliveries by reason, over all lists; only fetches of this process.',
    note: '`in-shadow` ends automatically.',
    read: ({ lists }, emit) => {
      for (const reason of lists.vocabulary.holds) emit(lists.holds(reason), reason);
    },
  },
  {
    name: 'netvakt_list_waiting',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['list'],
    help: 'Whether a delivery of the list waited for release when lists were last loaded.',
    read: (sources, emit) => {
      for (const [id, { waiting }] of current(sources)) emit(Number(waiting), id);
    },
  },
  {
    name: 'netvakt_list_in_shadow',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['list'],
    help: 'Whether the list is in shadow: it blocks nothing and counts what it would block.',
    read: (sources, emit) => {
      for (const [id, { inShadow }] of current(sources)) emit(Number(inShadow), id);
    },
  },
  {
    name: 'netvakt_list_rollbacks_total',
    type: 'counter',
    unit: 'roll-backs',
    labels: ['list'],
    help: 'Automatic rollbacks because a new delivery blocked far more.',
    read: ({ lists }, emit) => {
      for (const [id, { rollbacks }] of lists.entries()) emit(rollbacks, id);
    },
  },
  {
    name: 'netvakt_list_refusals_total',
    type: 'counter',
    unit: 'loads',
    labels: ['reason'],
    help: 'Refusals of lists by reason, over all lists.',
    read: ({ lists }, emit) => {
      for (const reason of lists.vocabulary.failures) emit(lists.refusals(reason), reason);
    },
  },
];
