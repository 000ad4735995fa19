/**
 * A response policy zone: a master file (RFC 1035 §5) whose names are rules (draft-vixie-dnsop-dns-rpz-00).
 *
 *   $ORIGIN rpz.example.
 *   @             SOA  ns.example. admin.example. ( 2026112301 3600 600 86400 60 )
 *   bad.test      CNAME .                       that name only
 *   *.bad.test    CNAME .                       all below it, and not the name
 *   h.worse.test.rpz.example. CNAME .           h.worse.test: the zone's name is no part of the rule
 *   good.test     CNAME rpz-passthru.           an exception from this zone's own rules
 *   32.1.2.0.192.rpz-ip  CNAME .                an answer's address: counted, see {@link POLICY_RECORDS}
 *
 * The owner of the SOA record is the zone's name, its serial the version. A name outside the zone is rejected; what could change the
 * meaning of other lines (`$INCLUDE`, a directive that is not known, a parenthesis that is not closed) refuses the list.
 */
import { POLICY_RECORDS, type PolicyRecord } from '../../report/policy.ts';
import { generatedRecord, MOST_GENERATED, rangeOf } from '../zone/generate.ts';
import { hostTextOf, nameOf, relativeTo, UNSTATED_ORIGIN } from '../zone/names.ts';
import { policyOf } from '../zone/policy.ts';
import { genericName, isGeneric, recordOf, type ZoneRecord } from '../zone/record.ts';
import { RecordScanner, type ScannedRecord, type Word } from '../zone/scanner.ts';
import { isTimeToLive } from '../zone/types.ts';
import type { RowReader, RowSink } from './row.ts';

/** Records that may come before the SOA record, without which they cannot be read. */
const MOST_BEFORE_SOA = 65_536;
/** Servers of the zone whose addresses are recognised. */
const MOST_SERVERS = 64;
/** `dig` and `kdig` print these above a transfer, which ends with the SOA record that it began with. */
const TRANSFER = /^; <<>> DiG .*\bAXFR\b|^;; AXFR for /iu;

/** A record with absolute names. */
interface Resolved {
  readonly owner: string;
  readonly type: string;
  /** Target of CNAME and NS. */
  readonly target: string | undefined;
  readonly data: readonly Word[];
  readonly line: number;
}

/** Reads the lines of a master file. */
export class ZoneReader implements RowReader {
  readonly #scanner = new RecordScanner();
  readonly #servers = new Set<string>();
  #beforeSoa: Resolved[] = [];
  readonly #zone: string | undefined;
  #origin: string;
  #owner: string | undefined;
  #apex: string | undefined;
  #serial = -1;
  #soas = 0;
  #generated = 0;
  #isTransfer = false;

  /** @param zone - the zone's name, as {@link nameOf} writes names; left out, the file states it. */
  constructor(zone?: string) {
    this.#zone = zone;
    this.#origin = zone ?? UNSTATED_ORIGIN;
  }

