/**
 * The reason a datagram that claims to be QUIC was not read. A closed set: each becomes the value of a metric label. What a server may read,
 * and the filter cannot, is dropped, so that browsers turn to TCP; only `not-authentic` passes.
 */
export const QUIC_REASON = {
  /** A version other than 1 (RFC 9000) and 2 (RFC 9369): its keys are not known. */
  'version-unknown': 0,
  /** A field of the header is longer than the datagram, or longer than its version allows (RFC 9000 §17.2). */
  'header-malformed': 1,
  /** An Initial in fewer than 1,200 bytes: servers must discard it (RFC 9000 §14.1). */
  'datagram-small': 2,
  /** Packets of two connections in one datagram (RFC 9000 §12.2): servers differ on which of them they read. */
  'connections-mixed': 3,
  /** A frame that is cut short, or that no Initial may carry (RFC 9000 §12.4). */
  'frames-malformed': 4,
  /** More CRYPTO and ACK frames in one packet than are read. */
  'frames-too-many': 5,
  /** A byte of the handshake came twice, with two values. */
  'crypto-ambiguous': 6,
  /** A handshake longer than is read. */
  'crypto-too-large': 7,
  /** A handshake in more separate pieces at one time than are kept. */
  'crypto-scattered': 8,
  /** More Initials of one connection than any handshake needs. */
  'packets-too-many': 9,
  /** More connections from one address and port to another at one time than are kept. */
  'connections-too-many': 10,
  /** The handshake is no ClientHello, or one that can be read in more than one way. */
  'hello-malformed': 11,
  /** The rest of the hello did not come in time. */
  'hello-timeout': 12,
  /** This client has as many unfinished hellos as one client may have. */
  'client-limit': 13,
  /** There are as many unfinished hellos as are kept in all. */
  'flow-limit': 14,
  /**
   * An Initial that the keys of its own connection id do not open. A server reads it only in a connection that it has already, whose
   * hello was judged before: this filter was started, or has forgotten it, since then.
   */
  'not-authentic': 15,
} as const;
export type QuicReason = keyof typeof QUIC_REASON;
export type QuicReasonCode = (typeof QUIC_REASON)[QuicReason];
