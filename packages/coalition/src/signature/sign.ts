import { canonicalJson, type Json } from '@netvakt/json';
import { GeneralSign } from 'jose';
import type { PrivateKey } from './key.ts';

/**
 * Signs the canonical text of `payload` with every key. Returns a JWS in general JSON form (RFC 7515, section 7.2.1) with a line end.
 *
 * @param type - The `typ` of the header, as `netvakt-report`. A reader refuses any other, so that one document cannot pass for another.
 */
export async function signDocument(type: string, payload: Json, keys: readonly PrivateKey[]): Promise<string> {
  const jws = new GeneralSign(Buffer.from(canonicalJson(payload)));
  for (const key of keys) jws.addSignature(key).setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: type });
  return `${JSON.stringify(await jws.sign())}\n`;
}
