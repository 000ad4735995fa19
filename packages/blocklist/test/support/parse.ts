import { createHash } from 'node:crypto';
import type { Rule } from '@netvakt/matcher';
import type { ListSummary, ParsedList, ParseOutcome, RefusedList } from '../../src/parse/list.ts';
import { ListParser } from '../../src/parse/parser.ts';
import { completeSettings, type ListSettings, type PartialListSettings } from '../../src/settings/settings.ts';

/** Settings of a list for market `se`; what a test is about is given. */
export function settingsFor(given: Partial<PartialListSettings> = {}): ListSettings {
  return completeSettings({ id: 'tested', markets: ['se'], ...given });
}

/** Parses chunks, in turn. */
export function parseChunks(chunks: Iterable<Uint8Array>, settings: ListSettings, index = 0): ParseOutcome {
  const parser = new ListParser(settings, index);
  const digest = createHash('sha256');
  for (const chunk of chunks) {
    digest.update(chunk);
    parser.push(chunk);
  }
  return parser.finish(digest.digest('hex'));
}

/** Parses a text or bytes. */
export function parse(content: string | Uint8Array, given: Partial<PartialListSettings> = {}, index = 0): ParseOutcome {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return parseChunks([bytes], settingsFor(given), index);
}

/** The list, which must have been taken. */
export function taken(outcome: ParseOutcome): ParsedList {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code} ${outcome.refusal.found}`);
  return outcome;
}

/** The refusal, which there must be. */
export function refused(outcome: ParseOutcome): RefusedList {
  if (outcome.ok) throw new Error('The list was taken');
  return outcome;
}

/**
 * Rules in short: `domain bad.test`, `prefix bad.test:8080/a/`, `url bad.test/a?b`, `ip 10.0.0.0/30`,
 * `site-anywhere bad.test/a`; with `@` and the line.
 */
export function shortRules({ rules }: { readonly rules: Iterable<Rule> }): string[] {
  return Array.from(rules, ({ kind, host, port, path, query, networkBits, text, line }) => {
    const bits = networkBits === undefined ? '' : `/${networkBits}`;
    const place = kind === 'prefix' || kind === 'url' ? path : '';
    const name = text === undefined ? kind : `${text.hosts}-${text.ends}`;
    return `${name} ${host}${bits}${port === undefined ? '' : `:${port}`}${place}${query === undefined ? '' : `?${query}`} @${line}`;
  });
}

/** Rejections in short: `host-empty @3:1`. */
export function shortRejections({ rejected, quarantined }: ListSummary): string[] {
  return [...rejected.first, ...quarantined.first].map(({ reason, line, column }) => `${reason} @${line}:${column}`);
}
