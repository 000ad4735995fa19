/**
 * Lines of a dnsmasq configuration that decide about names and all below them:
 *
 *   address=/bad.test/                 no such name
 *   address=/bad.test/worse.test/#     nowhere: 0.0.0.0 and ::
 *   address=/bad.test/192.0.2.80       a page of the operator's
 *   local=/bad.test/                   no such name, and `server=` with nothing behind the names is the same
 *   server=/ok.bad.test/#              passes: the usual servers are asked for it, or the one that is named
 *
 * Of two lines the one with the longer name decides, as in dnsmasq. Other options are rejected; one that names another file refuses the list.
 */
import { stateVersion } from './plain.ts';
import type { RowReader, RowSink } from './row.ts';

const LINE = /^\s*(?:--)?(address|server|local)\s*=\s*\/(.*)\/([^/\s]*)$/u;
/** Over line separators, too: the first `#` would be tried, then the next one, each to the separator. */
const COMMENT_BEHIND = /\s#.*$/su;
const OTHER_FILE = /^\s*(?:--)?(?:conf-(?:file|dir|script)|addn-hosts|hostsdir|servers-file)\b/u;

/** Reads such lines. */
export class DnsmasqReader implements RowReader {
  row(text: string, sink: RowSink): void {
    const line = text.trimStart();
    if (line === '') return;
    if (line.startsWith('#')) stateVersion(line, sink);
    else if (OTHER_FILE.test(text)) sink.refuse('list-includes', 'an option names another file');
    else this.#option(text, sink);
  }

  #option(text: string, sink: RowSink): void {
    const [, option = '', names = '', target = ''] = LINE.exec(text.replace(COMMENT_BEHIND, '').trimEnd()) ?? [];
    if (option === '') {
      sink.rejected('rule-unsupported', 0);
      return;
    }
    const passes = option !== 'address' && target !== '';
    let offset = text.indexOf('/') + 1;
    for (const name of names.split('/')) {
      takeName(name, offset, passes, sink);
      offset += name.length + 1;
    }
  }
}

/** `#` and `*` are all names, and quarantined as too broad; nothing is names without a dot. */
function takeName(name: string, offset: number, passes: boolean, sink: RowSink): void {
  const text = name.replace(/^\./u, '');
  if (text === '') sink.rejected('row-names-nothing', offset);
  else {
    const action = passes ? ('allow' as const) : ('block' as const);
    sink.entry({ text: text === '#' ? '*' : text, offset, hostOnly: true, isName: true, covers: 'domain', action });
  }
}

/** True for a line of this format, by its look. */
export function looksLikeDnsmasq(text: string): boolean {
  return LINE.test(text.replace(COMMENT_BEHIND, '').trimEnd());
}
