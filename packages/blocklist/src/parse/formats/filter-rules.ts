/**
 * Lines of a content blocker that name a host: `||bad.test^` covers the name and all below it. A rule that says more (options,
 * exceptions, patterns, parts of pages) means something that cannot be kept, and is rejected rather than widened or narrowed.
 */
import { stateVersion } from './plain.ts';
import type { RowReader, RowSink } from './row.ts';

const HOST_RULE = /^\|\|([^/^*|$\s]+)\^\|?$/u;

/** Comments, and the header that names the blocker. */
export const FILTER_COMMENT: RegExp = /^\s*(?:!|\[Adblock|#(?:\s|$))/iu;

/** Reads `||host^` lines. */
export class FilterRulesReader implements RowReader {
  row(text: string, sink: RowSink): void {
    const line = text.trim();
    if (line === '') return;
    if (FILTER_COMMENT.test(line)) {
      stateVersion(line.replace(/^!/u, '#'), sink);
      return;
    }
    const host = HOST_RULE.exec(line)?.[1];
    if (host === undefined) sink.rejected('rule-unsupported', text.indexOf(line));
    else sink.entry({ text: host, offset: text.indexOf(line) + 2, hostOnly: true, covers: 'domain' });
  }
}

/** True for a line of this format, by its look; also for rules that are rejected then. */
export function looksLikeFilterRule(text: string): boolean {
  return /^\s*(?:@@)?\|\|/u.test(text);
}
