/** What is wrong with a question to a `Matcher`. */
export type MatchErrorCode =
  /** The snapshot has no market at this position. */
  | 'ERR_MATCH_MARKET'
  /** Positions that are none of the bytes, or arrays whose lengths do not fit together. */
  | 'ERR_MATCH_RANGE'
  /** A host, a target or a URL that is no text, bytes or hashes that are none, or results that are no `Int32Array`. */
  | 'ERR_MATCH_INPUT'
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

/** For a position that no market has. Text may be a host that was passed in its place: the message does not repeat it. */
export function noSuchMarket(market: unknown, markets: readonly string[]): MatchError {
  const found = typeof market === 'number' ? `there is no market ${market}` : `the market is ${kindOf(market)}`;
  return noMarket(`${found}. Pass a position, as marketOf(NAME) returns it`, markets);
}

/** For a name that no market has. */
export function noMarketNamed(name: unknown, markets: readonly string[]): MatchError {
  const found = typeof name === 'string' ? `there is no market "${name}"` : `the market is ${kindOf(name)}`;
  return noMarket(`${found}. Pass its name`, markets);
}

function noMarket(what: string, markets: readonly string[]): MatchError {
  return new MatchError('ERR_MATCH_MARKET', `Cannot match: ${what}; there are: ${markets.join(', ')}`);
}

function kindOf(value: unknown): string {
  return value === undefined || value === null ? 'not stated' : `of type ${typeof value}`;
}

/**
 * Throws if `[start, stop)` is not within so many bytes. Text would be compared as text, and counted up without an end; what is no number
 * would read as an empty host.
 *
 * @throws MatchError
 */
export function checkRange(length: number, start: number, stop: number): void {
  if ((start | 0) === start && (stop | 0) === stop && start >= 0 && start <= stop && stop <= length) return;
  if (typeof length !== 'number') throw noBytes(); // an ArrayBuffer or a DataView has none
  throw new MatchError(
    'ERR_MATCH_RANGE',
    `Cannot match: ${String(start)} to ${String(stop)} are no positions in ${length} bytes. Pass whole numbers, 0 <= start <= stop <= bytes.length`,
  );
}

/**
 * Throws if `bytes` is an array of another kind, whose numbers were read as other bytes: what is listed was clear. By its tag: an array
 * of another realm is no instance of this one's class.
 *
 * @throws MatchError
 */
export function checkBytes(bytes: Uint8Array): void {
  if (!isBytes(bytes)) throw noBytes();
}

function isBytes(value: unknown): boolean {
  return (value as Partial<Uint8Array> | null | undefined)?.[Symbol.toStringTag] === 'Uint8Array';
}

/** For a question that is asked about something else than text. */
export function noText(): MatchError {
  return new MatchError('ERR_MATCH_INPUT', 'Cannot match: this is no text. Pass text; for bytes use match*Bytes');
}

/** What to throw in place of `error`, which a look-up of `values` threw: a caught error costs look-ups nothing, and a check would. */
export function withTexts(error: unknown, ...values: readonly unknown[]): unknown {
  return isTypeError(error) && values.some((value) => typeof value !== 'string') ? noText() : error;
}

/** As {@link withTexts}, for a look-up in bytes. Of big integers the search for a port is an error already. */
export function withBytes(error: unknown, bytes: unknown): unknown {
  return isTypeError(error) && !isBytes(bytes) ? noBytes() : error;
}

function isTypeError(error: unknown): boolean {
  return error instanceof Error && error.name === 'TypeError';
}

function noBytes(): MatchError {
  return new MatchError(
    'ERR_MATCH_INPUT',
    'Cannot match: these are no bytes. Pass a Uint8Array; for text use matchHost',
  );
}

/** For what is not the hash of a text. */
export function noHash(): MatchError {
  return new MatchError(
    'ERR_MATCH_INPUT',
    'Cannot match: this is no hash. Return an array, and no promise of one, each hash as 64 lower-case hexadecimal digits',
  );
}

/**
 * Throws if the arrays of a batch are none, or do not fit together. Other arrays than `Int32Array` cannot hold results below 0.
 *
 * @throws MatchError
 */
export function checkBatch(bytes: Uint8Array, offsets: Int32Array, results: Int32Array): void {
  checkBytes(bytes);
  if (typeof offsets?.length !== 'number' || !isWords(results))
    throw new MatchError('ERR_MATCH_INPUT', 'Cannot match: offsets or results are none. Pass an Int32Array for each');
  if (offsets.length > results.length) return;
  throw new MatchError(
    'ERR_MATCH_RANGE',
    `Cannot match: ${offsets.length} offsets do not name ${results.length} hosts. Pass one offset more than results`,
  );
}

/** By its tag as well: one of another realm is no instance of this one's class. The tag alone would allocate. */
function isWords(value: unknown): boolean {
  return value instanceof Int32Array || Object.prototype.toString.call(value) === '[object Int32Array]';
}
