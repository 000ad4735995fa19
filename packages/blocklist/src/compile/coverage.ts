/** What a list covers, for whoever looks at its file before it is used: counts and made-up examples, never an entry. */
import { randomFillSync } from 'node:crypto';
import {
  attachSnapshot,
  compile,
  Matcher,
  type Rule,
  type RuleKind,
  type RuleTable,
  type RuleView,
  ruleFrom,
  type TextPrefix,
  textRuleFrom,
} from '@netvakt/matcher';
import { withAncestors } from '../parse/exceptions.ts';
import type { ListSummary, ParsedList } from '../parse/list.ts';
import type { ListSettings } from '../settings/settings.ts';
import { compileLists } from './compile.ts';
import { rulesOnSharedConnections } from './shared-connections.ts';
import { withoutInert } from './without-inert.ts';
import { witnessesOf } from './witness.ts';

/** A form of request to a made-up rule, and what the compiled rule does with it. */
export interface CoveredForm {
  /** A URL, or `handshake NAME` for TLS, if a filter sees the name only. */
  readonly request: string;
  readonly isBlocked: boolean;
}

/** What one kind of rule covers: five forms of request to the rule of a made-up entry. */
export interface CoveredKind {
  readonly kind: RuleKind;
  /** How prefixes of text are compared. */
  readonly text?: TextPrefix;
  /** Active rules of the list. */
  readonly rules: number;
  readonly entry: string;
  readonly forms: readonly CoveredForm[];
}

/** What a list covers. */
export interface ListCoverage {
  readonly version: string;
  /** After every active rule was asked for by its witness. */
  readonly summary: ListSummary;
  /** Active rules that a wider rule of the list covers: they may go without a change. */
  readonly covered: number;
  /** Rules of hosts that a browser may ask for on a connection to another host (RFC 9113 §9.1.1). */
  readonly onSharedConnections: number;
  /** What the list takes out of its own rules. */
  readonly exceptions: number;
  /** The kinds of which it has rules; none for keyed hashes, of which nobody sees what they are of. */
  readonly kinds: readonly CoveredKind[];
}

/** An entry of each kind, and five requests: what it is for, and what it is not. */
const FORMS: Readonly<Record<RuleKind, { readonly entry: string; readonly requests: readonly string[] }>> = {
  domain: {
    entry: 'listed.example',
    requests: [
      'http://listed.example/',
      'http://www.listed.example/page?query=1',
      'handshake www.listed.example',
      'http://listed.example:8080/',
      'http://notlisted.example/',
    ],
  },
  host: {
    entry: 'listed.example',
    requests: [
      'http://listed.example/page?query=1',
      'handshake listed.example',
      'http://listed.example:8080/',
      'http://www.listed.example/',
      'http://notlisted.example/',
    ],
  },
  prefix: {
    entry: 'http://site.example/directory/',
    requests: [
      'http://site.example/directory/',
      'http://site.example/directory/below/page?query=1',
      'http://www.site.example/directory/',
      'http://site.example/directory-too/',
      'handshake site.example',
    ],
  },
  url: {
    entry: 'http://site.example/page',
    requests: [
      'http://site.example/page',
      'http://site.example/page?query=1',
      'http://site.example/page/below',
      'http://www.site.example/page',
      'handshake site.example',
    ],
  },
  ip: {
    entry: '192.0.2.1',
    requests: [
      'http://192.0.2.1/',
      'http://192.0.2.1:8080/page',
      'http://[::ffff:192.0.2.1]/',
      'http://192.0.2.2/',
      'http://name-of-that-address.example/',
    ],
  },
};

/** The same for prefixes of text. */
const TEXT_FORMS = {
  entry: 'site.example/page',
  requests: [
    'http://site.example/page',
    'http://www.site.example/PAGE?query=1',
    'http://site.example/pages',
    'http://sub.site.example/page/below',
    'handshake site.example',
  ],
} as const;

const KINDS = Object.keys(FORMS) as readonly RuleKind[];

/** Compiles `list` for itself and asks for a witness of every rule. Linear; seconds for a million pages. */
export function coverageOf(list: ParsedList): ListCoverage {
  const { settings, version, rules, exceptions } = list;
  const seed = randomFillSync(new Uint32Array(4));
  const snapshot = attachSnapshot(compileLists([list], { markets: settings.markets, seed }));
  const summary = withoutInert(list.summary, witnessesOf(list, snapshot));
  const isReadable = settings.format !== 'keyed-hashes';
  return {
    version,
    summary,
    covered: isReadable ? coveredRules(rules) : 0,
    onSharedConnections: isReadable ? rulesOnSharedConnections(rules) : 0,
    exceptions: exceptions.length,
    kinds: isReadable ? kindsIn(summary, rules, settings) : [],
  };
}

