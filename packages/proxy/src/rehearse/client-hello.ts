/** The server name of the ClientHello, and of the requests: a name that nobody has (RFC 6761 §6.4). */
export const STAGE_HOST = 'rehearsal.invalid';

/** A ClientHello (RFC 8446 §4.1.2) with a server name (RFC 6066 §3) and nothing else that matters, in one record. */
export function stageHello(): Buffer {
  const name = Buffer.concat([Buffer.of(0), sized(Buffer.from(STAGE_HOST))]);
  const extensions = Buffer.concat([Buffer.of(0, 0), sized(sized(name)), Buffer.of(0, 43, 0, 3, 2, 3, 4)]);
  const fixed = [Buffer.of(3, 3), Buffer.alloc(32, 1), Buffer.of(0), sized(Buffer.of(0x13, 1)), Buffer.of(1, 0)];
  const body = Buffer.concat([...fixed, sized(extensions)]);
  const message = Buffer.concat([Buffer.of(1, 0), sized(body)]);
  return Buffer.concat([Buffer.of(22, 3, 1), sized(message)]);
}

/** `data` after its length in two bytes. */
function sized(data: Buffer): Buffer {
  return Buffer.concat([Buffer.of(data.length >> 8, data.length & 255), data]);
}
