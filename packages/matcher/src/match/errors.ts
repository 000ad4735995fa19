/** What is wrong with a question to a `Matcher`. */
export type MatchErrorCode =
  /** The snapshot has no market at this position. */
  | 'ERR_MATCH_MARKET'
  /** Positions that are none of the bytes, or arrays whose lengths do not fit together. */
  | 'ERR_MATCH_RANGE'
  /** The handle is not one that a match returned. */
  | 'ERR_MATCH_HANDLE'
  /** The overlay is not an overlay, or is over another snapshot; or an overlay is used alone. */
  | 'ERR_MATCH_OVERLAY';

/** A mistake in the program that asks: no answer would mean anything. The message has the remedy. */
export class MatchError extends RangeError {
  override readonly name = 'MatchError';
  /** Stable; never reused. */
  readonly code: MatchErrorCode;

  constructor(code: MatchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** For a market that no snapshot with these markets has. */
export function noSuchMarket(market: unknown, markets: readonly string[]): MatchError {
  const named = typeof market === 'string' ? `"${market}"` : String(market);
  return new MatchError(
    'ERR_MATCH_MARKET',
    `Cannot match: there is no market ${named}. Pass a position, as marketOf(NAME) returns it; there are: ${markets.join(', ')}`,
  );
}

/**
 * Throws if `[start, stop)` is not within so many bytes. Text would be compared as text, and counted up without an end; what is no number
 * would read as an empty host.
 *
 * @throws MatchError
 */
export function checkRange(length: number, start: number, stop: number): void {
  if ((start | 0) === start && (stop | 0) === stop && start >= 0 && start <= stop && stop <= length) return;
  throw new MatchError(
    'ERR_MATCH_RANGE',
    `Cannot match: ${String(start)} to ${String(stop)} are no positions in ${length} bytes. Pass whole numbers, 0 <= start <= stop <= bytes.length`,
  );
}

/**
 * Throws if the arrays of a batch do not fit together.
 *
 * @throws MatchError
 */
export function checkBatch(offsets: Int32Array, results: Int32Array): void {
  if (offsets.length > results.length) return;
  throw new MatchError(
    'ERR_MATCH_RANGE',
    `Cannot match: ${offsets.length} offsets do not name ${results.length} hosts. Pass one offset more than results`,
  );
}
