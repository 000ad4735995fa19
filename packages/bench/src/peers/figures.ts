/** The committed pages of figures -> the figures of the chart: ours next to the peers'. */

import { tableBelow } from '../common/page.ts';

/** A bar. */
interface PeerFigure {
  readonly name: string;
  readonly value: number;
}

/** Bars that are compared with each other. */
export interface PeerGroup {
  readonly title: string;
  readonly unit: string;
  /** Ours first. */
  readonly bars: readonly PeerFigure[];
}

/** What the chart shows, and which pages it is of. */
export interface PeerFigures {
  readonly groups: readonly PeerGroup[];
  /** A line for each page: its name, day and commit, and whether the tree had changes that are in no commit. */
  readonly sources: readonly string[];
}

/** Columns of the matcher's page. */
const MATCHERS: readonly (readonly [column: string, name: string])[] = [
  ['netvakt-buffer', 'Netvakt'],
  ['hntrie-wasm', 'HNTrie of uBlock Origin, WebAssembly'],
  ['hntrie-js', 'HNTrie of uBlock Origin, JavaScript'],
  ['set', 'a JavaScript Set'],
];

/** Rows of the proxy's page. */
const PROXIES: readonly (readonly [row: string, name: string])[] = [
  ['netvakt', 'Netvakt'],
  ['haproxy', 'HAProxy'],
  ['squid', 'Squid'],
  ['http-proxy', 'http-proxy'],
  ['proxy-chain', 'proxy-chain'],
  ['tinyproxy', 'tinyproxy'],
];

/**
 * Reads the figures out of the two pages, docs/benchmarks/matcher.md and proxy.md.
 *
 * @throws RangeError if a page has lost a table or a figure of ours
 */
export function peerFigures(matcherPage: string, proxyPage: string): PeerFigures {
  const lookups = tableBelow(matcherPage, '## 1 million entries');
  const requests = tableBelow(proxyPage, '## keep-alive').filter((row) => row.get('rules') === '0');
  const ofCase = (name: string): PeerFigure[] => {
    const row = lookups.find((one) => one.get('case') === name);
    return MATCHERS.flatMap(([column, label]) => bar(label, row?.get(column)));
  };
  const ofProxy = PROXIES.flatMap(([proxy, label]) =>
    bar(label, requests.find((row) => row.get('proxy') === proxy)?.get('CPU us a request')),
  );
  const groups = [
    { title: 'A host that is not on a list of 1 million', unit: 'ns a lookup', bars: ofCase('miss') },
    { title: 'A host that is on a list of 1 million', unit: 'ns a lookup', bars: ofCase('host-hit') },
    { title: 'A small request through a proxy, open connections', unit: 'µs of CPU', bars: ofProxy },
  ];
  const lost = groups.find(({ bars }) => bars[0]?.name !== 'Netvakt');
  if (lost !== undefined) throw new RangeError(`The pages of figures have none of ours for: ${lost.title}`);
  return { groups, sources: [sourceOf('matcher', matcherPage), sourceOf('proxy', proxyPage)] };
}

/** None of a cell without a figure: "-", or "3 % wrong". */
function bar(name: string, cell: string | undefined): PeerFigure[] {
  const text = /^(\d[\d ]*(?:\.\d+)?)(?! ?%)(?: us)?(?: \(|$)/u.exec(cell ?? '')?.[1];
  return text === undefined ? [] : [{ name, value: Number(text.replaceAll(' ', '')) }];
}

function sourceOf(name: string, page: string): string {
  const [, commit = 'unknown', modified] = /^\| commit \| `([^`]+?)(-modified)?` \|$/mu.exec(page) ?? [];
  const day = /^\| run \| (\d{4}-\d{2}-\d{2})/mu.exec(page)?.[1] ?? 'unknown';
  const changes = modified === undefined ? '' : ' with changes that are in no commit';
  return `docs/benchmarks/${name}.md: ${day}, commit ${commit}${changes}`;
}
