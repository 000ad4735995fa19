import type { ProxyObserver } from '../../src/observe/observer.ts';
import { QUIC_REASON } from '../../src/observe/quic-reason.ts';
import { REFUSAL } from '../../src/observe/refusal.ts';
import {
  MODE,
  PACKET_DROP,
  PACKET_OUTCOME,
  PROTOCOL,
  REJECTION,
  UNINSPECTABLE,
  UPSTREAM_FAILURE,
} from '../../src/observe/vocabulary.ts';

const word = (vocabulary: object, code: number): string => Object.keys(vocabulary)[code] ?? `unknown ${code}`;

/** Records the calls of an observer, in words. */
export class Recorder implements ProxyObserver {
  readonly reported: string[] = [];
  open = 0;
  /** Bytes that wait now, and the most that ever did. */
  waits = 0;
  waited = 0;
  /** Reads after which a connection had to wait. */
  shares = 0;
  readonly passed: [number, number] = [0, 0];

  connectionOpened(): void {
    this.open += 1;
  }
  connectionIntercepted(): void {}
  connectionClosed(): void {
    this.open -= 1;
  }
  connectionRejected(reason: number): void {
    this.reported.push(`rejected ${word(REJECTION, reason)}`);
  }
  acceptPaused(): void {
    this.reported.push('paused');
  }
  connectionExempted(mode: number): void {
    this.reported.push(`exempt ${word(MODE, mode)}`);
  }
  inspected(_market: number, protocol: number): void {
    this.reported.push(`inspected ${word(PROTOCOL, protocol)}`);
  }
  forwarded(_market: number, protocol: number): void {
    this.reported.push(`forwarded ${word(PROTOCOL, protocol)}`);
  }
  blocked(_market: number, protocol: number, lists: ArrayLike<number>): void {
    this.reported.push(`blocked ${word(PROTOCOL, protocol)} by ${Array.from(lists).join(',')}`);
  }
  shadowed(market: number, lists: ArrayLike<number>): void {
    this.reported.push(`shadowed in ${market} by ${Array.from(lists).join(',')}`);
  }
  probed(_market: number, protocol: number): void {
    this.reported.push(`probed ${word(PROTOCOL, protocol)}`);
  }
  decided(): void {}
  refused(_market: number, _protocol: number, reason: number): void {
    this.reported.push(`refused ${word(REFUSAL, reason)}`);
  }
  upstreamFailed(reason: number): void {
    this.reported.push(`failed ${word(UPSTREAM_FAILURE, reason)}`);
  }
  nameOutlived(): void {
    this.reported.push('outlived');
  }
  uninspectable(_market: number, reason: number): void {
    this.reported.push(`unseen ${word(UNINSPECTABLE, reason)}`);
  }
  echOffered(): void {
    this.reported.push('ech offered');
  }
  shareTaken(): void {
    this.shares += 1;
  }
  bytes(direction: number, count: number): void {
    this.passed[direction as 0 | 1] += count;
  }
  packetFlow(outcome: number): void {
    this.reported.push(`flow ${word(PACKET_OUTCOME, outcome)}`);
  }
  quicUnread(reason: number): void {
    this.reported.push(`quic unread ${word(QUIC_REASON, reason)}`);
  }
  packetsCame(): void {}
  packetVerdict(): void {}
  packetDropped(reason: number): void {
    this.reported.push(`dropped ${word(PACKET_DROP, reason)}`);
  }
  waiting(change: number): void {
    this.waits += change;
    this.waited = Math.max(this.waited, this.waits);
  }
  snapshotReplaced(): void {}
}
