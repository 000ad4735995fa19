/** `netvakt export rpz | unbound | dnsmasq | knot | hosts`: names that are blocked as a whole, for the DNS stage. */
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { DNS_FORMATS, type DnsExport, type DnsFormatName, dnsExportOf, entriesIn } from './dns-formats.ts';
import { exportError } from './failure.ts';
import { serialOf } from './format/rpz.ts';
import { type EnforcedFiles, listedNames } from './names.ts';
import { type OutputOptions, putOut } from './output/put-out.ts';

export interface NameOptions extends OutputOptions {
  readonly config?: string;
  readonly format: DnsFormatName;
  /** Name of the response policy zone, without a dot at its end. */
  readonly zone?: string;
  /** Only lists of this market. Default: all. */
  readonly market?: string;
}

/** A name that no zone of the internet has (RFC 6761). */
export const POLICY_ZONE = 'rpz.invalid';

export const names =
  (files: EnforcedFiles): Action<NameOptions> =>
  async (context, options) => {
    const { format, zone = POLICY_ZONE, market } = options;
    const config = await configured(options.config);
    mustKnow(config, market);
    const listed = await listedNames(await files(config, context.environment), market);
    const made = dnsExportOf(format, listed, zone);
    const file = {
      text: (before: string) => made.text(serialAfter(before)),
      count: (text: string) => entriesIn(format, text),
      checker: DNS_FORMATS[format].checker?.(zone),
    };
    await putOut(context, file, options);
    await context.stderr.write(reportOf(made, listed.partly.length, options.json));
    return EXIT.done;
  };

/** Seconds since 1970, or one more than the zone before if the clock went back: a serial that does not grow is not loaded. */
function serialAfter(before: string): number {
  return Math.max(Math.floor(Date.now() / 1000), serialOf(before) + 1);
}

function mustKnow({ fixed }: Config, market: string | undefined): void {
  if (market === undefined || fixed.markets.includes(market)) return;
  throw exportError(`there is no market ${market}`, `There are: ${fixed.markets.join(', ')}`);
}

function reportOf({ names: count, covered, leftOut }: DnsExport, partly: number, json: boolean | undefined): string {
  if (json === true) return `${JSON.stringify({ names: count, covered, leftOut, partly })}\n`;
  const reasons = Object.entries(leftOut).map(([reason, times]) => `${times} ${reason}`);
  return [
    `${count} names in clear: keep them as you keep the list. ${covered} more are covered by wider rules.`,
    ...(reasons.length === 0 ? [] : [`Left out, and blocked by the filter only: ${reasons.join(', ')}.`]),
    `${partly} names of which only pages are listed are left out: DNS would block them as a whole\n`,
  ].join(' ');
}
