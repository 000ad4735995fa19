/** The entry points: text of a URL, or a request's authority and target -> {@link Canonicalised}. */
import { authorityOf } from './authority.ts';
import { FOLDS, PRIMARY } from './forms.ts';
import type { TextSource } from './host.ts';
import { splitUrl } from './split.ts';
import { Target } from './target.ts';
import { checkText, latin1Text } from './text.ts';
import {
  ALTERNATE_REASONS,
  type Alternate,
  type Canonicalised,
  type CanonicalUrl,
  type InvalidReason,
  invalid,
} from './types.ts';

const target = new Target();

/** The path and query of a form of the target that was read. */
function written(folds: number): Pick<CanonicalUrl, 'path' | 'query'> {
  const length = target.writeForm(folds);
  const path = latin1Text(target.form, 0, target.pathLength);
  return { path, query: latin1Text(target.form, target.pathLength + 1, length) };
}

/** The alternates that differ from the primary form and from each other. */
function alternatesTo(primary: Pick<CanonicalUrl, 'path' | 'query'>): Alternate[] {
  // No path has a '?'.
  const seen = new Set([`${primary.path}?${primary.query}`]);
  const alternates: Alternate[] = [];
  for (const reason of ALTERNATE_REASONS) {
    const { path, query } = written(FOLDS[reason]);
    const text = `${path}?${query}`;
    if (seen.has(text)) continue;
    seen.add(text);
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
  const { path, query } = written(PRIMARY);
  const { host, hostKind, port } = named;
  return { ok: true, url: { host, hostKind, port, path, query } };
}

function canonicalise(authority: string, targetText: string, source: TextSource): Canonicalised {
  const primary = primaryOf(authority, targetText, source);
  if (!primary.ok) return primary;
  return { ...primary, alternates: alternatesTo(primary.url) };
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
 * Linear in the length; nothing is cut.
 *
 * @throws TypeError for what is no string; never for a string
 *
 * @example
 * const page = canonicaliseUrl('HTTP://Shop.Example/a/%7e?q=1#x');
 * page.ok && [page.url.host, page.url.path, page.url.query]; // → ['shop.example', '/a/~', 'q=1']
 */
export function canonicaliseUrl(text: string): Canonicalised {
  checkText(text);
  const parts = splitUrl(text);
  return typeof parts === 'string' ? invalid(parts) : canonicalise(parts.authority, parts.target, 'text');
}

/**
 * Canonicalises a request: the authority (Host field, or that of an absolute-form target) and the origin-form target, both as
 * they came on the wire, one byte a character (latin-1). They are never joined and parsed again: a target "//evil.test/" is a
 * path.
 *
 * Linear in the length; nothing is cut.
 *
 * @throws TypeError for what is no string; never for a string
 *
 * @example
 * const page = canonicaliseRequest('Shop.Example:80', '/a/../b%2d');
 * page.ok && `${page.url.host}${page.url.path}`; // → 'shop.example/b-'
 */
export function canonicaliseRequest(host: string, requestTarget: string): Canonicalised {
  checkText(host);
  checkText(requestTarget);
  return canonicalise(host, requestTarget, 'wire');
}
