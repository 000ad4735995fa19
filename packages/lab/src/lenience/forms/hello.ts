/** ClientHellos that servers answer: of TLS 1.2, whose server shows its certificate in clear text, and of TLS 1.3. */

export interface HelloDraftShape {
  /** '': without the extension. */
  readonly name: string;
  readonly tls13: boolean;
  /** With a key share for X25519; without any, a server of TLS 1.3 asks for another hello. */
  readonly share: boolean;
  /** Bytes of the padding extension (RFC 7685); 0: none. */
  readonly padding: number;
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const sized = (data: Buffer): Buffer => Buffer.concat([uint16(data.length), data]);
const extension = (type: number, data: Buffer): Buffer => Buffer.concat([uint16(type), sized(data)]);

const GROUPS = extension(10, sized(Buffer.from([0, 0x1d, 0, 0x17])));
const POINTS = extension(11, Buffer.from([1, 0]));
const SIGNATURES = extension(13, sized(Buffer.from([4, 3, 8, 4, 4, 1, 5, 3, 2, 3])));
const RENEGOTIATION = extension(0xff01, Buffer.from([0]));
const MASTER_SECRET = extension(23, Buffer.alloc(0));
const PSK_MODES = extension(45, Buffer.from([1, 1]));
const VERSION_1_3 = extension(43, Buffer.from([2, 3, 4]));
const NO_SHARE = extension(51, Buffer.from([0, 0]));
/** Any 32 bytes are a public key. */
const SHARE = extension(51, sized(Buffer.concat([Buffer.from([0, 0x1d]), sized(Buffer.alloc(32, 9))])));
const CIPHERS_1_2 = Buffer.from([0xc0, 0x2b, 0xc0, 0x2c, 0xcc, 0xa9, 0xc0, 0x09, 0xc0, 0x0a]);
const CIPHERS_1_3 = Buffer.from([0x13, 0x01, 0x13, 0x02, 0x13, 0x03]);

/** The handshake message, with its header. */
export function helloMessage({ name, tls13, share, padding }: HelloDraftShape): Buffer {
  const serverName = extension(0, sized(Buffer.concat([Buffer.from([0]), sized(Buffer.from(name, 'latin1'))])));
  const extensions = [...(name === '' ? [] : [serverName]), GROUPS, POINTS, SIGNATURES];
  if (tls13) extensions.push(VERSION_1_3, PSK_MODES, share ? SHARE : NO_SHARE);
  else extensions.push(RENEGOTIATION, MASTER_SECRET);
  if (padding > 0) extensions.push(extension(21, Buffer.alloc(padding)));
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 0x42),
    Buffer.from([tls13 ? 32 : 0]),
    Buffer.alloc(tls13 ? 32 : 0, 0x17),
    sized(tls13 ? CIPHERS_1_3 : CIPHERS_1_2),
    Buffer.from([1, 0]),
    sized(Buffer.concat(extensions)),
  ]);
  return Buffer.concat([Buffer.from([1, 0]), sized(body)]);
}
