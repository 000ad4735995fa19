/**
 * A response policy zone, as a DNS server loads it (draft-vixie-dnsop-dns-rpz):
 *
 *   $ORIGIN rpz.example.
 *   @             SOA  ns.example. admin.example. ( 2026112301 3600 600 86400 60 )
 *   bad.test      CNAME .                       that name only
 *   *.bad.test    CNAME .                       all below it
 *   32.1.2.0.192.rpz-ip  CNAME .                an answer's address: nothing that this filter sees, rejected
 *   good.test     CNAME rpz-passthru.           an exception: rejected, see `netvakt list allow`
 *
 * A name gives a `host` rule. A wildcard gives a `domain` rule, which covers the name itself, too: no kind covers only what is
 * below, and authorities write both lines. The zone's serial is the version.
 */
import type { RowReader, RowSink } from './row.ts';

const RECORD = /^([^\s#]\S*)\s+(?:\d+\s+)?(?:IN\s+)?(?:\d+\s+)?(CNAME|A|AAAA|TXT)\s+(\S+)/iu;
const APEX = /^(?:[^\s#]\S*)?\s+(?:\d+\s+)?(?:IN\s+)?(?:\d+\s+)?(?:SOA|NS)\s/iu;
const DIRECTIVE = /^\$(ORIGIN|TTL)\s+(\S+)/iu;
const SERIAL = /SOA\s+\S+\s+\S+\s*\(?\s*(\d{1,10})/iu;
const TRIGGERS = /\.rpz-(?:ip|client-ip|nsdname|nsip)\.?$/iu;
const PASS = /^rpz-passthru\.?$/iu;

/** Reads the records of a zone file. */
export class ZoneReader implements RowReader {
  #origin = '';
  #apex: string | undefined;

  row(text: string, sink: RowSink): void {
    const semicolon = text.indexOf(';');
    const line = semicolon === -1 ? text : text.slice(0, semicolon);
    if (line.trim() === '') return;
    if (this.#apex !== undefined || APEX.test(line)) this.#readApex(line, sink);
    else if (!this.#directive(line)) this.#record(line, sink);
  }

  /** SOA and NS, over as many lines as parentheses make of them. */
  #readApex(line: string, sink: RowSink): void {
    const text = `${this.#apex ?? ''} ${line}`.slice(-2048);
    const serial = SERIAL.exec(text)?.[1];
    const open = text.includes('(') && !text.includes(')');
    if (serial !== undefined && !open) sink.version(serial);
    this.#apex = open ? text : undefined;
  }

  #directive(line: string): boolean {
    const [, name, value] = DIRECTIVE.exec(line) ?? [];
    if (name?.toUpperCase() === 'ORIGIN') this.#origin = `.${value}`.replace(/\.+$/u, '').toLowerCase();
    return name !== undefined;
  }

  #record(line: string, sink: RowSink): void {
    const [, owner, type, target] = RECORD.exec(line) ?? [];
    if (owner === undefined || type === undefined || target === undefined) sink.rejected('row-malformed', 0);
    else if (TRIGGERS.test(this.#relative(owner)) || (type.toUpperCase() === 'CNAME' && PASS.test(target)))
      sink.rejected('rule-unsupported', 0);
    else {
      const name = this.#relative(owner);
      const isWildcard = name.startsWith('*.') && name.length > 2;
      const offset = isWildcard ? 2 : 0;
      sink.entry({ text: name.slice(offset), offset, hostOnly: true, covers: isWildcard ? 'domain' : 'host' });
    }
  }

  /** An owner without the zone's own name behind it. */
  #relative(owner: string): string {
    const name = owner.replace(/\.$/u, '');
    if (name === owner || this.#origin === '' || !name.toLowerCase().endsWith(this.#origin)) return name;
    return name.slice(0, -this.#origin.length);
  }
}

/** True for a line of a zone file, by its look. */
export function looksLikeZone(text: string): boolean {
  return DIRECTIVE.test(text) || RECORD.test(text) || APEX.test(text);
}
