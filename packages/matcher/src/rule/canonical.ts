/**
 * Whether the texts of a rule are canonical. Nearly all are, and one look at each character tells; only a text with something else in it is
 * canonicalised and compared.
 */
import { PRIMARY } from '../canonical/forms.ts';
import { canonicaliseHost, MAX_HOST, MAX_LABEL } from '../canonical/host.ts';
import { Target } from '../canonical/target.ts';
import { asciiLowerCase, latin1Text } from '../canonical/text.ts';

const [HYPHEN, DOT, ZERO, UNDERSCORE, LOWER_A] = [0x2d, 0x2e, 0x30, 0x5f, 0x61] as const;
/** How a keyed hash is written (hashed.ts). */
const HASH = /^[0-9a-f]{64}$/u;
/** An escape of a character that has none in canonical text, RFC 3986 §2.3, in lower case. */
const NEEDLESS_ESCAPE = /%(?:2[de]|3\d|[46][1-9a-f]|5[\daf]|7[\dae])/u;

/** Characters that stand for themselves. */
const PLAIN_PATH = /^[\w~!$&()*+,;=:@'/.-]+$/u;
const PLAIN_FOLDED_PATH = /^[a-z\d_~!$&()*+,;=:@'/.-]+$/u;
const PLAIN_QUERY = /^[\w~!$&()*+,;=:@/?.-]*$/u;
/** The same of a path and a query in lower case, and escapes. */
const PLAIN_TEXT = /^[a-z\d_~!$&()*+,;=:@'/.%-]*(?:\?[a-z\d_~!$&()*+,;=:@/?.%-]*)?$/u;

let target: Target | undefined;

/** Whether `host` is one that `ruleFrom` puts in a rule. Linear; allocates nothing for a name. */
export function isCanonicalHost(host: string): boolean {
  if (isPlainName(host)) return true;
  const named = canonicaliseHost(host);
  return named.ok && named.host === host && !host.includes('*');
}

/** Whether `host` is the place of a keyed hash, which is no host. */
export function isHash(host: string): boolean {
  return host.length === 64 && HASH.test(host);
}

/** A name of plain labels, `a-z 0-9 - _`, of which the last does not begin like a number. A loop: an expression took twice its time. */
function isPlainName(host: string): boolean {
  const { length } = host;
  let label = 0;
  for (let at = 0; at < length; at += 1) {
    const code = host.charCodeAt(at);
    if ((code - LOWER_A) >>> 0 < 26) continue;
    if (code === DOT) {
      if ((at - label - 1) >>> 0 >= MAX_LABEL) return false;
      label = at + 1;
    } else if (!isDigit(code) && code !== HYPHEN && code !== UNDERSCORE) return false;
  }
  return (length - label - 1) >>> 0 < MAX_LABEL && length <= MAX_HOST && !isDigit(host.charCodeAt(label));
}

function isDigit(code: number): boolean {
  return (code - ZERO) >>> 0 < 10;
}

/** Whether `path` is one that `canonicaliseUrl` returns, in lower case if it is `folded`. It begins with '/'. */
export function isCanonicalPath(path: string, folded: boolean): boolean {
  if ((folded ? PLAIN_FOLDED_PATH : PLAIN_PATH).test(path) && !path.includes('/.')) return true;
  const canonical = canonicalTarget(path);
  return (folded ? asciiLowerCase(canonical) : canonical) === path && !path.includes('?');
}

/** Whether `query` is one that `canonicaliseUrl` returns. */
export function isCanonicalQuery(query: string): boolean {
  return PLAIN_QUERY.test(query) || canonicalTarget(`/?${query}`) === `/?${query}`;
}

/** Whether a canonical path and query can begin with `text`, in lower case. It may end anywhere, so within an escape too. */
export function isCanonicalText(text: string): boolean {
  return PLAIN_TEXT.test(text) && !NEEDLESS_ESCAPE.test(text);
}

/** The primary form of an origin-form target; '' for none. */
function canonicalTarget(text: string): string {
  target ??= new Target();
  if (target.readText(text, 'text') !== undefined) return '';
  const length = target.writeForm(PRIMARY);
  return latin1Text(target.form, 0, length);
}