  row(text: string, sink: RowSink, line: number): void {
    if (TRANSFER.test(text)) this.#isTransfer = true;
    const scanned = this.#scanner.line(text);
    if (this.#scanner.isOverlong) sink.refuse('zone-malformed', 'a parenthesis is not closed');
    if (scanned === undefined || this.#read(scanned, line - scanned.lines + 1, sink)) return;
    this.#owner = undefined;
    if (scanned.lines === 1) sink.rejected('row-malformed', 0);
    // One row too many between parentheses may be many rules.
    else sink.refuse('zone-malformed', `${scanned.lines} lines of one record cannot be read`);
  }

  lost(): void {
    this.#owner = undefined;
    this.#scanner.lost();
  }

  end(sink: RowSink): void {
    if (this.#scanner.isOpen) sink.refuse('zone-malformed', 'a parenthesis is not closed');
    else if (this.#apex === undefined) sink.refuse('zone-without-soa', 'no SOA record');
    else if (this.#isTransfer && this.#soas < 2)
      sink.refuse('zone-cut-off', 'a transfer without the SOA record at its end');
  }

  /** False if the record is malformed. */
  #read(scanned: ScannedRecord, line: number, sink: RowSink): boolean {
    const [first] = scanned.words;
    if (first?.text.startsWith('$') === true && !first.isQuoted) return this.#directive(scanned, line, sink);
    const record = recordOf(scanned);
    if (record === undefined) return false;
    const owner = record.owner === undefined ? this.#owner : nameOf(record.owner, this.#origin);
    if (owner === undefined) return false;
    this.#owner = owner;
    return this.#resolve(record, owner, line, sink);
  }

  #directive({ words, hasBlankOwner, isBroken }: ScannedRecord, line: number, sink: RowSink): boolean {
    const [name = { text: '' }, ...rest] = words;
    switch (hasBlankOwner || isBroken ? '' : name.text.toUpperCase()) {
      case '$ORIGIN':
        this.#setOrigin(rest, sink);
        return true;
      case '$TTL':
        return rest.length === 1 && rest.every(({ text }) => isTimeToLive(text));
      case '$DATE': // BIND's own: when it wrote the file
        return true;
      case '$INCLUDE':
        sink.refuse('zone-includes', '$INCLUDE names another file');
        return true;
      case '$GENERATE':
        return this.#generate(rest, line, sink);
      default:
        sink.refuse('zone-malformed', 'a directive that is not known');
        return true;
    }
  }

  #setOrigin([value, ...more]: readonly Word[], sink: RowSink): void {
    const origin = value === undefined || more.length > 0 ? undefined : nameOf(value.text, this.#origin);
    if (origin === undefined) sink.refuse('zone-malformed', '$ORIGIN without a name');
    else this.#origin = origin;
  }

  #generate([range, ...template]: readonly Word[], line: number, sink: RowSink): boolean {
    const numbers = rangeOf(range);
    if (numbers === undefined || template.length === 0) return false;
    this.#generated += numbers.count;
    if (this.#generated > MOST_GENERATED) {
      sink.refuse('zone-malformed', `$GENERATE stands for more than ${MOST_GENERATED} records`);
      return true;
    }
    for (let at = 0; at < numbers.count; at += 1) {
      const scanned = generatedRecord(template, numbers.start + at * numbers.step);
      const record = scanned && recordOf(scanned);
      const owner = record?.owner === undefined ? undefined : nameOf(record.owner, this.#origin);
      if (record === undefined || owner === undefined || !this.#resolve(record, owner, line, sink)) return false;
    }
    return true;
  }

  /** The target of a CNAME or NS record, then the meaning of the record. False if the target is no name. */
  #resolve({ type, data }: ZoneRecord, owner: string, line: number, sink: RowSink): boolean {
    let target: string | undefined;
    if (type === 'CNAME' || type === 'NS') {
      const word = isGeneric(data) ? genericName(data) : data[0]?.text;
      target = word === undefined ? undefined : nameOf(word, this.#origin);
      if (target === undefined) return false;
    }
    const resolved = { owner, type, target, data, line };
    if (type === 'SOA') this.#startOfAuthority(resolved, sink);
    else if (type === 'CNAME' && owner === this.#apex)
      return false; // next to the SOA record: no server loads that
    else if (this.#apex !== undefined) this.#take(resolved, this.#apex, sink);
    else if (this.#beforeSoa.push(resolved) > MOST_BEFORE_SOA)
      sink.refuse('zone-without-soa', `no SOA record among the first ${MOST_BEFORE_SOA}`);
    return true;
  }

  #startOfAuthority({ owner, data }: Resolved, sink: RowSink): void {
    const serial = Number(data[2]?.text);
    if (this.#apex === undefined) {
      if (this.#zone !== undefined && owner !== this.#zone)
        sink.refuse('zone-malformed', 'the SOA record is not that of the configured zone');
      this.#apex = owner;
      this.#serial = serial;
      sink.version(`${serial}`);
      this.#addServer(nameOf(data[0]?.text ?? '', this.#origin));
      const waiting = this.#beforeSoa;
      this.#beforeSoa = [];
      for (const record of waiting) this.#take(record, owner, sink);
    } else if (owner !== this.#apex) sink.refuse('zone-malformed', 'two SOA records of different names');
    else if (serial !== this.#serial)
      sink.refuse('zone-malformed', 'two serials: an incremental transfer, or two zones in one file');
    sink.policy('apex');
    this.#soas += 1;
  }

  #addServer(name: string | undefined): void {
    if (name !== undefined && this.#servers.size < MOST_SERVERS) this.#servers.add(name);
  }

  #take({ owner, type, target, line }: Resolved, apex: string, sink: RowSink): void {
    if (owner === apex) {
      if (type === 'NS') this.#addServer(target);
      sink.policy('apex');
      return;
    }
    const trigger = relativeTo(owner, apex);
    if (trigger === undefined && apex.endsWith(UNSTATED_ORIGIN))
      sink.refuse('zone-unnamed', 'names that end in a dot, and no $ORIGIN before the SOA record');
    if (trigger === undefined) {
      sink.rejected('owner-outside-zone', 0, line);
      return;
    }
    const isAddress = type === 'A' || type === 'AAAA';
    const record: PolicyRecord =
      isAddress && this.#servers.has(owner)
        ? 'name-server'
        : policyOf(trigger, type, type === 'CNAME' ? target : undefined, apex);
    sink.policy(record);
    const effect = POLICY_RECORDS.get(record);
    if (effect === 'block' || effect === 'allow') takeName(trigger, effect, line, sink);
  }
}

function takeName(trigger: string, effect: 'block' | 'allow', line: number, sink: RowSink): void {
  const isBelow = trigger.startsWith('*.');
  const text = hostTextOf(isBelow ? trigger.slice(2) : trigger);
  if (text === undefined) sink.rejected('host-character', 0, line);
  else sink.entry({ text, offset: 0, hostOnly: true, covers: isBelow ? 'below' : 'host', action: effect, line });
}

/** How many of `rows` belong to records and directives of a master file; 0 if there is no record. */
export function explainedAsZone(rows: readonly string[]): number {
  const scanner = new RecordScanner();
  let [explained, records] = [0, 0];
  for (const row of rows) {
    const scanned = scanner.line(row);
    if (scanned === undefined) continue;
    const isDirective = /^\$(?:ORIGIN|TTL|DATE|INCLUDE|GENERATE)$/iu.test(scanned.words[0]?.text ?? '');
    const isRecord = !isDirective && recordOf(scanned) !== undefined;
    if (isRecord) records += 1;
    if (isRecord || isDirective) explained += scanned.lines;
  }
  return records === 0 ? 0 : explained;
}
