/** Makes IP packets of every shape, right and wrong, without a line of what is tested. */

/** Fields of a packet that {@link tcpPacket} makes. Whatever is left out is as an ordinary client has it. */
export interface TcpShape {
  readonly six?: boolean;
  readonly from?: Uint8Array;
  readonly to?: Uint8Array;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly flags?: number;
  readonly data?: Uint8Array;
  /** TCP options, padded to whole words. */
  readonly options?: Uint8Array;
  /** Extension headers of IPv6 before TCP, as bytes, and the number of the first. */
  readonly extensions?: Uint8Array;
  readonly firstExtension?: number;
  readonly ttl?: number;
  readonly urgent?: number;
  readonly wrongChecksum?: boolean;
}

export const CLIENT_FOUR: Uint8Array = Uint8Array.of(198, 51, 100, 50);
export const SERVER_FOUR: Uint8Array = Uint8Array.of(203, 0, 113, 2);
export const CLIENT_SIX: Uint8Array = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x50);
export const SERVER_SIX: Uint8Array = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
const PUSH_ACK = 0x18;

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
const short = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);

/** RFC 1071, written the slow way. */
export function slowChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    sum += (bytes[at] as number) * (at % 2 === 0 ? 256 : 1);
    while (sum > 0xffff) sum = (sum % 0x1_0000) + 1;
  }
  return 0xffff - sum;
}

export function tcpPacket(shape: TcpShape): Buffer {
  const { six = false } = shape;
  const from = shape.from ?? (six ? CLIENT_SIX : CLIENT_FOUR);
  const to = shape.to ?? (six ? SERVER_SIX : SERVER_FOUR);
  const tcp = tcpSegment(shape, from, to);
  return six ? sixPacket(shape, from, to, tcp) : fourPacket(shape, from, to, tcp);
}

function tcpSegment(shape: TcpShape, from: Uint8Array, to: Uint8Array): Buffer {
  const { options = new Uint8Array(0), data = new Uint8Array(0) } = shape;
  const padding = Buffer.alloc((4 - (options.length % 4)) % 4, 1);
  const words = 5 + (options.length + padding.length) / 4;
  const segment = Buffer.concat([
    short(shape.fromPort ?? 40_000),
    short(shape.toPort ?? 443),
    word(shape.sequence ?? 1000),
    word(shape.acknowledgement ?? 5000),
    Buffer.from([words << 4, shape.flags ?? PUSH_ACK]),
    short(64_000),
    short(0),
    short(shape.urgent ?? 0),
    options,
    padding,
    data,
  ]);
  const pseudo = Buffer.concat([from, to, word(segment.length), word(6)]);
  const sum = slowChecksum(Buffer.concat([pseudo, segment]));
  short(shape.wrongChecksum === true ? sum ^ 0x5555 : sum).copy(segment, 16);
  return segment;
}

function fourPacket({ ttl = 64 }: TcpShape, from: Uint8Array, to: Uint8Array, tcp: Buffer): Buffer {
  const head = Buffer.concat([
    Buffer.from([0x45, 0]),
    short(20 + tcp.length),
    word(0x4000),
    Buffer.from([ttl, 6, 0, 0]),
    from,
    to,
  ]);
  short(slowChecksum(head)).copy(head, 10);
  return Buffer.concat([head, tcp]);
}

function sixPacket(shape: TcpShape, from: Uint8Array, to: Uint8Array, tcp: Buffer): Buffer {
  const { ttl = 64, extensions = new Uint8Array(0), firstExtension = 6 } = shape;
  const head = Buffer.concat([
    word(0x6000_0000),
    short(extensions.length + tcp.length),
    Buffer.from([firstExtension, ttl]),
    from,
    to,
  ]);
  return Buffer.concat([head, extensions, tcp]);
}
