/**
 * Files of information sharing, each signed by its author.
 *
 *   notice       what is said                      named by the first half of the SHA-256 of the file, its id
 *   sighting     "we have seen this as well"       to the secretariat only
 *   sightings    "seen by at least three others"   by the secretariat; never who, never how many
 *   withdrawal   "no longer true, or never was"    by the author, or by the secretariat for one that it has delegated
 *
 * An id covers the signature, so that nobody can find out by trying words which notice an id stands for.
 */
import { hash } from 'node:crypto';
import type { Json } from '@netvakt/json';
import { z } from 'zod';
import { checkDocument, type DocumentKind } from '../document/read.ts';
import type { PrivateKey, PublicKey } from '../signature/key.ts';
import { signDocument } from '../signature/sign.ts';
import { verifyDocument } from '../signature/verify.ts';
import { type Notice, noticeDocument } from './notice.ts';

/** A remark about a notice. */
export type RemarkType = 'sighting' | 'sightings' | 'withdrawal';

/** The number of others who must have seen the same before this is reported. */
export const LEAST_SIGHTINGS = 3;

/** A signed file is no longer, in bytes. */
export const NOTICE_BYTES = 8192;

const ID = /^[\da-f]{32}$/u;

/** A notice as it was read. */
export interface SignedNotice {
  readonly notice: Notice;
  /** The key that signed it. */
  readonly signer: PublicKey;
}

/** Returns the id of a signed file: 32 hexadecimal digits. */
export function noticeId(text: string): string {
  return hash('sha256', text).slice(0, 32);
}

/** Signs a notice. The notice must fit its schema. */
export function signNotice(notice: Notice, key: PrivateKey): Promise<string> {
  return signDocument('netvakt-notice', notice as unknown as Json, [key]);
}

/**
 * Reads a signed notice.
 *
 * @param keys - whose notices count.
 * @throws CoalitionError ERR_DOCUMENT, ERR_SIGNATURE
 */
export async function readNotice(
  text: string,
  keys: readonly PublicKey[],
  markets: readonly string[],
): Promise<SignedNotice> {
  const { payload, signer } = await readSigned(text, 'netvakt-notice', keys);
  return { notice: checkDocument(payload, noticeDocument(markets)), signer };
}

/** Signs a remark about the notice with this id. */
export function signRemark(type: RemarkType, id: string, key: PrivateKey): Promise<string> {
  return signDocument(`netvakt-${type}`, { schema: `netvakt-${type}/1`, notice: id }, [key]);
}

/** Reads a remark: about which notice, and by whom. Parameters and errors as of {@link readNotice}. */
export async function readRemark(
  text: string,
  type: RemarkType,
  keys: readonly PublicKey[],
): Promise<{ readonly notice: string; readonly signer: PublicKey }> {
  const { payload, signer } = await readSigned(text, `netvakt-${type}`, keys);
  return { notice: checkDocument(payload, remarkDocument(type)).notice, signer };
}

function remarkDocument(type: RemarkType): DocumentKind<{ readonly notice: string }> {
  return {
    name: type,
    schema: z.strictObject({
      schema: z.literal(`netvakt-${type}/1`),
      notice: z.string().regex(ID, 'is no id of a notice'),
    }),
    mostLength: NOTICE_BYTES,
    remedy: 'Such files are made with netvakt coalition share',
  };
}

async function readSigned(
  text: string,
  type: string,
  keys: readonly PublicKey[],
): Promise<{ readonly payload: Json; readonly signer: PublicKey }> {
  const { payload, signers } = await verifyDocument(text, { type, keys, mostLength: NOTICE_BYTES });
  const signer = keys.find(({ kid }) => kid === signers[0]);
  if (signer === undefined) throw new TypeError('A verified file has a known signer');
  return { payload, signer };
}
