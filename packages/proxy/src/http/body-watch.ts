import type { Flow } from '../connection/flow.ts';
import { RequestLineWatch } from '../tunnel/request-line-watch.ts';

/** No server reads a longer line. Of a larger body nothing more is looked at. */
const MOST_WATCHED_BYTES = 64 * 1024;

/**
 * Looks for a request at the front of a request's body. Some servers answer without reading the body, of GET above all (Python's
 * `http.server` with HTTP/1.1), and read it as the next request. What they answer to that would be passed on as the answer to the
 * client's next request, so no other request may follow on their connection.
 */
export class BodyWatch {
  readonly #lines: RequestLineWatch;
  #bytes = 0;
  #isOver = false;

  constructor(flow: Flow) {
    this.#lines = new RequestLineWatch(flow);
  }

  /** True if some server may take what has come for a request. `isEnd`: with `fresh` the body ends. Not called again after true. */
  findsRequest(fresh: Buffer, isEnd: boolean): boolean {
    if (this.#isOver) return false;
    const room = MOST_WATCHED_BYTES - this.#bytes;
    const bytes = fresh.length > room ? fresh.subarray(0, room) : fresh;
    this.#bytes += bytes.length;
    this.#isOver = isEnd || this.#bytes === MOST_WATCHED_BYTES;
    if (!this.#lines.passes(bytes)) return true;
    // The next request would go on in the line that the body ends with.
    return this.#isOver && !this.#lines.passesEnd();
  }
}
