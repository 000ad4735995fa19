/** An HTTP/1.1 response, ready to be sent as it is. `head` ends with the empty line; `body` is left out for HEAD. */
export interface ReadyResponse {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/**
 * What a client of one market gets instead of what it asked for. The heads must say `Connection: close` and carry the
 * body's own `Content-Length`; {@link renderBlockAnswer} makes both.
 */
export interface BlockAnswer {
  /** For navigations: the page that explains. */
  readonly page: ReadyResponse;
  /** For images, scripts and other parts of a page: the same status with hardly a body. */
  readonly part: ReadyResponse;
}
