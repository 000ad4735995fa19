import { FAMILIES } from '../counters/layout.ts';
import { RULE_ACTIONS, RULE_PARTS, RULE_REQUESTS, type RuleCanary } from '../state/rules.ts';
import type { Definition, Emit, Sources } from './definition.ts';

function byFamily(
  read: (sources: Sources, family: (typeof FAMILIES)[number]) => number,
): (sources: Sources, emit: Emit) => void {
  return (sources, emit) => {
    for (const family of FAMILIES) emit(read(sources, family), family);
  };
}

function byAction(unit: 'packets' | 'bytes'): (sources: Sources, emit: Emit) => void {
  return ({ status }, emit) => {
    const { counted } = status().rules;
    for (const action of RULE_ACTIONS) {
      for (const family of FAMILIES) emit(counted[action][family][unit], action, family);
    }
  };
}

function byRequest(read: (canary: RuleCanary) => number): (sources: Sources, emit: Emit) => void {
  return ({ status }, emit) => {
    const { canary } = status().rules;
    for (const family of FAMILIES) {
      for (const request of RULE_REQUESTS) emit(read(canary[family][request]), family, request);
    }
  };
}

const RECORDED =
  'As netvakt-rules.timer records it, each minute; it goes on when the filter is restarted, and begins anew with the machine.';

/** What leads subscribers' connections here, and whether it does. */
export const INTERCEPTION_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_intercepted_connections_total',
    type: 'counter',
    unit: 'connections',
    labels: ['family'],
    help: 'Intercepted connections that were accepted and whose destination is known.',
    note: 'The canary through the rules is among them: two a minute and family.',
    read: ({ totals }, emit) => {
      for (const [i, family] of FAMILIES.entries()) emit(totals.sum('intercepted', [i]), family);
    },
  },
  {
    name: 'netvakt_rules_wanted',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['family'],
    help: 'Whether the configuration wants connections of a family led here by rules that netvakt manages.',
    note: '0 with `interception.rules: own`, without a section `interception`, and without a transparent listener.',
    read: byFamily(({ status }, family) => (status().rules.wanted[family] ? 1 : 0)),
  },
  {
    name: 'netvakt_rules_in_force',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['family'],
    help: 'Whether nftables rules, ip rule and route of a family were all in force at the last look, and that look still counts.',
    note: 'A look of netvakt-rules.timer counts for three minutes. 0 as well after three failures of the canary in a row. Compare it with `netvakt_rules_wanted`.',
    read: byFamily(({ status }, family) => (status().rules.inForce[family] ? 1 : 0)),
  },
  {
    name: 'netvakt_rules_last_check_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When somebody last looked whether the rules are in force.',
    read: ({ status }, emit) => emit(status().rules.lastCheck),
  },
  {
    name: 'netvakt_rules_restored_total',
    type: 'counter',
    unit: 'times',
    labels: ['part'],
    help: 'How often a part of the rules was lost and put back.',
    note: RECORDED,
    read: ({ status }, emit) => {
      for (const part of RULE_PARTS) emit(status().rules.restored[part], part);
    },
  },
  {
    name: 'netvakt_rules_restore_failures_total',
    type: 'counter',
    unit: 'times',
    labels: [],
    help: 'How often a part of the rules was lost and could not be put back.',
    note: RECORDED,
    read: ({ status }, emit) => emit(status().rules.restoreFailures),
  },
  {
    name: 'netvakt_rules_packets_total',
    type: 'counter',
    unit: 'packets',
    labels: ['action', 'family'],
    help: 'What the nftables rules did with packets, by their own counters.',
    note: `\`opened\` opens a connection and is led here; with REDIRECT it is the only one that rules see. ${RECORDED}`,
    read: byAction('packets'),
  },
  {
    name: 'netvakt_rules_bytes_total',
    type: 'counter',
    unit: 'bytes of IP packets',
    labels: ['action', 'family'],
    help: 'The size of those packets.',
    note: RECORDED,
    read: byAction('bytes'),
  },
  {
    name: 'netvakt_rules_canary_wanted',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: [],
    help: 'Whether a canary is to be asked for through the rules.',
    read: ({ status }, emit) => emit(status().rules.canaryWanted ? 1 : 0),
  },
  {
    name: 'netvakt_rules_canary_success',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['family', 'request'],
    help: 'Whether the last request through the rules was answered as it should be: `blocked` by the filter, `free` by its origin.',
    note: '0 before the first one too: `netvakt_rules_canary_attempts_total` tells the two apart.',
    read: byRequest(({ success }) => (success ? 1 : 0)),
  },
  {
    name: 'netvakt_rules_canary_attempts_total',
    type: 'counter',
    unit: 'requests',
    labels: ['family', 'request'],
    help: 'Requests of the canary through the rules.',
    note: RECORDED,
    read: byRequest(({ attempts }) => attempts),
  },
  {
    name: 'netvakt_rules_canary_failures_total',
    type: 'counter',
    unit: 'requests',
    labels: ['family', 'request'],
    help: 'Requests of the canary through the rules that were answered otherwise, or not at all.',
    note: RECORDED,
    read: byRequest(({ failures }) => failures),
  },
  {
    name: 'netvakt_rules_canary_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: ['family', 'request'],
    help: 'When a request through the rules was last answered as it should be.',
    read: byRequest(({ lastSuccess }) => lastSuccess),
  },
];
