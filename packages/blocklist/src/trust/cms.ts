/**
 * Deliveries in CMS (RFC 5652), as mail brings them: `.p7m`, PEM or DER; encrypted for us, signed by the authority, or both, the
 * one in the other.
 *
 *   EnvelopedData ── decrypted with our key ──> SignedData ── signer's certificate, digest, signature ──> the list
 *
 * node-forge reads the ASN.1 and decrypts; that the signature is good and the certificate believed is decided by `node:crypto`,
 * on digests and keys that it computes itself.
 */
import { createHash, verify, X509Certificate } from 'node:crypto';
import type forge from 'node-forge';
import { type Asn1, Asn1Reader } from './asn1.ts';
import { nodeForge } from './forge.ts';
import { type TrustFailure, untrusted } from './outcome.ts';

/** Who may sign, and with what we decrypt. All PEM. */
export interface CmsTrust {
  /** Certificates of signers, or of authorities that issue them. */
  readonly authorities: readonly string[];
  /** Ours, if deliveries are encrypted. */
  readonly recipient: { readonly certificate: string; readonly key: string } | undefined;
}

/** What was signed, and by whom. */
export type CmsOutcome = { readonly ok: true; readonly content: Buffer; readonly signer: string } | TrustFailure;

const SIGNED = '1.2.840.113549.1.7.2';
const ENVELOPED = '1.2.840.113549.1.7.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';

/** SHA-1 and MD5 are left out: whoever can make two files of one digest can exchange them. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Opens a delivery at `now` (milliseconds since 1970). Whatever the bytes are, it does not throw. */
export function openCms(bytes: Buffer, trust: CmsTrust, now: number): CmsOutcome {
  try {
    const outer = contentInfo(derOf(bytes));
    if (outer.type !== ENVELOPED) return openSigned(outer, trust, now);
    const inner = decrypt(outer.root, trust);
    return inner === undefined
      ? untrusted('delivery-not-for-us', 'no recipient of it has our certificate')
      : openSigned(contentInfo(inner), trust, now);
  } catch {
    // The library quotes what it read in its messages, so none of them is passed on.
    return untrusted('signature-malformed', 'no CMS message that can be read');
  }
}

/** Takes certificate and key out of a PKCS#12 bundle (RFC 7292). `undefined` if the password is wrong or the bundle malformed. */
export function readPkcs12(bundle: Buffer, password: string): { certificate: string; key: string } | undefined {
  try {
    const read = nodeForge().pkcs12.pkcs12FromAsn1(nodeForge().asn1.fromDer(bundle.toString('latin1')), true, password);
    const key = firstBag(read, 'pkcs8ShroudedKeyBag')?.key;
    const certificate = firstBag(read, 'certBag')?.cert;
    if (!key || !certificate) return undefined;
    return { certificate: nodeForge().pki.certificateToPem(certificate), key: nodeForge().pki.privateKeyToPem(key) };
  } catch {
    return undefined;
  }
}

function firstBag(read: forge.pkcs12.Pkcs12Pfx, name: string): forge.pkcs12.Bag | undefined {
  const bagType = nodeForge().pki.oids[name] ?? name;
  return read.getBags({ bagType })[bagType]?.[0];
}

/** Strict, whole, and bit strings left as they are. The type package knows only the first of them. */
const ASN1_OPTIONS = { strict: true, decodeBitStrings: false, parseAllBytes: true } as unknown as boolean;

interface ContentInfo {
  readonly root: Asn1;
  readonly type: string;
  readonly content: Asn1Reader;
}

function derOf(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  const armoured = /-----BEGIN (?:CMS|PKCS7)-----([A-Za-z\d+/=\s]+)-----END/u.exec(text)?.[1];
  return armoured === undefined ? text : Buffer.from(armoured, 'base64').toString('latin1');
}

function contentInfo(der: string): ContentInfo {
  const root = nodeForge().asn1.fromDer(der, ASN1_OPTIONS);
  const fields = new Asn1Reader(root);
  return { root, type: fields.identifier(), content: fields.tagged(0).child() };
}

