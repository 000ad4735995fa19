/** What is wrong with a rule that somebody wrote by hand: compiled, it would cover nothing, or something else. */
import { isDefaultPort } from '../canonical/authority.ts';
import { isCanonicalHost, isCanonicalPath, isCanonicalQuery, isCanonicalText, isHash } from './canonical.ts';
import { isFirstAddress, LEAST_NETWORK_BITS } from './network.ts';
import { RULE_KINDS } from './table-row.ts';
import type { Rule, TextPrefix } from './types.ts';

const KINDS = new Set(RULE_KINDS);
const MOST_LINE = 2 ** 32 - 1;
const MOST_PORT = 65_535;
const SLASH = 0x2f;

/** Returns what is wrong with `rule` and what would be right; `undefined` if nothing. Linear in its text; allocates nothing for a plain one. */
export function faultOf(rule: Rule): string | undefined {
  if (!isRule(rule)) return 'it is no rule. Make rules with ruleFrom, and pass what it returns as `rule`';
  const { kind, port } = rule;
  return shapeFaultOf(rule) ?? (hasPage(kind) ? (canonicalFault(rule) ?? portFault(port)) : undefined);
}

function portFault(port: number | undefined): string | undefined {
  if (port === undefined) return undefined;
  if (!isWhole(port, 1, MOST_PORT)) return `its port is not one of 1 to ${MOST_PORT}`;
  return isDefaultPort(port) ? `its port is ${port}. Leave it out: such requests have none` : undefined;
}

function hasPage(kind: Rule['kind']): boolean {
  return kind === 'prefix' || kind === 'url';
}

/** Whether a value can be looked at as a rule at all; the result of `ruleFrom` has one in it, and is none. */
export function isRule(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** As {@link faultOf}, for a rule that somebody is going to look at before it is compiled: a port, path or query that no request has may be in it. */
export function shapeFaultOf(rule: Rule): string | undefined {
  const { kind, action, line, list } = rule;
  if (!KINDS.has(kind)) return `its kind is none. Kinds are: ${[...KINDS].join(', ')}`;
  if (action !== 'deny' && action !== 'allow') return 'its action is none. Actions are: deny, allow';
  if (!isWhole(list, 0, MOST_LINE)) return 'its list is no position. The first list is 0';
  if (!isWhole(line, 1, MOST_LINE)) return 'its line is no line. The first line is 1';
  return (
    hostFault(rule) ??
    (rule.text === undefined ? undefined : textFault(rule, rule.text)) ??
    (hasPage(kind) ? pageFault(rule) : noPageFault(rule))
  );
}

function hostFault({ kind, host, networkBits }: Rule): string | undefined {
  if (typeof host !== 'string' || !(isCanonicalHost(host) || (isHash(host) && (kind === 'domain' || kind === 'host'))))
    return 'its host is not canonical. Make rules with ruleFrom, or hosts with canonicaliseHost';
  if (networkBits === undefined) return undefined;
  return networkFault(kind, host, networkBits);
}

/** The message names no address: it would be text of the entry. */
function networkFault(kind: Rule['kind'], host: string, networkBits: number): string | undefined {
  const [least, most] = host.includes(':') ? [LEAST_NETWORK_BITS.ipv6, 128] : [LEAST_NETWORK_BITS.ipv4, 32];
  if (kind === 'ip' && isWhole(networkBits, least, most))
    return isFirstAddress(host, networkBits)
      ? undefined
      : `its host is not the first address of its network. Pass the address whose last ${most - networkBits} bits are zero`;
  return `it cannot be a network of ${networkBits} bits. A rule of kind ip can, from ${least} to ${most}`;
}

/** A snapshot with a prefix of text that regards case or names a port could not be opened; other words would be read as one of these. */
function textFault({ kind, port, pathCase }: Rule, text: TextPrefix): string | undefined {
  if (kind !== 'prefix') return `it is a ${kind} with \`text\`. Only a rule of kind prefix has it`;
  const fault = textPrefixFault(text);
  if (fault !== undefined) return `its \`text\` is none (${fault.what}). Pass ${fault.values}`;
  if (pathCase !== 'insensitive') return 'it is a prefix of text that regards case. Pass pathCase: "insensitive"';
  return port === undefined ? undefined : 'it is a prefix of text on one port. Such a rule covers every port';
}

/** What is no {@link TextPrefix}, and which values would be one. */
export function textPrefixFault(text: TextPrefix): { readonly what: string; readonly values: string } | undefined {
  if (typeof text !== 'object' || text === null) return { what: 'none', values: '{ hosts, ends }' };
  const { hosts, ends } = text;
  if (hosts !== 'site' && hosts !== 'below') return { what: 'hosts', values: '"site" or "below"' };
  if (ends !== 'anywhere' && ends !== 'boundary') return { what: 'ends', values: '"anywhere" or "boundary"' };
  return undefined;
}

/** A domain with a path would cover all of the host. */
function noPageFault({ kind, path, port, query }: Rule): string | undefined {
  return path === '/' && port === undefined && query === undefined
    ? undefined
    : `it is a ${kind} with a path, port or query. A rule of kind prefix or url has them`;
}

function pageFault({ kind, path, pathCase, query, text }: Rule): string | undefined {
  if (typeof path !== 'string' || path.charCodeAt(0) !== SLASH) return 'its path does not begin with "/"';
  if (pathCase !== undefined && pathCase !== 'sensitive' && pathCase !== 'insensitive')
    return 'its pathCase is none. Pass "sensitive" or "insensitive"';
  if (kind === 'url') return undefined;
  if (query !== undefined) return 'it is a prefix with a query. Only a rule of kind url has one';
  return text === undefined && path.charCodeAt(path.length - 1) !== SLASH
    ? 'it is a prefix whose path does not end with "/". A page is a rule of kind url'
    : undefined;
}

/** The message does not say how it would be written: that would be text of the entry. */
function canonicalFault({ path, pathCase, query, text }: Rule): string | undefined {
  const folded = pathCase === 'insensitive';
  const isCanonical = text === undefined ? isCanonicalPath(path, folded) : isCanonicalText(path);
  if (!isCanonical)
    return `its path is not canonical${folded ? ' and in lower case' : ''}. Make rules with ruleFrom, or paths with canonicaliseUrl`;
  if (query === undefined || (typeof query === 'string' && isCanonicalQuery(query))) return undefined;
  return 'its query is not canonical. Make rules with ruleFrom, or queries with canonicaliseUrl';
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
