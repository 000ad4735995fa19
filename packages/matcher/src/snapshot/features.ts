/** What occurs in a snapshot at all, so that a lookup need not look for the rest. */

import { ROW, ROW_WORDS } from './layout.ts';
import { depthOf, hasPort, isFolded, KIND, kindOf } from './shape.ts';

/** Read off the rows, of which there are few. */
export interface Features {
  /** Bit n: a domain of n labels; bit 31: of 31 or more. */
  readonly domainLabels: number;
  /** A rule covers a whole host: a domain, a host or an address. If there is none, no cell of a host is looked for. */
  readonly wholeHosts: boolean;
  /** Directories of the deepest prefix; -1 if there is none. */
  readonly deepestPrefix: number;
  /** A rule names a page whatever its query. */
  readonly pages: boolean;
  /** A rule names a page with one query. */
  readonly queries: boolean;
  /** A path rule names a port. */
  readonly ports: boolean;
  /** A path rule ignores case. */
  readonly folded: boolean;
  /** As {@link domainLabels}, of hosts that have prefixes of text for their site. */
  readonly siteLabels: number;
  /** As {@link domainLabels}, of hosts that have prefixes of text for themselves and all below. */
  readonly belowLabels: number;
}

/** The features of these rows. */
export function featuresOf(rows: Int32Array): Features {
  let [domainLabels, siteLabels, belowLabels, deepestPrefix] = [0, 0, 0, -1];
  let [wholeHosts, pages, queries, ports, folded] = [false, false, false, false, false];
  for (let row = 0; row < rows.length; row += ROW_WORDS) {
    const below = rows[row + ROW.belowShape] as number;
    const own = rows[row + ROW.ownShape] as number;
    if (((rows[row + ROW.belowDenySet] as number) | (rows[row + ROW.belowAllowSet] as number)) !== 0)
      domainLabels |= 1 << Math.min(depthOf(below), 31);
    siteLabels |= labelsOf(own, KIND.textOfSite);
    belowLabels |= labelsOf(own, KIND.textBelow);
    if (kindOf(own) === KIND.prefix) deepestPrefix = Math.max(deepestPrefix, depthOf(own));
    wholeHosts ||= domainLabels !== 0 || kindOf(own) === KIND.host || kindOf(own) === KIND.ip;
    pages ||= kindOf(own) === KIND.page;
    queries ||= kindOf(own) === KIND.query;
    ports ||= hasPort(own);
    folded ||= isFolded(own) && kindOf(own) < KIND.textOfSite;
  }
  return { domainLabels, wholeHosts, deepestPrefix, pages, queries, ports, folded, siteLabels, belowLabels };
}

/** True if a host may have prefixes of text at all. */
export function hasTexts({ siteLabels, belowLabels }: Features): boolean {
  return (siteLabels | belowLabels) !== 0;
}

/** The bit of the labels of a shape's host, if the shape is of `kind`. */
function labelsOf(shape: number, kind: number): number {
  return kindOf(shape) === kind ? 1 << Math.min(depthOf(shape), 31) : 0;
}

/** What occurs in either of two snapshots. */
export function eitherFeatures(left: Features, right: Features): Features {
  return {
    domainLabels: left.domainLabels | right.domainLabels,
    wholeHosts: left.wholeHosts || right.wholeHosts,
    deepestPrefix: Math.max(left.deepestPrefix, right.deepestPrefix),
    pages: left.pages || right.pages,
    queries: left.queries || right.queries,
    ports: left.ports || right.ports,
    folded: left.folded || right.folded,
    siteLabels: left.siteLabels | right.siteLabels,
    belowLabels: left.belowLabels | right.belowLabels,
  };
}