function decrypt(root: Asn1, { recipient }: CmsTrust): string | undefined {
  if (recipient === undefined) return undefined;
  const message = nodeForge().pkcs7.messageFromAsn1(root) as forge.pkcs7.PkcsEnvelopedData;
  const found = message.findRecipient(nodeForge().pki.certificateFromPem(recipient.certificate));
  if (found === null || found === undefined) return undefined;
  message.decrypt(found, nodeForge().pki.privateKeyFromPem(recipient.key));
  const content = message.content as forge.util.ByteStringBuffer;
  return content.getBytes();
}

function openSigned({ type, content: signedData }: ContentInfo, trust: CmsTrust, now: number): CmsOutcome {
  if (type !== SIGNED) return untrusted('signature-missing', 'a CMS message that nobody signed');
  signedData.skip(2); // version, the digest algorithms that may follow
  const encapsulated = signedData.child();
  const contentType = encapsulated.identifier();
  const content = encapsulated.tagged(0).octets();
  const certificates = signedData
    .optionalTagged(0)
    .map((certificate) => new X509Certificate(Buffer.from(nodeForge().asn1.toDer(certificate).getBytes(), 'latin1')));
  signedData.optionalTagged(1); // revocation lists
  const failures = signedData
    .items()
    .map((info) => judgeSigner(new Asn1Reader(info), { content, contentType, certificates, trust, now }));
  const good = failures.find((verdict) => typeof verdict !== 'object');
  if (typeof good === 'string') return { ok: true, content, signer: good };
  const [first] = failures;
  return typeof first === 'object' ? first : untrusted('signature-missing', 'no signer');
}

interface SignedContent {
  readonly content: Buffer;
  readonly contentType: string;
  readonly certificates: readonly X509Certificate[];
  readonly trust: CmsTrust;
  readonly now: number;
}

/** The SHA-256 of the certificate of a signer that is believed, or why it is not. */
function judgeSigner(
  info: Asn1Reader,
  { content, contentType, certificates, trust, now }: SignedContent,
): string | TrustFailure {
  info.skip(2); // version, the signer's name: every certificate that is believed is tried
  const digest = DIGESTS.get(info.child().identifier());
  if (digest === undefined) return untrusted('signature-invalid', 'a digest that is not SHA-256, SHA-384 or SHA-512');
  const attributes = info.rawTagged(0);
  info.skip(1); // the signature's algorithm: the key decides
  const signature = info.octets();
  if (
    attributes !== undefined &&
    !attributesAgree(attributes.items, createHash(digest).update(content).digest(), contentType)
  )
    return untrusted('content-mismatch', 'content of another digest than was signed');
  const message = attributes?.der ?? content;
  for (const certificate of certificates.filter((one) => isBelieved(one, trust, now))) {
    if (verify(digest, message, certificate.publicKey, signature))
      return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  }
  return untrusted('signature-invalid', 'no signature by a certificate that is believed');
}

/** RFC 5652 §11.1, §11.2: the digest and the type of the content must be among what is signed. */
function attributesAgree(attributes: readonly Asn1[], digest: Buffer, contentType: string): boolean {
  const values = new Map(
    attributes.map((attribute) => {
      const fields = new Asn1Reader(attribute);
      return [fields.identifier(), fields.items()] as const;
    }),
  );
  const [digestValue, ...others] = values.get(MESSAGE_DIGEST) ?? [];
  const [typeValue] = values.get('1.2.840.113549.1.9.3') ?? [];
  if (digestValue === undefined || others.length > 0 || typeValue === undefined) return false;
  const stated = Asn1Reader.around(digestValue).octets();
  return stated.equals(digest) && Asn1Reader.around(typeValue).identifier() === contentType;
}

/** A signer whose certificate, or the authority that issued it, was named by the operator; in its time. */
function isBelieved(certificate: X509Certificate, { authorities }: CmsTrust, now: number): boolean {
  if (now < certificate.validFromDate.getTime() || now > certificate.validToDate.getTime()) return false;
  return authorities
    .map((pem) => new X509Certificate(pem))
    .some(
      (named) =>
        named.raw.equals(certificate.raw) ||
        (named.ca &&
          now >= named.validFromDate.getTime() &&
          now <= named.validToDate.getTime() &&
          certificate.checkIssued(named) &&
          certificate.verify(named.publicKey)),
    );
}
