/** How a hello is written and cut. Everything that is left out is as a plain client of TLS 1.3 does it. */
export interface HelloShape {
  readonly name?: string;
  /** Bytes of a packet, or a cut inside the name. */
  readonly segment?: number | 'in-name';
  /** Bytes of a record, or an end inside the name. */
  readonly record?: number | 'in-name';
  /** Bytes in an extension without meaning. */
  readonly padding?: number;
  readonly grease?: true;
  readonly ech?: true;
  readonly nameLast?: true;
  readonly recordVersion?: number;
  /** What some servers pass over before a hello. */
  readonly before?: 'empty-record' | 'warning' | 'cipher-change';
}

const u8 = (value: number): Buffer => Buffer.from([value]);
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const u24 = (value: number): Buffer => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
const vector16 = (body: Buffer): Buffer => Buffer.concat([u16(body.length), body]);
const extension = (type: number, body: Buffer): Buffer => Buffer.concat([u16(type), vector16(body)]);

const HANDSHAKE = 22;
const GREASE = 0x3a_3a;
const PADDING = 21;
const ECH = 0xfe_0d;

const BEFORE = {
  'empty-record': Buffer.from([HANDSHAKE, 3, 1, 0, 0]),
  warning: Buffer.from([21, 3, 1, 0, 2, 1, 112]),
  'cipher-change': Buffer.from([20, 3, 1, 0, 1, 1]),
} as const;

/** The packets of a ClientHello (RFC 8446 §4.1.2) with `token` in its session id. */
export function helloPackets(shape: HelloShape, token: string): Buffer[] {
  const message = clientHello(shape, token);
  const records = intoRecords(message, shape);
  const before = shape.before === undefined ? [] : [BEFORE[shape.before]];
  return intoPackets(Buffer.concat([...before, records]), shape);
}

function clientHello(shape: HelloShape, token: string): Buffer {
  const session = Buffer.alloc(32, token.padEnd(32, '.'), 'latin1');
  const random = Buffer.alloc(32, 0x42);
  const suites = vector16(
    Buffer.concat([...(shape.grease === undefined ? [] : [u16(GREASE)]), u16(0x13_01), u16(0xc0_2f)]),
  );
  const extensions = vector16(Buffer.concat(extensionsOf(shape)));
  const body = Buffer.concat([u16(0x03_03), random, u8(session.length), session, suites, u8(1), u8(0), extensions]);
  return Buffer.concat([u8(1), u24(body.length), body]);
}

function extensionsOf(shape: HelloShape): Buffer[] {
  const name = shape.name === undefined ? [] : [serverName(shape.name)];
  const others = [
    extension(43, Buffer.concat([u8(2), u16(0x03_04)])), // supported_versions
    extension(10, vector16(u16(0x00_1d))), // supported_groups: x25519
    extension(13, vector16(u16(0x08_04))), // signature_algorithms
    extension(51, vector16(Buffer.concat([u16(0x00_1d), vector16(Buffer.alloc(32, 7))]))), // key_share
  ];
  if (shape.padding !== undefined) others.push(extension(PADDING, Buffer.alloc(shape.padding)));
  if (shape.ech === true) others.push(extension(ECH, encryptedHello()));
  const grease = shape.grease === true ? [extension(GREASE, Buffer.alloc(0))] : [];
  const inOrder = shape.nameLast === true ? [...others, ...name] : [...name, ...others];
  return [...grease, ...inOrder, ...(shape.grease === true ? [extension(0x4a_4a, u8(0))] : [])];
}

function serverName(name: string): Buffer {
  return extension(0, vector16(Buffer.concat([u8(0), vector16(Buffer.from(name, 'latin1'))])));
}

/** An outer hello's extension (RFC 9849 §5), with noise for the encrypted part. */
function encryptedHello(): Buffer {
  return Buffer.concat([u8(0), u16(1), u16(1), u8(7), vector16(Buffer.alloc(32, 9)), vector16(Buffer.alloc(160, 5))]);
}

function intoRecords(message: Buffer, { record, name, recordVersion = 0x03_01 }: HelloShape): Buffer {
  const most = record === 'in-name' ? insideName(message, name) : (record ?? 16_384);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += most) {
    const part = message.subarray(at, at + most);
    records.push(Buffer.concat([u8(HANDSHAKE), u16(recordVersion), vector16(part)]));
  }
  return Buffer.concat(records);
}

function intoPackets(bytes: Buffer, { segment, name }: HelloShape): Buffer[] {
  if (segment === undefined) return [bytes];
  const most = segment === 'in-name' ? insideName(bytes, name) : segment;
  const packets: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += most) packets.push(bytes.subarray(at, at + most));
  return packets;
}

function insideName(bytes: Buffer, name = ''): number {
  return bytes.indexOf(name, 0, 'latin1') + 3;
}
