/** The formats of the DNS stage: for each, what it can write, how it is written, and which program looks at it. */

import { type BlockedNames, blockedNamesOf, blockedThemselves } from './dns/blocked-names.ts';
import { type Fit, fitPlain, fitting, type LeftOutNames } from './dns/fit.ts';
import { dnsmasqText } from './format/dnsmasq.ts';
import { hostsText } from './format/hosts.ts';
import { knotText } from './format/knot.ts';
import { fitZone, rpzText } from './format/rpz.ts';
import { fitUnbound, unboundText } from './format/unbound.ts';
import type { ListedNames } from './names.ts';
import { countOf } from './output/count.ts';
import type { Checker } from './output/programs.ts';

export type DnsFormatName = 'rpz' | 'unbound' | 'dnsmasq' | 'knot' | 'hosts';

/** One format. */
interface DnsFormat {
  readonly fit: (zone: string) => Fit;
  readonly text: (blocked: BlockedNames, serial: number) => string;
  /** Matches the start of each line that holds a name, and no other. */
  readonly entry: RegExp;
  readonly checker?: (zone: string) => Checker;
}

/** A text that can be made, and what is in it. */
export interface DnsExport {
  readonly text: (serial: number) => string;
  readonly names: number;
  readonly covered: number;
  readonly leftOut: LeftOutNames;
}

export const DNS_FORMATS: Readonly<Record<DnsFormatName, DnsFormat>> = {
  rpz: {
    fit: fitZone,
    text: rpzText,
    entry: /^[^ @$;]+ CNAME /gmu,
    checker: (zone) => ({ command: (file) => ['named-checkzone', '-q', zone, file], package: 'bind9-utils' }),
  },
  unbound: {
    fit: () => fitUnbound,
    text: unboundText,
    entry: /^local-zone: /gmu,
    checker: () => ({ command: (file) => ['unbound-checkconf', file], package: 'unbound' }),
  },
  dnsmasq: {
    fit: () => fitPlain,
    text: dnsmasqText,
    entry: /^server=/gmu,
    checker: () => ({ command: (file) => ['dnsmasq', '--test', `--conf-file=${file}`], package: 'dnsmasq-base' }),
  },
  knot: { fit: () => fitPlain, text: knotText, entry: /^[0-3][a-z0-9_-]/gmu },
  hosts: {
    fit: () => fitPlain,
    text: ({ names }) => hostsText(names.map(({ name }) => name)),
    entry: /^0\.0\.0\.0 /gmu,
  },
};

/** What a format makes of the names of lists. */
export function dnsExportOf(format: DnsFormatName, listed: ListedNames, zone: string): DnsExport {
  const { fit, text } = DNS_FORMATS[format];
  const { blocked, leftOut } = fitting(format === 'hosts' ? flat(listed) : blockedNamesOf(listed), fit(zone));
  const { names, covered } = blocked;
  return { text: (serial) => text(blocked, serial), names: names.length, covered, leftOut };
}

function flat(listed: ListedNames): BlockedNames {
  const names = blockedThemselves(listed).map((name) => ({ name, self: true, below: false, inside: false }));
  return { names, between: [], covered: 0 };
}

/** Counts the entries in a text of a format. */
export function entriesIn(format: DnsFormatName, text: string): number {
  return countOf(text, DNS_FORMATS[format].entry);
}
