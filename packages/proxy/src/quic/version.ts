/** The versions of QUIC whose first packets can be read: their keys follow from what is sent in clear. */
import { ascii } from '../bytes/text.ts';

/** What a version defines of Initial packets. */
export interface QuicVersion {
  readonly number: number;
  /** Values of the long packet types, in two bits: the one of an Initial, and the one of a Retry, which has no length. */
  readonly initialType: number;
  readonly retryType: number;
  readonly salt: Uint8Array;
  /** HKDF-Expand-Label's input (RFC 8446 §7.1), followed by the counter of the only block, for each of the three keys. */
  readonly keyLabel: Uint8Array;
  readonly ivLabel: Uint8Array;
  readonly protectionLabel: Uint8Array;
}

/** The label of both versions for what a client sends (RFC 9001 §5.2). */
export const CLIENT_LABEL: Uint8Array = expandLabel('client in', 32);

/** RFC 9000, with the salt and labels of RFC 9001 §5.1 and §5.2. */
export const QUIC_V1: QuicVersion = {
  number: 1,
  initialType: 0,
  retryType: 3,
  salt: Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex'),
  keyLabel: expandLabel('quic key', 16),
  ivLabel: expandLabel('quic iv', 12),
  protectionLabel: expandLabel('quic hp', 16),
};

/** RFC 9369 §3. */
export const QUIC_V2: QuicVersion = {
  number: 0x6b3343cf,
  initialType: 1,
  retryType: 0,
  salt: Buffer.from('0dede3def700a6db819381be6e269dcbf9bd2ed9', 'hex'),
  keyLabel: expandLabel('quicv2 key', 16),
  ivLabel: expandLabel('quicv2 iv', 12),
  protectionLabel: expandLabel('quicv2 hp', 16),
};

/** The version of that number, if it is one that is read. */
export function quicVersion(number: number): QuicVersion | undefined {
  if (number === QUIC_V1.number) return QUIC_V1;
  return number === QUIC_V2.number ? QUIC_V2 : undefined;
}

/** Length of the output, label, empty context, counter: what one HMAC expands a secret with (RFC 5869 §2.3). */
function expandLabel(label: string, length: number): Uint8Array {
  const name = ascii(`tls13 ${label}`);
  return Uint8Array.of(0, length, name.length, ...name, 0, 1);
}
