/**
 * The closed sets that the data plane counts by. A name here becomes a metric label, so no set ever takes a member from
 * the wire. The codes are array indices: dense, from zero, and stable within one version.
 */

/**
 * How a request was seen. `http`: a request line in clear; `connect`: a CONNECT authority; `tls`: a ClientHello; `other`:
 * the first bytes of anything else, judged by the address that they go to; `quic`: a ClientHello in Initial packets.
 */
export const PROTOCOL = { http: 0, connect: 1, tls: 2, other: 3, quic: 4 } as const;
export type ProtocolCode = (typeof PROTOCOL)[keyof typeof PROTOCOL];

/** How a client's connection reached us. `packet`: not at all, only its first packets did. */
export const MODE = { explicit: 0, tproxy: 1, redirect: 2, packet: 3 } as const;
export type ModeCode = (typeof MODE)[keyof typeof MODE];

/** The version of IP by which an intercepted connection came. */
export const FAMILY = { ipv4: 0, ipv6: 1 } as const;
export type FamilyCode = (typeof FAMILY)[keyof typeof FAMILY];

/** Which way bytes went: `request` is from the client to the origin. */
export const DIRECTION = { request: 0, response: 1 } as const;
export type DirectionCode = (typeof DIRECTION)[keyof typeof DIRECTION];

/** The purpose of a blocked request, as far as known. */
export const PURPOSE = {
  /** A handshake or CONNECT: unknown. */
  unknown: 0,
  /** A page that somebody navigates to. */
  page: 1,
  /** An image, a style, a script, a frame or the like. */
  part: 2,
  /** Fetched before anybody asks for it. */
  prefetch: 3,
} as const;
export type PurposeCode = (typeof PURPOSE)[keyof typeof PURPOSE];

/** What a client was given whose request or handshake was blocked. */
export const ANSWER = {
  /** The block page, or a stop page in its place. */
  page: 0,
  /** A few words, for an image or another part of a page. */
  part: 1,
  /** The refusal of a CONNECT, which browsers show nothing of. */
  connect: 2,
  /** A TLS alert. */
  alert: 3,
  /** A TCP reset: TLS if so configured, and whatever is no HTTP. */
  reset: 4,
  /** Nothing: QUIC, whose packets are dropped, so that the client turns to TCP and is answered there. */
  drop: 5,
} as const;
export type AnswerCode = (typeof ANSWER)[keyof typeof ANSWER];

/** The reason a client's connection was closed before its first byte was read. */
export const REJECTION = {
  /** The client's address is in none of the configured prefixes. */
  'client-not-allowed': 0,
  /** This client, an IPv4 address or an IPv6 prefix, already has as many connections as one client may have. */
  'client-limit': 1,
  /** The worker already has as many connections as it may have, or the process is short of file descriptors. */
  'connection-limit': 2,
  /** The client was gone before it could be looked at. */
  'client-gone': 3,
  /** A transparent listener's connection that no rule brought there: to dial its "destination" would come back here. */
  'not-intercepted': 4,
  /** Where an intercepted connection was going is not known any more. */
  'destination-unknown': 5,
  /** A peer that is trusted to report its client's address has not done so, or not in time. */
  'proxy-header-malformed': 6,
  /** The worker is three quarters full, and this client or its network (/48) has a quarter: what is left is for others. */
  'client-share': 7,
} as const;
export type ConnectionRejectionReason = keyof typeof REJECTION;
export type RejectionCode = (typeof REJECTION)[ConnectionRejectionReason];

/** The reason a dialled origin gave no usable response. */
export const UPSTREAM_FAILURE = {
  /** The name does not exist or has no address. */
  'name-not-found': 0,
  /** The resolver failed or did not answer in time. */
  'resolver-failed': 1,
  /** The origin refused the connection. */
  'connection-refused': 2,
  /** No route, or the network reported the origin unreachable. */
  unreachable: 3,
  /** The connection was not made in time. */
  'connect-timeout': 4,
  /** Connected, but the response stayed away for too long. */
  'response-timeout': 5,
  /** The origin closed or reset the connection before a response began. */
  'closed-early': 6,
  /** What came back is not HTTP/1. */
  'response-malformed': 7,
  other: 8,
  /** This machine has no port, descriptor or buffer left to connect with. The origin is not to blame. */
  'resources-exhausted': 9,
  /** More before the body than is read: bytes or lines of a head, or interim responses without a final one. */
  'response-head-too-large': 10,
  /** This client has as many questions to name servers open as one client may have. The origin is not to blame. */
  'client-names-limit': 11,
} as const;
export type UpstreamFailureReason = keyof typeof UPSTREAM_FAILURE;
export type UpstreamFailureCode = (typeof UPSTREAM_FAILURE)[UpstreamFailureReason];

/**
 * What passed although the filter could not see all of it. Each is a statement about coverage, not an accusation; one
 * flow may count under several reasons.
 */
export const UNINSPECTABLE = {
  /** A ClientHello without a server name. */
  'sni-absent': 0,
  /** The ClientHello has the encrypted_client_hello extension (RFC 9849), perhaps as GREASE: the name may be another. */
  ech: 1,
  /** A server name that is no host name. */
  'sni-unreadable': 2,
  /** An SSLv2-compatible hello: it cannot carry a server name. */
  'sslv2-hello': 3,
  /** The first bytes of the client are not TLS. */
  'not-tls': 4,
  /** The origin spoke before the client did. */
  'server-first': 5,
  /** The two or more names on one flow are not the same. Each of them was judged. */
  'identity-disagreement': 6,
  /** A connection that changed to another protocol after an origin's 101 (WebSocket): judged by its handshake only. */
  upgraded: 7,
  /** HTTP/2 in clear, with prior knowledge or after an upgrade. */
  h2c: 8,
  /** An intercepted connection whose first bytes are neither HTTP nor TLS. */
  'protocol-unknown': 9,
  /** An intercepted connection to a port that is not looked into. */
  'other-port': 10,
  /** A request that can be read in more than one way, passed with all that followed because the settings allow it. */
  'ambiguous-http': 11,
} as const;
export type UninspectableReason = keyof typeof UNINSPECTABLE;
export type UninspectableCode = (typeof UNINSPECTABLE)[UninspectableReason];

/** What became of a flow of packets. */
export const PACKET_OUTCOME = {
  allowed: 0,
  /** A rule covers it. */
  blocked: 1,
  /** Its hello is unusable, or of no use to anybody: too large, malformed. */
  refused: 2,
  /** Bytes came twice and were not the same. */
  ambiguous: 3,
  /** Its hello was not whole in time. */
  expired: 4,
  /** It began before the rules did, or the kernel had forgotten it; and what came first was no hello. */
  midstream: 5,
  /** There were as many pending flows as there may be, and the policy is `open`. */
  unfiltered: 6,
} as const;
export type PacketOutcomeCode = (typeof PACKET_OUTCOME)[keyof typeof PACKET_OUTCOME];

/** The reason a packet was dropped, or changed, although its flow may go on. */
export const PACKET_DROP = {
  /** No IP with TCP or UDP, or cut off. */
  unreadable: 0,
  /** Data in a SYN was taken out; the client sends it again. */
  'syn-data': 1,
  /** It points to urgent data, which some servers leave out of the stream. */
  urgent: 2,
  /** Its bytes are outside of what is kept of a flow. */
  outside: 3,
  /** Its bytes are held already. */
  known: 4,
  /** There are too many gaps before it. */
  crowded: 5,
  /** Its flow has been ended. */
  repeated: 6,
} as const;
export type PacketDropCode = (typeof PACKET_DROP)[keyof typeof PACKET_DROP];
