/** Makes QUIC packets as clients send them, from RFC 9000 and RFC 9001, with nothing of what reads them. */
import { createCipheriv, createHmac } from 'node:crypto';

/** What a version defines, as the RFCs print it. */
interface VersionText {
  readonly number: number;
  readonly salt: string;
  readonly label: string;
  /** Types of Initial, 0-RTT, Handshake and Retry packets. */
  readonly types: readonly [number, number, number, number];
}
export const V1: VersionText = {
  number: 1,
  salt: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
  label: 'quic',
  types: [0, 1, 2, 3],
};
export const V2: VersionText = {
  number: 0x6b3343cf,
  salt: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
  label: 'quicv2',
  types: [1, 2, 3, 0],
};

/** The keys of a client's Initial packets, by HKDF as node:crypto has it. */
export function keysOf({ salt, label }: VersionText, id: Buffer): { key: Buffer; iv: Buffer; protection: Buffer } {
  const secret = createHmac('sha256', Buffer.from(salt, 'hex')).update(id).digest();
  const client = expand(secret, 'client in', 32);
  return {
    key: expand(client, `${label} key`, 16),
    iv: expand(client, `${label} iv`, 12),
    protection: expand(client, `${label} hp`, 16),
  };
}

function expand(secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0])]);
  // HKDF-Expand alone: the first block is HMAC(secret, info | 0x01).
  return createHmac('sha256', secret)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, length);
}

export function varint(value: number, bytes = value < 64 ? 1 : value < 16_384 ? 2 : 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, bytes > 6 ? 2 : 0, Math.min(bytes, 6));
  buffer[0] = (buffer[0] as number) | (Math.log2(bytes) << 6);
  return buffer;
}

/** A CRYPTO frame of `message[from, to)`. */
export function cryptoFrame(message: Buffer, from = 0, to: number = message.length): Buffer {
  return Buffer.concat([Buffer.from([6]), varint(from), varint(to - from), message.subarray(from, to)]);
}

export interface PacketParts {
  readonly version?: VersionText;
  /** Destination connection id. */
  readonly id?: Buffer;
  /** The id from which the keys are derived, if it is another. */
  readonly keysOfId?: Buffer;
  readonly keysOfVersion?: VersionText;
  readonly source?: Buffer;
  readonly token?: Buffer;
  readonly number?: number;
  readonly numberBytes?: number;
  /** Index into the types of a version: 0 Initial, 1 0-RTT, 2 Handshake. */
  readonly type?: number;
  readonly fixedBit?: boolean;
}

export const ID: Buffer = Buffer.from('8394c8f03e515708', 'hex');
const NONE = Buffer.alloc(0);

const DEFAULTS = {
  version: V1,
  id: ID,
  source: NONE,
  token: NONE,
  number: 0,
  numberBytes: 1,
  type: 0,
  fixedBit: true,
} satisfies PacketParts;

/** A protected packet around these frames. */
export function packet(frames: Buffer, parts: PacketParts = {}): Buffer {
  const { version, id, source, token, number, numberBytes, type, fixedBit } = { ...DEFAULTS, ...parts };
  // Header protection needs a sample: four bytes of number and payload before the tag.
  const payload = Buffer.concat([frames, Buffer.alloc(Math.max(0, 4 - numberBytes - frames.length))]);
  const typeBits = version.types[type] as number;
  const first = 0x80 | (fixedBit ? 0x40 : 0) | (typeBits << 4) | (numberBytes - 1);
  const versionBytes = Buffer.alloc(4);
  versionBytes.writeUInt32BE(version.number);
  const numberField = Buffer.alloc(numberBytes);
  numberField.writeUIntBE(number % 2 ** (8 * numberBytes), 0, numberBytes);
  const head = Buffer.concat([
    Buffer.from([first]),
    versionBytes,
    Buffer.from([id.length]),
    id,
    Buffer.from([source.length]),
    source,
    ...(type === 0 ? [varint(token.length), token] : []),
    varint(numberBytes + payload.length + 16, 2),
    numberField,
  ]);
  const keys = keysOf(parts.keysOfVersion ?? version, parts.keysOfId ?? id);
  const nonce = Buffer.from(keys.iv);
  const low = Buffer.alloc(8);
  low.writeBigUInt64BE(BigInt(number));
  for (let i = 0; i < 8; i += 1) nonce[4 + i] = (nonce[4 + i] as number) ^ (low[i] as number);
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce);
  cipher.setAAD(head);
  const sealed = Buffer.concat([cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
  return protect(Buffer.concat([head, sealed]), head.length - numberBytes, numberBytes, keys.protection);
}

function protect(bytes: Buffer, numberStart: number, numberBytes: number, key: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const mask = cipher.update(bytes.subarray(numberStart + 4, numberStart + 20));
  bytes[0] = (bytes[0] as number) ^ ((mask[0] as number) & 0x0f);
  for (let i = 0; i < numberBytes; i += 1)
    bytes[numberStart + i] = (bytes[numberStart + i] as number) ^ (mask[1 + i] as number);
  return bytes;
}

/** A datagram of one Initial with these frames, padded inside to 1,200 bytes or more. */
export function initial(frames: Buffer, parts: PacketParts = {}): Buffer {
  const sized = Buffer.concat([frames, Buffer.alloc(4)]);
  const missing = 1200 - packet(sized, parts).length;
  return packet(missing > 0 ? Buffer.concat([sized, Buffer.alloc(missing)]) : sized, parts);
}
