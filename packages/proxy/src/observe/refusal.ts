/**
 * The reason a request was refused before anything of it reached an origin. The table of answers (answer/failures.ts) has one
 * row for each, so a new reason does not compile until somebody has decided what the client receives.
 */
export const REFUSAL = {
  // The request line (RFC 9112 §3)
  'request-line-malformed': 0,
  'method-malformed': 1,
  'target-malformed': 2,
  'target-too-long': 3,
  'target-fragment': 4,
  'version-malformed': 5,
  'version-unsupported': 6,
  'http2-preface': 7,
  // Field lines (RFC 9112 §5)
  'field-name-malformed': 8,
  'field-name-ambiguous': 9,
  'field-value-malformed': 10,
  'field-folded': 11,
  'line-end-malformed': 12,
  'head-too-large': 13,
  'too-many-fields': 14,
  // The combined meaning of the fields (RFC 9112 §3.2, §6)
  'host-missing': 15,
  'host-repeated': 16,
  'host-malformed': 17,
  'length-malformed': 18,
  'length-repeated': 19,
  'length-and-coding': 20,
  'coding-malformed': 21,
  'coding-unsupported': 22,
  'coding-in-http10': 23,
  'connection-malformed': 24,
  'body-malformed': 25,
  // What a proxy does not do
  'target-not-absolute': 26,
  'target-userinfo': 27,
  'scheme-unsupported': 28,
  'trace-disabled': 29,
  'max-forwards-reached': 30,
  loop: 31,
  // A destination that is not allowed
  'port-not-allowed': 32,
  'destination-not-allowed': 33,
  // Too slow
  'head-timeout': 34,
  'body-timeout': 35,
  // TLS in a tunnel
  'hello-malformed': 36,
  'hello-too-large': 37,
  'hello-timeout': 38,
  // Intercepted, and not of a protocol that may pass
  'protocol-not-allowed': 39,
} as const;
export type RefusalReason = keyof typeof REFUSAL;
export type RefusalCode = (typeof REFUSAL)[RefusalReason];
