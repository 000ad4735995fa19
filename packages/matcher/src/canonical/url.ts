/** The entry points: text of a URL, or a request's authority and target -> {@link Canonicalised}. */
import { authorityOf } from './authority.ts';
import { FOLDS, PRIMARY } from './forms.ts';
import type { TextSource } from './host.ts';
import { splitUrl } from './split.ts';
import { Target } from './target.ts';
import { latin1Text } from './text.ts';
import {
  ALTERNATE_REASONS,
  type Alternate,
  type Canonicalised,
  type CanonicalUrl,
  type InvalidReason,
  invalid,
} from './types.ts';

const target = new Target();

/** The path of the form that was written last. */
function writtenPath(folds: number): string {
  target.writeForm(folds);
  return latin1Text(target.form, 0, target.pathLength);
}

/** The alternates whose path differs from the primary one and from each other. */
function alternatesTo(primary: string, query: string): Alternate[] {
  const seen = new Set([primary]);
  const alternates: Alternate[] = [];
  for (const reason of ALTERNATE_REASONS) {
    const path = writtenPath(FOLDS[reason]);
    if (seen.has(path)) continue;
    seen.add(path);
    alternates.push({ reason, path, query });
  }
  return alternates;
}

/** The primary form only; {@link target} holds what alternates are written from. */
function primaryOf(authority: string, targetText: string, source: TextSource): CanonicalisedPage {
  const named = authorityOf(authority, source);
  if (!named.ok) return named;
  const fault = target.readText(targetText, source);
  if (fault !== undefined) return invalid(fault);
  const length = target.writeForm(PRIMARY);
  const path = latin1Text(target.form, 0, target.pathLength);
  const query = latin1Text(target.form, target.pathLength + 1, length);
  const { host, hostKind, port } = named;
  return { ok: true, url: { host, hostKind, port, path, query } };
}

function canonicalise(authority: string, targetText: string, source: TextSource): Canonicalised {
  const primary = primaryOf(authority, targetText, source);
  if (!primary.ok) return primary;
  const { path, query } = primary.url;
  return { ...primary, alternates: alternatesTo(path, query) };
}

/** As {@link canonicaliseUrl} without the alternates, which a list's entry has no use for: they took half of its time. */
export function canonicalisePage(text: string): CanonicalisedPage {
  const parts = splitUrl(text);
  return typeof parts === 'string' ? invalid(parts) : primaryOf(parts.authority, parts.target, 'text');
}

/** A page's primary form, or why there is none. */
type CanonicalisedPage =
  | { readonly ok: true; readonly url: CanonicalUrl }
  | { readonly ok: false; readonly reason: InvalidReason };

/**
 * Canonicalises the text of a URL, as lists and people write it: with a scheme or without (`host/path`), in Unicode.
 *
 * @returns the page with at most {@link ALTERNATE_REASONS} alternates, or the reason why the text names no page.
 *
 * Linear in the length; never throws; nothing is cut.
 *
 * @example
 * const page = canonicaliseUrl('HTTP://Shop.Example/a/%7e?q=1#x');
 * page.ok && [page.url.host, page.url.path, page.url.query]; // → ['shop.example', '/a/~', 'q=1']
 */
export function canonicaliseUrl(text: string): Canonicalised {
  const parts = splitUrl(text);
  return typeof parts === 'string' ? invalid(parts) : canonicalise(parts.authority, parts.target, 'text');
}

/**
 * Canonicalises a request: the authority (Host field, or that of an absolute-form target) and the origin-form target, both as
 * they came on the wire, one byte a character (latin-1). They are never joined and parsed again: a target "//evil.test/" is a
 * path.
 *
 * Linear in the length; never throws; nothing is cut.
 *
 * @example
 * const page = canonicaliseRequest('Shop.Example:80', '/a/../b%2d');
 * page.ok && `${page.url.host}${page.url.path}`; // → 'shop.example/b-'
 */
export function canonicaliseRequest(host: string, requestTarget: string): Canonicalised {
  return canonicalise(host, requestTarget, 'wire');
}
