/**
 * What comes out of this folder. Lists and requests go through the same functions, so that two spellings of one page cannot
 * get two verdicts.
 */
declare const brand: unique symbol;

/**
 * A host in the one spelling that is compared: lower-case A-labels without a trailing dot (RFC 5890), dotted IPv4, or IPv6 as
 * RFC 5952 writes it, without brackets. 1 to 253 bytes of ASCII. Only this folder makes one.
 */
export type CanonicalHost = string & { readonly [brand]: 'CanonicalHost' };

/** A name is looked up label by label; an address only as a whole. */
export type HostKind = 'name' | 'ipv4' | 'ipv6';

/**
 * The reason a text names no page. The position is the code that {@link Matcher.matchRequest} returns, so: append only.
 * Safe as a metric label.
 */
export const INVALID_REASONS = [
  'host-empty',
  'host-too-long',
  'host-label-empty',
  'host-label-too-long',
  'host-character',
  'host-escape',
  'host-idna',
  'host-ipv4',
  'host-ipv6',
  'host-userinfo',
  'port-invalid',
  'scheme-unsupported',
  'authority-missing',
  'target-form',
  'target-too-long',
] as const;

/** One of {@link INVALID_REASONS}. */
export type InvalidReason = (typeof INVALID_REASONS)[number];

/** The canonical form of a page's address. Scheme, user information and fragment have no part in it. */
export interface CanonicalUrl {
  readonly host: CanonicalHost;
  readonly hostKind: HostKind;
  /** Neither 80 nor 443, whatever the scheme; `undefined` for those two and if none is written. */
  readonly port: number | undefined;
  /** Starts with '/'. ASCII; dot segments resolved (RFC 3986 §5.2.4), unreserved characters unescaped (§6.2.2). */
  readonly path: string;
  /** Without the '?'; '' if absent or empty. */
  readonly query: string;
}

/** The reason a request is also judged in another form: what some origin servers make of its bytes. */
export const ALTERNATE_REASONS = [
  'merged-slashes',
  'literal-backslash',
  'decoded-separators',
  'without-parameters',
  'cut-at-nul',
  'overlong-utf8',
  'decoded-code-units',
  'trimmed-segments',
  'double-decode',
  'all-folded',
  'cut-at-blank',
  'without-authority',
  'literal-merged',
  'unix',
  'unix-cut-at-blank',
  'unix-without-authority',
  'url-then-unix',
  'url-without-authority',
  'servlet',
  'windows',
] as const;

/** One of {@link ALTERNATE_REASONS}; their number is the bound on alternates. */
export type AlternateReason = (typeof ALTERNATE_REASONS)[number];

/** Another form in which the same request may be served. Host and port are those of the primary form. */
export interface Alternate {
  readonly reason: AlternateReason;
  readonly path: string;
  readonly query: string;
}

/** A page's address with its alternates, or why there is none. */
export type Canonicalised =
  | { readonly ok: true; readonly url: CanonicalUrl; readonly alternates: readonly Alternate[] }
  | { readonly ok: false; readonly reason: InvalidReason };

/** A host, or why the text names none. */
export type CanonicalisedHost =
  | { readonly ok: true; readonly host: CanonicalHost; readonly hostKind: HostKind }
  | { readonly ok: false; readonly reason: InvalidReason };

/** A host with its port, or why the text names none. */
export type CanonicalisedAuthority =
  | { readonly ok: true; readonly host: CanonicalHost; readonly hostKind: HostKind; readonly port: number | undefined }
  | { readonly ok: false; readonly reason: InvalidReason };

/** The refusal for `reason`, in the shape that all functions of this folder return. */
export function invalid(reason: InvalidReason): { readonly ok: false; readonly reason: InvalidReason } {
  return { ok: false, reason };
}
