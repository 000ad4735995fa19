/**
 * Deliveries in OpenPGP (RFC 9580): encrypted for us, signed by the authority, armoured or binary. The library decides; what it
 * throws may quote the message, and so nothing of it goes on.
 */
import type { Message } from 'openpgp';
import { type TrustFailure, untrusted } from './outcome.ts';

/** Who may sign, and with what we decrypt. Armoured; the private key without a passphrase, as it is sealed otherwise. */
export interface OpenPgpTrust {
  readonly signers: readonly string[];
  readonly privateKey: string | undefined;
}

/** What was signed. */
export type OpenPgpOutcome = { readonly ok: true; readonly content: Buffer } | TrustFailure;

/** How large a message may become when it is unpacked. */
const CONFIG = { maxDecompressedMessageSize: 512 * 1024 * 1024 };

/** Opens a delivery at `now` (milliseconds since 1970). Never rejects. */
export async function openOpenPgp(bytes: Buffer, trust: OpenPgpTrust, now: number): Promise<OpenPgpOutcome> {
  // Loaded by those who need it: it took 20 ms of the start of every command, and of every reload.
  const { decrypt, readCleartextMessage, readKey, readMessage, readPrivateKey, verify } = await import('openpgp');
  try {
    const verificationKeys = await Promise.all(trust.signers.map((armoredKey) => readKey({ armoredKey })));
    const date = new Date(now);
    const text = bytes.toString('latin1', 0, 64).trimStart();
    if (text.startsWith('-----BEGIN PGP SIGNED MESSAGE-----')) {
      const message = await readCleartextMessage({ cleartextMessage: bytes.toString('utf8') });
      const { data, signatures } = await verify({ message, verificationKeys, date, expectSigned: true });
      await Promise.all(signatures.map(({ verified }) => verified));
      return { ok: true, content: Buffer.from(data) };
    }
    const message: Message<Uint8Array> = text.startsWith('-----BEGIN PGP MESSAGE-----')
      ? ((await readMessage({ armoredMessage: bytes.toString('latin1') })) as unknown as Message<Uint8Array>)
      : await readMessage({ binaryMessage: bytes });
    const common = { message, verificationKeys, date, expectSigned: true, format: 'binary', config: CONFIG } as const;
    if (message.getEncryptionKeyIDs().length === 0) return contentOf((await verify(common)).data);
    if (trust.privateKey === undefined) return untrusted('delivery-not-for-us', 'it is encrypted, and there is no key');
    const decryptionKeys = await readPrivateKey({ armoredKey: trust.privateKey });
    return contentOf((await decrypt({ ...common, decryptionKeys })).data);
  } catch {
    return untrusted('signature-invalid', 'no OpenPGP message by a signer who is believed, for our key');
  }
}

function contentOf(data: unknown): OpenPgpOutcome {
  if (!ArrayBuffer.isView(data)) throw new TypeError('Content that is no bytes');
  return { ok: true, content: Buffer.from(data.buffer, data.byteOffset, data.byteLength) };
}
