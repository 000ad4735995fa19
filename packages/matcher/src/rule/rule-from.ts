/** One entry of a list -> {@link Rule}. */
import { canonicaliseHost } from '../canonical/host.ts';
import { asciiLowerCase } from '../canonical/text.ts';
import type { CanonicalUrl } from '../canonical/types.ts';
import { canonicalisePage } from '../canonical/url.ts';
import { textPrefixFault } from './check.ts';
import {
  directoriesOf,
  MAX_DIRECTORIES,
  type Rule,
  type RuleOutcome,
  type RuleSemantics,
  type TextPrefix,
} from './types.ts';

/** Nothing but a host: no scheme, path, query, port or user information. IPv6 may be without brackets. */
const BARE_HOST = /^[^/\\?#@:]*$|^\[[^\]]*\]$|^[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*$/u;

type Scope = Pick<Rule, 'kind' | 'host' | 'port' | 'path' | 'query' | 'pathCase'>;

function checkSemantics(semantics: RuleSemantics): void {
  if (typeof semantics !== 'object' || semantics === null)
    throw notWhole('none', '{ bareHost, directoryIsPrefix, query, pathCase }');
  const { bareHost, directoryIsPrefix, query, pathCase } = semantics;
  if (bareHost !== 'domain' && bareHost !== 'host') throw notWhole('bareHost', '"domain" or "host"');
  if (typeof directoryIsPrefix !== 'boolean') throw notWhole('directoryIsPrefix', 'true or false');
  if (query !== 'exact' && query !== 'ignore') throw notWhole('query', '"exact" or "ignore"');
  if (pathCase !== 'sensitive' && pathCase !== 'insensitive')
    throw notWhole('pathCase', '"sensitive" or "insensitive"');
}

function checkEntry(entry: string): void {
  if (typeof entry !== 'string')
    throw new TypeError('Cannot make a rule: the entry is no text. Pass one, such as "bad.example"');
}

function checkText(text: TextPrefix): void {
  const fault = textPrefixFault(text);
  if (fault !== undefined) throw notWhole(fault.what, fault.values);
}

function notWhole(what: string, values: string): TypeError {
  return new TypeError(`Cannot make a rule: what the list means is not stated (${what}). Pass ${values}`);
}

function hostScope(url: Pick<CanonicalUrl, 'host' | 'hostKind'>, semantics: RuleSemantics): Scope {
  const kind = url.hostKind === 'name' ? semantics.bareHost : 'ip';
  return { kind, host: url.host, port: undefined, path: '/', query: undefined };
}

/** A page or a directory. A site's root is a directory too: it never becomes a rule for the host, which would also close TLS. */
function pageScope(url: CanonicalUrl, semantics: RuleSemantics): Scope {
  const insensitive = semantics.pathCase === 'insensitive';
  const { host, port } = url;
  const path = insensitive ? asciiLowerCase(url.path) : url.path;
  const pathCase = insensitive ? { pathCase: 'insensitive' as const } : {};
  if (url.query === '' && path.endsWith('/') && semantics.directoryIsPrefix)
    return { kind: 'prefix', host, port, path, query: undefined, ...pathCase };
  const query = url.query === '' || semantics.query === 'ignore' ? undefined : url.query;
  return { kind: 'url', host, port, path, query, ...pathCase };
}

/**
 * Makes the rule of one entry: a bare host, an address, or a URL with or without scheme.
 *
 * @param list - position of the list in the compilation
 * @param line - line in the list, from 1
 * @returns the rule, which denies, or why the entry makes none
 *
 * A host with a port is a directory rule for its root on that port. Linear in the entry.
 *
 * @throws TypeError if the entry is no text, or the semantics are not whole: what is left out would change what an entry covers
 *
 * @example
 * const made = ruleFrom('http://Shop.Example/a/', semantics, 0, 7);
 * made.ok && [made.rule.kind, made.rule.host, made.rule.path]; // → ['prefix', 'shop.example', '/a/']
 * const allowed = made.ok && { ...made.rule, action: 'allow' }; // takes out of the rules that are as specific or less
 * ruleFrom('http://a b/', semantics, 0, 8); // → { ok: false, reason: 'host-character' }
 */
export function ruleFrom(entry: string, semantics: RuleSemantics, list: number, line: number): RuleOutcome {
  checkSemantics(semantics);
  checkEntry(entry);
  const text = entry.trim();
  const host = BARE_HOST.test(text) ? canonicaliseHost(text) : undefined;
  const named = host ?? canonicalisePage(text);
  if (!named.ok) return named;
  const scope = 'url' in named ? pageScope(named.url, semantics) : hostScope(named, semantics);
  if (scope.host.includes('*')) return { ok: false, reason: 'rule-wildcard' };
  if (scope.kind === 'prefix' && directoriesOf(scope.path) > MAX_DIRECTORIES)
    return { ok: false, reason: 'rule-too-deep' };
  return { ok: true, rule: { ...scope, action: 'deny', list, line } };
}

/**
 * Makes the rule of one URL, with or without scheme, whose path and query are a text that others begin with. A port of it is ignored, as
 * the programs do that compare so; a bare host is its root.
 *
 * @returns the rule, which denies, or why the entry makes none. Linear in the entry.
 *
 * @throws TypeError if the entry is no text, or it is not stated how the text is compared: what is left out would change what an entry covers
 *
 * @example
 * const made = textRuleFrom('shop.example/Sale', { hosts: 'site', ends: 'anywhere' }, 0, 1);
 * const texts = made.ok && new Matcher(openSnapshot(compile([made.rule], options)));
 * texts && texts.matchRequest('www2.shop.example', '/sales?id=1', 0) > 0; // → true
 */
export function textRuleFrom(entry: string, text: TextPrefix, list: number, line: number): RuleOutcome {
  checkText(text);
  checkEntry(entry);
  const page = canonicalisePage(entry.trim());
  if (!page.ok) return page;
  const { host, path, query } = page.url;
  if (host.includes('*')) return { ok: false, reason: 'rule-wildcard' };
  const prefix = asciiLowerCase(query === '' ? path : `${path}?${query}`);
  return {
    ok: true,
    rule: {
      kind: 'prefix',
      action: 'deny',
      host,
      port: undefined,
      path: prefix,
      query: undefined,
      pathCase: 'insensitive',
      text,
      list,
      line,
    },
  };
}