function kindsIn({ kinds }: ListSummary, rules: RuleTable, settings: ListSettings): readonly CoveredKind[] {
  const texts = textsIn(rules);
  const ofTexts = texts.reduce((sum, { rules: count }) => sum + count, 0);
  const found: CoveredKind[] = [];
  for (const kind of KINDS) {
    found.push(...kindsOf(kind, kind === 'prefix' ? kinds.prefix - ofTexts : kinds[kind], settings));
    if (kind === 'prefix') found.push(...texts);
  }
  return found;
}

/** Prefixes of text, each way of comparing for itself. */
function textsIn(rules: RuleTable): readonly CoveredKind[] {
  const ways = new Map<string, { readonly text: TextPrefix; count: number }>();
  for (const { prefix: text } of rules.views()) {
    if (text === undefined) continue;
    const name = `${text.hosts} ${text.ends}`;
    const way = ways.get(name) ?? { text, count: 0 };
    ways.set(name, way);
    way.count += 1;
  }
  return [...ways.values()].map(({ text, count }) => textKind(text, count));
}

function textKind(text: TextPrefix, rules: number): CoveredKind {
  const { entry, requests } = TEXT_FORMS;
  const made = textRuleFrom(entry, text, 0, 1);
  if (!made.ok) throw new TypeError(`The example of a text is no entry: ${made.reason}`);
  const isBlocked = asking(made.rule);
  const forms = requests.map((request) => ({ request, isBlocked: isBlocked(request) }));
  return { kind: 'prefix', text, rules, entry, forms };
}

function kindsOf(kind: RuleKind, rules: number, settings: ListSettings): readonly CoveredKind[] {
  if (rules <= 0) return [];
  const { entry, requests } = FORMS[kind];
  const made = ruleFrom(entry, { ...settings.semantics, directoryIsPrefix: true }, 0, 1);
  if (!made.ok) throw new TypeError(`The example of ${kind} is no entry: ${made.reason}`);
  const isBlocked = asking({ ...made.rule, kind });
  return [{ kind, rules, entry, forms: requests.map((request) => ({ request, isBlocked: isBlocked(request) })) }];
}

/** Answers for the snapshot of one rule. */
function asking(rule: Rule): (request: string) => boolean {
  const lists = [{ id: 'example', version: '1', markets: ['any'] }];
  const matcher = new Matcher(
    attachSnapshot(compile([rule], { markets: ['any'], lists, seed: randomFillSync(new Uint32Array(4)) })),
  );
  return (request) => {
    const handshake = /^handshake (?<name>.*)$/u.exec(request)?.groups?.['name'];
    if (handshake !== undefined) return matcher.matchHost(handshake, 0) > 0;
    const { authority = '', target = '' } = /^http:\/\/(?<authority>[^/]*)(?<target>.*)$/u.exec(request)?.groups ?? {};
    return matcher.matchRequest(authority, target, 0) > 0;
  };
}

/** Rules whose host is below, or is, that of a domain rule, and those below a directory of their host. Linear in rules times labels. */
function coveredRules(rules: RuleTable): number {
  const domains = new Set<string>();
  const directories = new Set<string>();
  for (const view of rules.views()) {
    if (view.kind === 'domain') domains.add(view.host);
    if (view.kind === 'prefix' && view.port === undefined && view.prefix === undefined)
      directories.add(`${view.host}${view.path}`);
  }
  let covered = 0;
  for (const view of rules.views()) if (isInDomain(view, domains) || isInDirectory(view, directories)) covered += 1;
  return covered;
}

function isInDomain({ kind, host }: RuleView, domains: ReadonlySet<string>): boolean {
  if (kind === 'ip') return false;
  const [, ...above] = withAncestors(host);
  return (kind !== 'domain' && domains.has(host)) || above.some((name) => domains.has(name));
}

function isInDirectory({ kind, host, path }: RuleView, directories: ReadonlySet<string>): boolean {
  if (directories.size === 0 || (kind !== 'prefix' && kind !== 'url')) return false;
  const last = kind === 'prefix' ? path.length - 2 : path.length;
  // The root is below no directory; lastIndexOf would take -1 for 0, and find the root itself.
  let slash = last < 0 ? -1 : path.lastIndexOf('/', last);
  for (; slash >= 0; slash = slash === 0 ? -1 : path.lastIndexOf('/', slash - 1))
    if (directories.has(`${host}${path.slice(0, slash + 1)}`)) return true;
  return false;
}
