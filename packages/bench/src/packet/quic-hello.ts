/** Initial packets of clients (RFC 9000 §17.2.2, RFC 9001 §5), as browsers send them whose hello takes two. */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';

/** Length of a datagram with an Initial packet: the least that RFC 9000 §14.1 allows. */
export const DATAGRAM_BYTES = 1200;

const VERSION = Buffer.of(0, 0, 0, 1);
const SALT = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex');
const TAG_BYTES = 16;
/** First byte, version, destination id with its length, no source id, no token, length in two bytes, number in one. */
const HEAD_BYTES = 1 + 4 + 9 + 1 + 1 + 2 + 1;
const PAYLOAD_BYTES = DATAGRAM_BYTES - HEAD_BYTES - TAG_BYTES;
/** Type, offset and length of a CRYPTO frame, both in two bytes. */
const FRAME_HEAD_BYTES = 5;

/** Pairs of datagrams, one after the other: each pair is a connection of its own, whose hello is cut in the middle. */
export function datagramPairs(handshake: Uint8Array, count: number): Buffer {
  const middle = Math.floor(handshake.length / 2);
  return Buffer.concat(
    Array.from({ length: count }, () => {
      const id = randomBytes(8);
      const first = initialPacket(id, 0, cryptoFrame(handshake, 0, middle));
      return Buffer.concat([first, initialPacket(id, 1, cryptoFrame(handshake, middle, handshake.length))]);
    }),
  );
}

function cryptoFrame(handshake: Uint8Array, from: number, to: number): Buffer {
  const frame = Buffer.alloc(FRAME_HEAD_BYTES + to - from);
  frame[0] = 6;
  frame.writeUInt16BE(0x4000 | from, 1);
  frame.writeUInt16BE(0x4000 | (to - from), 3);
  frame.set(handshake.subarray(from, to), FRAME_HEAD_BYTES);
  return frame;
}

/** The frame and padding, protected. `number`: below 256. */
function initialPacket(id: Uint8Array, number: number, frame: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(0x4000 | (1 + PAYLOAD_BYTES + TAG_BYTES), 0);
  const head = Buffer.concat([
    Buffer.of(0xc0),
    VERSION,
    Buffer.of(id.length),
    id,
    Buffer.of(0, 0),
    length,
    Buffer.of(number),
  ]);
  const secret = expand(createHmac('sha256', SALT).update(id).digest(), 'client in', 32);
  const nonce = expand(secret, 'quic iv', 12);
  nonce[11] = (nonce[11] as number) ^ number;
  const cipher = createCipheriv('aes-128-gcm', expand(secret, 'quic key', 16), nonce).setAAD(head);
  const payload = Buffer.concat([frame, Buffer.alloc(PAYLOAD_BYTES - frame.length)]);
  const packet = Buffer.concat([head, cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
  return masked(packet, expand(secret, 'quic hp', 16));
}

/** Header protection of a packet whose number has one byte (RFC 9001 §5.4.1). */
function masked(packet: Buffer, key: Uint8Array): Buffer {
  const sample = packet.subarray(HEAD_BYTES + 3, HEAD_BYTES + 19);
  const mask = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(sample);
  packet[0] = (packet[0] as number) ^ ((mask[0] as number) & 0x0f);
  packet[HEAD_BYTES - 1] = (packet[HEAD_BYTES - 1] as number) ^ (mask[1] as number);
  return packet;
}

/** HKDF-Expand-Label (RFC 8446 §7.1), of at most 32 bytes: one block. */
function expand(secret: Uint8Array, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.of(0, length, name.length), name, Buffer.of(0, 1)]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, length);
}
