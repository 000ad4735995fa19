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
      for (const request of RULE_REQUESTS) {
        const figures = canary[family][request];
        if (figures !== undefined) emit(read(figures), family, request);
      }
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
    help: 'Intercepted connections that were accepted and have a known destination.',
    note: 'Includes the canary through the rules: two connections per minute and family.',
    read: ({ totals }, emit) => {
      for (const [i, family] of FAMILIES.entries()) emit(totals.sum('intercepted', [i]), family);
    },
  },
  {
    name: 'netvakt_rules_wanted',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['family'],
    help: 'Whether the configuration asks for managed rules that intercept connections of a family.',
    note: '0 with `interception.rules: own`, without a section `interception`, and without a transparent listener.',
    read: byFamily(({ status }, family) => (status().rules.wanted[family] ? 1 : 0)),
  },
  {
    name: 'netvakt_rules_in_force',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['family'],
    help: 'Whether nftables rules, ip rule and route of a family were all in force at the last check, and that check is recent.',
    note: 'A check by netvakt-rules.timer is valid for three minutes. Also 0 after three failures of the canary in a row. Compare it with `netvakt_rules_wanted`.',
    read: byFamily(({ status }, family) => (status().rules.inForce[family] ? 1 : 0)),
  },
  {
    name: 'netvakt_rules_last_check_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When the rules were last checked.',
    read: ({ status }, emit) => emit(status().rules.lastCheck),
  },
  {
    name: 'netvakt_rules_restored_total',
    type: 'counter',
    unit: 'times',
    labels: ['part'],
    help: 'How often a part of the rules was missing and was restored.',
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
    help: 'How often a part of the rules was missing and could not be restored.',
    note: RECORDED,
    read: ({ status }, emit) => emit(status().rules.restoreFailures),
  },
  {
    name: 'netvakt_rules_packets_total',
    type: 'counter',
    unit: 'packets',
    labels: ['action', 'family'],
    help: 'Packets by what the nftables rules did with them, from the counters of the rules.',
    note: `\`opened\` opens a connection and is led here; with REDIRECT it is the only one that rules see. ${RECORDED}`,
    read: byAction('packets'),
  },
  {
    name: 'netvakt_rules_bytes_total',
    type: 'counter',
    unit: 'bytes of IP packets',
    labels: ['action', 'family'],
    help: 'Size of the packets that the nftables rules counted.',
    note: RECORDED,
    read: byAction('bytes'),
  },
  {
    name: 'netvakt_rules_canary_wanted',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: [],
    help: 'Whether a canary through the rules is configured.',
    read: ({ status }, emit) => emit(status().rules.canaryWanted ? 1 : 0),
  },
  {
    name: 'netvakt_rules_canary_success',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['family', 'request'],
    help: 'Whether the last canary request through the rules had the expected answer: `blocked` from the filter, `free` from its origin.',
    note: 'Also 0 before the first request; compare `netvakt_rules_canary_attempts_total`.',
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
    help: 'Requests of the canary through the rules that had another answer than expected, or none.',
    note: RECORDED,
    read: byRequest(({ failures }) => failures),
  },
  {
    name: 'netvakt_rules_canary_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: ['family', 'request'],
    help: 'When a canary request through the rules last had the expected answer.',
    read: byRequest(({ lastSuccess }) => lastSuccess),
  },
];
