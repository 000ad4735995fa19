/**
 * A ClientHello of the size that browsers send without post-quantum key shares: one TLS record, RFC 8446 §4.1.2, with
 * server_name (RFC 6066 §3) and padding (RFC 7685). Nothing in the bench finishes the handshake.
 */
export function clientHello(host: string): Buffer {
  const name = Buffer.from(host, 'latin1');
  const serverName = extension(0, vector16(Buffer.concat([Buffer.of(0), vector16(name)])));
  const versions = extension(43, Buffer.of(2, 3, 4));
  const fixed = [Buffer.of(3, 3), Buffer.alloc(32, 7), Buffer.of(0), vector16(Buffer.of(0x13, 1)), Buffer.of(1, 0)];
  const missing = HELLO_BYTES - 9 - Buffer.concat([...fixed, serverName, versions]).length - 2 - 4;
  const extensions = vector16(Buffer.concat([serverName, versions, extension(21, Buffer.alloc(Math.max(0, missing)))]));
  const body = Buffer.concat([...fixed, extensions]);
  const handshake = Buffer.concat([Buffer.of(1, 0, body.length >> 8, body.length & 255), body]);
  return Buffer.concat([Buffer.of(22, 3, 1), vector16(handshake)]);
}

/** Length of the whole record. */
const HELLO_BYTES = 517;

function extension(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0, type), vector16(content)]);
}

function vector16(content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(content.length >> 8, content.length & 255), content]);
}
