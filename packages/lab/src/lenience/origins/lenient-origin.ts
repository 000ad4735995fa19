/** What the origins of the lenience laboratory have in common: a listed page or a listed certificate, and free ones. */
import type { Certificates } from './certificates.ts';

/** Origins that share a reader, or the kind of one. */
export type Family = 'python' | 'go' | 'tls' | 'c' | 'node' | 'java';

export const ORIGIN_FAMILIES: readonly Family[] = ['python', 'go', 'tls', 'c', 'node', 'java'];

/** A running origin on loopback. */
export interface LenientOrigin {
  readonly name: string;
  readonly family: Family;
  /** Its port for HTTP in clear text, if it has one. */
  readonly http?: number;
  /** Its port for TLS, if it has one. */
  readonly tls?: number;
  /** True if it takes only what begins with a PROXY protocol header. */
  readonly wantsPreamble?: boolean;
  readonly stop: () => Promise<void>;
}

/** How to start one. */
export interface LenientOriginKind {
  readonly name: string;
  readonly family: Family;
  /** Debian's packages that it needs; none if it is part of the laboratory. */
  readonly packages: readonly string[];
  /** A file that is there if they are installed. */
  readonly proof: string | undefined;
  readonly start: (certificates: Certificates) => Promise<LenientOrigin>;
}
