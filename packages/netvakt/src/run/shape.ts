import {
  HOLD_REASONS,
  POLICY_RECORDS,
  QUARANTINE_REASONS,
  REFUSAL_REASONS,
  REJECTION_REASONS,
} from '@netvakt/blocklist';
import { type CounterShape, FLEET_OUTCOMES, HEALTH_REASONS, type ListVocabulary, MEASURES } from '@netvakt/metrics';
import {
  ANSWER,
  DIRECTION,
  MODE,
  PACKET_DROP,
  PACKET_OUTCOME,
  PROTOCOL,
  QUIC_REASON,
  REFUSAL,
  REJECTION,
  UNINSPECTABLE,
  UNSERVED,
  UPSTREAM_FAILURE,
} from '@netvakt/proxy';
import { EXEMPTION_REASONS } from '../config/schema/exemptions.ts';

/** How many list ids one process can count in its life: twice what a file may name at one time. */
export const LIST_CAPACITY = 512;

/** The counters of this process: the data plane's closed sets, and the configured markets. */
export function counterShape(markets: readonly string[]): CounterShape {
  return {
    markets,
    listCapacity: LIST_CAPACITY,
    protocols: namesByCode(PROTOCOL),
    modes: namesByCode(MODE),
    refusals: namesByCode(REFUSAL),
    upstreamFailures: namesByCode(UPSTREAM_FAILURE),
    uninspectable: namesByCode(UNINSPECTABLE),
    rejections: namesByCode(REJECTION),
    directions: namesByCode(DIRECTION),
    answers: namesByCode(ANSWER),
    packetOutcomes: namesByCode(PACKET_OUTCOME),
    packetDrops: namesByCode(PACKET_DROP),
    quicReasons: namesByCode(QUIC_REASON),
  };
}

/** The closed sets that list figures are spread over. */
export const LIST_VOCABULARY: ListVocabulary = {
  kinds: ['domain', 'host', 'prefix', 'url', 'ip'],
  outcomes: ['active', 'duplicates', 'invalid', 'quarantined'],
  rejections: REJECTION_REASONS,
  quarantines: QUARANTINE_REASONS,
  policies: [...POLICY_RECORDS.keys()],
  failures: REFUSAL_REASONS,
  holds: HOLD_REASONS,
};

/** A vocabulary's names so that a code is their index. Throws a `RangeError` if codes are not dense from zero. */
export function namesByCode(codes: Readonly<Record<string, number>>): string[] {
  const names = Object.entries(codes).toSorted(([, a], [, b]) => a - b);
  if (names.some(([, code], i) => code !== i)) throw new RangeError('The codes of a vocabulary must be 0, 1, 2, …');
  return names.map(([name]) => name);
}

/** For each family whose label has a set of its own, the members of it: what the reference of metrics lists. */
export function labelMembers(): Readonly<Record<string, readonly string[]>> {
  const shape = counterShape(['se']);
  return {
    netvakt_refusals_total: shape.refusals,
    netvakt_uninspectable_total: shape.uninspectable,
    netvakt_upstream_failures_total: shape.upstreamFailures,
    netvakt_connections_total: shape.modes,
    netvakt_connections_rejected_total: shape.rejections,
    netvakt_bytes_total: shape.directions,
    netvakt_block_answers_total: shape.answers,
    netvakt_packet_flows_total: shape.packetOutcomes,
    netvakt_packets_dropped_total: shape.packetDrops,
    netvakt_quic_unread_total: shape.quicReasons,
    netvakt_packet_queue_unserved_seconds_total: UNSERVED,
    netvakt_packet_queue_drops_total: ['full', 'unsent'],
    netvakt_statistics_untracked_total: MEASURES,
    netvakt_route_withheld: HEALTH_REASONS,
    netvakt_exemptions: EXEMPTION_REASONS,
    netvakt_exemptions_expired_total: EXEMPTION_REASONS,
    netvakt_exempt_connections_total: shape.modes,
    netvakt_list_enforceable_rules: ['host', 'url', 'none'],
    netvakt_list_rejected_lines: LIST_VOCABULARY.rejections,
    netvakt_list_quarantined_rules: LIST_VOCABULARY.quarantines,
    netvakt_list_zone_records: LIST_VOCABULARY.policies,
    netvakt_list_holds_total: LIST_VOCABULARY.holds,
    netvakt_list_refusals_total: LIST_VOCABULARY.failures,
    netvakt_fleet_looks_total: FLEET_OUTCOMES,
  };
}
