/** The definition of "covers" and "most specific wins", with no thought of speed. The matcher must agree with it. */
import {
  type CanonicalUrl,
  canonicaliseRequest,
  type ListDescription,
  type Rule,
  type TextPrefix,
} from '@netvakt/matcher';

const RANK = { domain: 0, host: 1, ip: 1, prefix: 2, url: 3 } as const;

type Page = Pick<CanonicalUrl, 'host' | 'hostKind' | 'port' | 'path' | 'query'>;

function covers(rule: Rule, page: Page): boolean {
  if (rule.text !== undefined) return coversText(rule, rule.text, page);
  if (rule.kind === 'domain' && page.hostKind === 'name' && page.host.endsWith(`.${rule.host}`)) return true;
  if (rule.host !== page.host) return false;
  return (rule.kind !== 'prefix' && rule.kind !== 'url') || coversPath(rule, page);
}

function coversPath(rule: Rule, page: Page): boolean {
  if (rule.port !== undefined && rule.port !== page.port) return false;
  const path = rule.pathCase === 'insensitive' ? page.path.toLowerCase() : page.path;
  if (rule.kind === 'prefix') return path.startsWith(rule.path);
  return path === rule.path && (rule.query === undefined || rule.query === page.query);
}

/** Regular expressions in place of hashes and bytes. */
function coversText(rule: Rule, { hosts, ends }: TextPrefix, { host, hostKind, path, query }: Page): boolean {
  const isBelow = host.endsWith(`.${rule.host}`) && hostKind === 'name';
  const isSite = isBelow && /^(?:www|web|ftp)\d*$/u.test(host.slice(0, -rule.host.length - 1));
  if (host !== rule.host && !(hosts === 'below' ? isBelow : isSite)) return false;
  const text = (query === '' ? path : `${path}?${query}`).toLowerCase();
  return text.startsWith(rule.path) && (ends === 'anywhere' || /^(?:$|[/?&=])/u.test(text.slice(rule.path.length)));
}

/** Greater is more specific: kind, then length, then a query. */
function specificity(rule: Rule): number {
  const length = rule.kind === 'domain' ? rule.host.length : rule.kind === 'prefix' ? rule.path.length : 0;
  return RANK[rule.kind] * 1e6 + length * 2 + Number(rule.query !== undefined);
}

/** The rules that decide about one page: as specific as can be, and the allowing ones if there are any. */
function deciding(rules: readonly Rule[], page: Page): readonly Rule[] {
  const covering = rules.filter((rule) => covers(rule, page));
  const most = Math.max(...covering.map(specificity));
  const top = covering.filter((rule) => specificity(rule) === most);
  return top.some(({ action }) => action === 'allow') ? top.filter(({ action }) => action === 'allow') : top;
}

/** The deny rules that decide about a request in a market, whichever form of it they cover; none if it may pass. */
export function naiveFind(
  rules: readonly Rule[],
  lists: readonly ListDescription[],
  market: string,
  request: { readonly host: string; readonly target: string },
): readonly Rule[] | 'invalid' {
  const canonical = canonicaliseRequest(request.host, request.target);
  if (!canonical.ok) return 'invalid';
  const served = rules.filter(({ list }) => lists[list]?.markets.includes(market));
  const { host, hostKind, port } = canonical.url;
  const decided = [canonical.url, ...canonical.alternates]
    .map(({ path, query }) => deciding(served, { host, hostKind, port, path, query }))
    .find((top) => top[0]?.action === 'deny');
  return decided ?? [];
}
