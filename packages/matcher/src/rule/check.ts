/** What is wrong with a rule that somebody wrote by hand: compiled, it would cover nothing, or something else. */
import { LEAST_NETWORK_BITS } from './network.ts';
import { RULE_KINDS } from './table-row.ts';
import type { Rule } from './types.ts';

const KINDS = new Set(RULE_KINDS);
const MOST_LINE = 2 ** 32 - 1;
const MOST_PORT = 65_535;
const [UPPER_A, UPPER_Z, SPACE, SLASH, DELETE] = [0x41, 0x5a, 0x20, 0x2f, 0x7f] as const;

/** Returns what is wrong with `rule` and what would be right; `undefined` if nothing. Linear in its host; allocates nothing then. */
export function faultOf(rule: Rule): string | undefined {
  if (!isRule(rule)) return 'it is no rule. Make rules with ruleFrom, and pass what it returns as `rule`';
  const { kind, port } = rule;
  const hasPort = (kind === 'prefix' || kind === 'url') && port !== undefined;
  const isPort = !hasPort || isWhole(port, 1, MOST_PORT);
  return shapeFaultOf(rule) ?? (isPort ? undefined : `its port is not one of 1 to ${MOST_PORT}`);
}

/** Whether a value can be looked at as a rule at all; the result of `ruleFrom` has one in it, and is none. */
export function isRule(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** As {@link faultOf}, for a rule that somebody is going to look at before it is compiled: a port that nothing connects to may be in it. */
export function shapeFaultOf(rule: Rule): string | undefined {
  const { kind, action, line, list } = rule;
  if (!KINDS.has(kind)) return `its kind is none. Kinds are: ${[...KINDS].join(', ')}`;
  if (action !== 'deny' && action !== 'allow') return 'its action is none. Actions are: deny, allow';
  if (!isWhole(list, 0, MOST_LINE)) return 'its list is no position. The first list is 0';
  if (!isWhole(line, 1, MOST_LINE)) return 'its line is no line. The first line is 1';
  return hostFault(rule) ?? (kind === 'prefix' || kind === 'url' ? pageFault(rule) : undefined);
}

function hostFault({ kind, host, networkBits }: Rule): string | undefined {
  if (typeof host !== 'string' || !isCanonicalText(host))
    return 'its host is not canonical. Make rules with ruleFrom, or hosts with canonicaliseHost';
  if (networkBits === undefined) return undefined;
  const [least, most] = host.includes(':') ? [LEAST_NETWORK_BITS.ipv6, 128] : [LEAST_NETWORK_BITS.ipv4, 32];
  if (kind === 'ip' && isWhole(networkBits, least, most)) return undefined;
  return `it cannot be a network of ${networkBits} bits. A rule of kind ip can, from ${least} to ${most}`;
}

function pageFault({ kind, path, query, text }: Rule): string | undefined {
  if (typeof path !== 'string' || path.charCodeAt(0) !== SLASH) return 'its path does not begin with "/"';
  if (kind === 'url') return undefined;
  if (query !== undefined) return 'it is a prefix with a query. Only a rule of kind url has one';
  return text === undefined && path.charCodeAt(path.length - 1) !== SLASH
    ? 'it is a prefix whose path does not end with "/". A page is a rule of kind url'
    : undefined;
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** No character that canonicalisation would have changed or refused, as far as one look at each shows. */
function isCanonicalText(host: string): boolean {
  for (let at = 0; at < host.length; at += 1) {
    const code = host.charCodeAt(at);
    if (code <= SPACE || code >= DELETE || code === SLASH || (code >= UPPER_A && code <= UPPER_Z)) return false;
  }
  return host.length > 0;
}
