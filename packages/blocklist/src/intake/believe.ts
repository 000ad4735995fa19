/** Whose word a delivery is. */

import type { ParsedList } from '../parse/list.ts';
import { type DeliveredBytes, digested } from '../source/delivered.ts';
import { type CmsOutcome, type CmsTrust, openCms } from '../trust/cms.ts';
import { judgeDetached } from '../trust/detached.ts';
import type { ListKeys } from '../trust/keys.ts';
import { judgeContent, judgeEntries, judgeManifest, type Manifest, type TrustMemory } from '../trust/manifest.ts';
import { type OpenPgpOutcome, type OpenPgpTrust, openOpenPgp } from '../trust/openpgp.ts';
import type { TrustFailure } from '../trust/outcome.ts';
import { judgeVersions } from '../trust/versions.ts';
import type { ListState } from './state.ts';

/** Whose word a delivery needs. `unsigned` is for a trusted channel, such as a file that somebody copies there. */
export type TrustPolicy =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'detached'; readonly keys: ListKeys }
  | { readonly kind: 'manifest'; readonly keys: ListKeys; readonly maxVersionStep: number }
  /** The delivery is a CMS message around the list. */
  | { readonly kind: 'cms'; readonly trust: CmsTrust }
  /** The delivery is an OpenPGP message around the list. */
  | { readonly kind: 'openpgp'; readonly trust: OpenPgpTrust };

/** What a source delivers. */
export interface Delivery {
  readonly content: Buffer;
  /** Its digest, if that is known: the bytes are those of an earlier delivery. */
  readonly sha256?: string | undefined;
  /** The manifest, or the signatures, that came with it. */
  readonly proof: Buffer | undefined;
  /** The source's, to be remembered; `undefined` if it gives none. */
  readonly etag?: string | undefined;
  /** Somebody wants to see it first, whatever it holds. */
  readonly holdAnyway: boolean;
}

/** What is believed of a delivery. */
export type Believed =
  | {
      readonly ok: true;
      /** The list's own bytes: what the delivery was, or what it was wrapped around. */
      readonly delivered: DeliveredBytes;
      readonly manifest: Manifest | undefined;
      readonly memory: TrustMemory | undefined;
    }
  | TrustFailure;

/** Judges whose word a delivery is, and takes it out of what it is wrapped in. Never rejects. */
export async function judgeTrust(
  trust: TrustPolicy,
  { content, sha256, proof }: Delivery,
  state: ListState,
  now: number,
): Promise<Believed> {
  if (trust.kind === 'cms') return unwrapped(openCms(content, trust.trust, now));
  if (trust.kind === 'openpgp') return unwrapped(await openOpenPgp(content, trust.trust, now));
  if (trust.kind === 'unsigned') return withoutManifest(digested(content, sha256));
  if (proof === undefined) return { ok: false, reason: 'signature-missing', found: 'nothing came with the list' };
  if (trust.kind === 'detached')
    return judgeDetached(content, proof, trust.keys, now) ?? withoutManifest(digested(content, sha256));
  const judged = judgeManifest(proof, { ...trust, memory: state.trust, now });
  if (!judged.ok) return judged;
  const delivered = digested(content, sha256);
  return judgeContent(judged.manifest, delivered) ?? { ...judged, delivered };
}

function unwrapped(opened: CmsOutcome | OpenPgpOutcome): Believed {
  return opened.ok ? withoutManifest(digested(opened.content)) : opened;
}

function withoutManifest(delivered: DeliveredBytes): Believed {
  return { ok: true, delivered, manifest: undefined, memory: undefined };
}

/**
 * Judges what was read: as many entries as were signed, and no version that goes backwards.
 *
 * @param current - what is in force, if anything is.
 * @param accepted - the version that somebody accepts although it is lower.
 */
export function judgeRead(
  { manifest }: { readonly manifest: Manifest | undefined },
  { version, summary }: Pick<ParsedList, 'version' | 'summary'>,
  current: { readonly version: string } | undefined,
  accepted: string | undefined,
): TrustFailure | undefined {
  const miscounted = manifest && judgeEntries(manifest, summary.counts.received);
  if (miscounted !== undefined || current === undefined || version === accepted) return miscounted;
  return judgeVersions(current.version, version, summary.format === 'zone');
}
