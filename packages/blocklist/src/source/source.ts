import type { ListRefusalReason } from '../report/refusal.ts';

/** What every way of fetching is bounded by. */
export interface FetchBounds {
  readonly maxBytes: number;
  /** From the first byte sent to the last one read. */
  readonly maxMilliseconds: number;
}

/** Where a list comes from. Paths are absolute. */
export type Source =
  /** A file, with its proof next to it: `NAME.manifest` or `NAME.sig`. */
  | { readonly kind: 'file'; readonly path: string }
  /** A folder that deliveries are put into: the last name counts. */
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'https'; readonly request: HttpsSource }
  /** The standard output of a program; it gets no shell and no input. */
  | { readonly kind: 'command'; readonly program: string; readonly words: readonly string[] };

/** An HTTPS address, and whom to believe there. */
export interface HttpsSource {
  readonly url: string;
  /** Where the manifest or the signatures are; `undefined` if the list needs none. */
  readonly proofUrl: string | undefined;
  /** Certificates, PEM, one of which must have signed the server's; `undefined` for the system's. */
  readonly authorities: string | undefined;
  /** What the client shows, PEM. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** What fetching comes to. */
export type FetchOutcome =
  | {
      readonly kind: 'fetched';
      readonly content: Buffer;
      readonly proof: Buffer | undefined;
      /** To be given at the next fetch, so that an unchanged list is not sent again (RFC 9110 §8.8.3). */
      readonly etag: string | undefined;
    }
  /** The list is that of the last fetch; its proof may be another one. */
  | { readonly kind: 'not-modified'; readonly proof: Buffer | undefined }
  | { readonly kind: 'failed'; readonly reason: ListRefusalReason; readonly found: string };

/** Makes a failure. */
export function unfetched(reason: ListRefusalReason, found: string): Extract<FetchOutcome, { kind: 'failed' }> {
  return { kind: 'failed', reason, found };
}
