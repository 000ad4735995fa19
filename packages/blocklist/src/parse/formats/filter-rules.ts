/**
 * Network rules of a content blocker (Adblock Plus, uBlock Origin, AdGuard) that hold whoever asks and for what:
 *
 *   ||bad.test^               the name and all below it
 *   ||*.bad.test^             all below it
 *   ||bad.test/ads            pages that begin so, in any case, on the name and all below it; with ^ behind, up to a boundary
 *   ||bad.test^$important     the same, in spite of an exception; also `all`, `document`, `doc`
 *   ||bad.test^$badfilter     takes that rule out of the list; the one with $important stays
 *   @@||ok.bad.test^          an exception: the name and all below it
 *
 * What takes something out names a host with all below it: one with `*.` is rejected, and so is $badfilter for a rule with $important.
 * A rule for some requests only (`third-party`, `script`, `domain=`), for a part of a page, or for a pattern depends on what a filter
 * cannot see. It is rejected rather than widened.
 */
import type { TextPrefix } from '@netvakt/matcher';
import { stateVersion } from './plain.ts';
import type { EntryAction, FoundEntry, RowReader, RowSink } from './row.ts';

/** `@@`, then the host, then what follows it, then options. Without the look ahead, each shorter host would be tried: quadratic. */
const RULE = /^(@@)?\|\|(\*\.)?([^/^*|$\s]+)(?=[/^*|$]|$)([^$\s]*?)(?:\$([\w~,=.|-]+))?$/u;
const WHOLE_HOST = /^(?:|\^\|?|\^\*|\/\*?|\^\/\*?)$/u;
const PAGE = /^(\/[^*^|]+)(\^?)\*?$/u;

/** Options that leave a rule as it is: it covers what a person opens, whoever asks. */
const NEUTRAL: ReadonlySet<string> = new Set(['all', 'document', 'doc', 'important', 'badfilter']);

/** Comments, and the header that names the blocker. */
export const FILTER_COMMENT: RegExp = /^\s*(?:!|\[Adblock|#(?:\s|$))/iu;

/** Reads such rules. */
export class FilterRulesReader implements RowReader {
  /** Depth of `!#if`: what is inside holds for some blockers only. */
  #conditions = 0;

  row(text: string, sink: RowSink): void {
    const line = text.trim();
    if (line === '') return;
    if (line.startsWith('!#')) this.#directive(line, sink);
    else if (FILTER_COMMENT.test(line)) stateVersion(line.replace(/^!/u, '#'), sink);
    else {
      const found = this.#conditions > 0 ? undefined : ruleOf(line);
      if (found === undefined) sink.rejected('rule-unsupported', text.indexOf(line));
      else sink.entry({ ...found, offset: text.indexOf(line) + found.offset });
    }
  }

  #directive(line: string, sink: RowSink): void {
    if (/^!#include\b/u.test(line)) sink.refuse('list-includes', 'a line names another file');
    else if (/^!#if\b/u.test(line)) this.#conditions += 1;
    else if (/^!#endif\b/u.test(line)) this.#conditions = Math.max(0, this.#conditions - 1);
  }
}

/** The entry of a rule, with its offset in the line; `undefined` for one that no rule has the meaning of. */
function ruleOf(line: string): FoundEntry | undefined {
  const [, exception, below, host, rest = '', text] = RULE.exec(line) ?? [];
  const options = text === undefined ? [] : text.split(',');
  if (host === undefined || !options.every((option) => NEUTRAL.has(option))) return undefined;
  const action = actionOf(exception !== undefined, options);
  if (takesFinerOut(action, below !== undefined, options)) return undefined;
  const entry = { text: host, offset: line.indexOf(host), hostOnly: true, action };
  if (WHOLE_HOST.test(rest)) return { ...entry, covers: below === undefined ? 'domain' : 'below' };
  return below === undefined ? pageOf(entry, rest) : undefined;
}

/** True if an entry takes out what has no name of its own here: all below a host without the host, or a rule that is forced. */
function takesFinerOut(action: EntryAction, isBelow: boolean, options: readonly string[]): boolean {
  if (action === 'withdraw') return isBelow || options.includes('important');
  return action === 'clear' && isBelow;
}

/** The entry of a rule with a path; exceptions, ports and patterns have none. */
function pageOf(entry: FoundEntry, rest: string): FoundEntry | undefined {
  const [, page, boundary] = PAGE.exec(rest) ?? [];
  if (page === undefined || entry.action === 'clear' || entry.text.includes(':')) return undefined;
  const prefix: TextPrefix = { hosts: 'below', ends: boundary === '^' ? 'boundary' : 'anywhere' };
  return { ...entry, text: entry.text + page, hostOnly: false, prefix };
}

function actionOf(isException: boolean, options: readonly string[]): EntryAction {
  if (options.includes('badfilter')) return 'withdraw';
  if (isException) return 'clear';
  return options.includes('important') ? 'force' : 'block';
}

/** True for a line of this format, by its look; also for rules that are rejected then. */
export function looksLikeFilterRule(text: string): boolean {
  return /^\s*(?:@@)?\|\|/u.test(text);
}
