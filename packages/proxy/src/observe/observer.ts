import type { QuicReasonCode } from './quic-reason.ts';
import type { RefusalCode } from './refusal.ts';
import type { Sighting } from './sighting.ts';
import type {
  DirectionCode,
  FamilyCode,
  ModeCode,
  PacketDropCode,
  PacketOutcomeCode,
  ProtocolCode,
  RejectionCode,
  UninspectableCode,
  UpstreamFailureCode,
} from './vocabulary.ts';

/**
 * Notified of what happened, on the data plane's hot path. An implementation must not throw, block, allocate or keep its
 * arguments. Every argument is a small integer from a closed set or a count: nothing here can name a client, a host, a
 * path or an entry; but {@link Sighting}, during `blocked`.
 *
 * The built-in prober's canary is reported by `probed` alone.
 *
 * `market` is an index into the settings' markets. For every judged request or ClientHello `inspected` is called first and
 * then exactly one of `forwarded`, `blocked` or `refused`; `forwarded` also if the client leaves before its request has gone. A
 * request that was refused before it could be judged is reported by `refused` alone. If its body turns out to be unusable after it
 * was forwarded, a further `refused` follows.
 */
export interface ProxyObserver {
  connectionOpened(mode: ModeCode): void;
  /** An admitted connection was intercepted, and where it was going is known. */
  connectionIntercepted(family: FamilyCode): void;
  connectionClosed(mode: ModeCode): void;
  connectionRejected(reason: RejectionCode): void;
  /** The kernel gave none of the connections that wait, and nothing is accepted for a moment. */
  acceptPaused(): void;
  /** A connection that was opened is never filtered: only its bytes and its end will still be reported. */
  connectionExempted(mode: ModeCode): void;
  inspected(market: number, protocol: ProtocolCode): void;
  forwarded(market: number, protocol: ProtocolCode): void;
  /** `lists`: the snapshot's indices of the lists whose rule hit; valid during the call only. */
  blocked(market: number, protocol: ProtocolCode, lists: ArrayLike<number>, sighting: Sighting): void;
  /**
   * Lists in shadow cover what was judged: `lists` as in `blocked`. Reported in addition to the verdict and without influence on it; once for
   * a request or ClientHello, and once more for an address that it goes to.
   */
  shadowed(market: number, lists: ArrayLike<number>): void;
  /** The prober's canary was blocked. */
  probed(market: number, protocol: ProtocolCode): void;
  /** One decision in 64 took so long. */
  decided(seconds: number): void;
  refused(market: number, protocol: ProtocolCode, reason: RefusalCode): void;
  upstreamFailed(reason: UpstreamFailureCode): void;
  /** No name server answered in time: addresses whose time to live is over go on serving for one more name. */
  nameOutlived(): void;
  uninspectable(market: number, reason: UninspectableCode): void;
  /** A ClientHello was judged that carries the extension of ECH, GREASE included; called after `inspected`. */
  echOffered(market: number): void;
  /** A connection has had its share of a round of the event loop, and the rest of its bytes waits for the next. */
  shareTaken(): void;
  /** `count` bytes of clients' traffic were passed on. */
  bytes(direction: DirectionCode, count: number): void;
  /** A flow of packets was decided. Reported in addition to the verdict on its hello, if it had one. */
  packetFlow(outcome: PacketOutcomeCode): void;
  /** A packet of a pending flow was dropped or changed. */
  packetDropped(reason: PacketDropCode): void;
  /** A batch of `count` packets has come from a queue. After it, `held` packets of that queue wait for the rest of their hellos. */
  packetsCame(count: number, held: number): void;
  /** The first bytes of a flow have waited so many seconds for their verdict, since the first packet of them came. */
  packetVerdict(seconds: number): void;
  /** A connection or datagram of QUIC was not read. */
  quicUnread(reason: QuicReasonCode): void;
  /**
   * So many more bytes of clients wait to be used, or fewer if it is below 0: heads and ClientHellos that are not whole, first
   * bytes while an origin is dialled, requests before their turn. Not reported if one read brings all that is needed.
   */
  waiting(change: number): void;
  /** From now on, list index `i` of the snapshot counts in slot `listSlots[i]`. Called before any verdict of that snapshot. */
  snapshotReplaced(listSlots: Uint16Array): void;
}

function nothing(): void {}

/** The observer that observes nothing. */
export const SILENT: ProxyObserver = {
  connectionOpened: nothing,
  connectionIntercepted: nothing,
  connectionClosed: nothing,
  connectionRejected: nothing,
  acceptPaused: nothing,
  connectionExempted: nothing,
  inspected: nothing,
  forwarded: nothing,
  blocked: nothing,
  shadowed: nothing,
  probed: nothing,
  decided: nothing,
  refused: nothing,
  upstreamFailed: nothing,
  nameOutlived: nothing,
  uninspectable: nothing,
  echOffered: nothing,
  shareTaken: nothing,
  bytes: nothing,
  packetFlow: nothing,
  packetDropped: nothing,
  packetsCame: nothing,
  packetVerdict: nothing,
  quicUnread: nothing,
  waiting: nothing,
  snapshotReplaced: nothing,
};
