/** What a TLS server has sent in clear text: whether it has answered a hello, or asks for another one. */

const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const HEADER_BYTES = 5;
const MESSAGE_HEADER_BYTES = 4;
const RANDOM_AT = MESSAGE_HEADER_BYTES + 2;
/** The first bytes of the random that makes a ServerHello a HelloRetryRequest (RFC 8446 §4.1.3). */
const RETRY_RANDOM = Buffer.from('cf21ad74e59a6111be1d8c021e65b891', 'hex');

/** The ServerHellos at the beginning of records, in order: true for each that asks for another hello. */
function serverHellos(bytes: Buffer): readonly boolean[] {
  const found: boolean[] = [];
  let at = 0;
  while (at + HEADER_BYTES < bytes.length) {
    const start = at + HEADER_BYTES;
    if (bytes[at] === HANDSHAKE && bytes[start] === SERVER_HELLO) {
      const random = bytes.subarray(start + RANDOM_AT, start + RANDOM_AT + RETRY_RANDOM.length);
      if (random.length === RETRY_RANDOM.length) found.push(random.equals(RETRY_RANDOM));
    }
    at = start + bytes.readUInt16BE(at + 3);
  }
  return found;
}

export function asksForRetry(bytes: Buffer): boolean {
  return serverHellos(bytes)[0] === true;
}

/** True if some hello has been answered with a handshake. */
export function answersHello(bytes: Buffer): boolean {
  return serverHellos(bytes).includes(false);
}
