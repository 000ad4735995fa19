import { DEFAULT_MAX_LENGTH, type ProxyHeader, type ProxyHeaderRejection } from './header.ts';
import { readProxyHeader } from './read.ts';

/** As {@link readProxyHeader}, but what comes after the header is handed on. */
export type ProxyHeaderStep =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'reject'; readonly reason: ProxyHeaderRejection }
  /** `rest` is what the client itself has sent so far; it may be empty. */
  | { readonly kind: 'header'; readonly header: ProxyHeader; readonly rest: Buffer };

/**
 * Gathers the chunks of one connection until its header is whole. Nearly always that is the first one, which is then not
 * copied. Memory: less than `maxLength` and one chunk.
 */
export class ProxyHeaderReader {
  readonly #maxLength: number;
  #gathered: Buffer | undefined;

  constructor(maxLength: number = DEFAULT_MAX_LENGTH) {
    this.#maxLength = maxLength;
  }

  /** Not to be called again after an answer that is not `need-more`. */
  push(chunk: Buffer): ProxyHeaderStep {
    const bytes = this.#gathered === undefined ? chunk : Buffer.concat([this.#gathered, chunk]);
    const result = readProxyHeader(bytes, this.#maxLength);
    if (result.kind === 'header') return { ...result, rest: bytes.subarray(result.length) };
    this.#gathered = bytes === chunk ? Buffer.from(chunk) : bytes;
    return result;
  }
}
