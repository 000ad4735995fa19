/** Bounds on what one client, one connection and one message may use. Times are milliseconds. */
export interface Limits {
  /** Request line and fields with all line ends, in bytes. */
  readonly headBytes: number;
  readonly headFields: number;
  readonly targetBytes: number;
  /** From accept to the first byte. */
  readonly firstByteTime: number;
  /** Before an intercepted connection that sends nothing is connected to its origin, in case that speaks first. */
  readonly silenceTime: number;
  /** From the first byte of a head to its end, however the bytes drip. */
  readonly headTime: number;
  /** Between two requests, and between two pieces of a request body. */
  readonly idleTime: number;
  /** For an origin to begin its response, and between two pieces of it. Long, for long polls and event streams. */
  readonly responseTime: number;
  /** Status line and fields of one response, an interim one among them, with all line ends, in bytes. */
  readonly responseHeadBytes: number;
  /** Lines of one such head. */
  readonly responseHeadLines: number;
  /** Interim responses (1xx) before a final one. */
  readonly interimResponses: number;
  /** Without a byte either way in a tunnel. Long: an idle WebSocket harms nobody. */
  readonly tunnelIdleTime: number;
  /** From the first byte in a tunnel to the end of its ClientHello. */
  readonly helloTime: number;
  readonly helloBytes: number;
  /** For all attempts to connect to one origin together, the name's resolution included. */
  readonly connectTime: number;
  /** Before the next address of a name is tried in parallel to the one that has not answered yet (RFC 8305 §5). */
  readonly attemptDelay: number;
  /**
   * Without progress, after the client has closed its side. It may be gone altogether, and only writing would tell; but a client that
   * waits for a slow answer looks the same. So it is as long as for any other client by default.
   */
  readonly halfOpenTime: number;
  /** For a client to read an answer and close, after we have closed our side. */
  readonly lingerTime: number;
  /** What such a client may still send us to throw away. */
  readonly lingerBytes: number;
  /** Connections at one time in the whole process; shared out evenly between the workers. */
  readonly connections: number;
  /** Connections of one client at one time in one worker. */
  readonly connectionsPerClient: number;
  /** Bits of an IPv6 address that make a client: what a subscriber gets is a prefix, and has 2^64 addresses or more. */
  readonly clientPrefixSix: number;
  /** Questions to name servers that one client may have open at one time in one worker. */
  readonly namesPerClient: number;
}

/** What a subscriber's browser never meets and an attacker soon does. */
export const DEFAULT_LIMITS: Limits = {
  headBytes: 32 * 1024,
  headFields: 128,
  targetBytes: 8 * 1024,
  firstByteTime: 10_000,
  silenceTime: 1_000,
  headTime: 15_000,
  idleTime: 60_000,
  responseTime: 300_000,
  responseHeadBytes: 64 * 1024,
  responseHeadLines: 256,
  interimResponses: 100,
  tunnelIdleTime: 3_600_000,
  helloTime: 10_000,
  helloBytes: 64 * 1024,
  connectTime: 10_000,
  attemptDelay: 250,
  halfOpenTime: 300_000,
  lingerTime: 5_000,
  lingerBytes: 1024 * 1024,
  connections: 20_000,
  connectionsPerClient: 512,
  clientPrefixSix: 64,
  namesPerClient: 64,
};

/** A name for `Via`: of the token of RFC 9110 §5.6.2 what no field has a meaning for, 1 to 32 characters. */
export const PSEUDONYM: RegExp = /^[A-Za-z0-9._-]{1,32}$/;
