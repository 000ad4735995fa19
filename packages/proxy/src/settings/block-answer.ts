/** An HTTP/1.1 response, ready to be sent as it is. `head` ends with the empty line; `body` is left out for HEAD. */
export interface ReadyResponse {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/** The page that explains, in one language. */
export interface BlockPage extends ReadyResponse {
  /** A BCP 47 tag in lower case: `sv`, `pt-br`. */
  readonly language: string;
  /**
   * The positions of the day in `body`, eight digits each: it is written there when the page is sent, so that a page rendered
   * once is never out of date. Offsets in bytes; see {@link DAY}.
   */
  readonly daysAt: readonly number[];
}

/**
 * What a client of one market gets instead of what it asked for. The heads must contain `Connection: close` and carry the
 * body's own `Content-Length`; {@link renderBlockAnswer} and {@link blockPage} make both.
 */
export interface BlockAnswer {
  /** For navigations. At least one; the first is for a reader who asks for none of these languages. */
  readonly pages: readonly BlockPage[];
  /** For images, scripts and other parts of a page: the same status with hardly a body. */
  readonly part: ReadyResponse;
}

/** What is in a page's HTML where the day of its sending is to be: replaced by eight digits, `20260131`, in UTC. */
export const DAY = 'YYYYMMDD';
