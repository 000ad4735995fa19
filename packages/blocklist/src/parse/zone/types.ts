/**
 * Types of records that a master file may name (IANA, DNS parameters, 2026-11). A word that is none of them is a typing mistake, and
 * the record is malformed; so a list in another format is never taken for a zone.
 */
const TYPES = new Set(
  `A A6 AAAA AFSDB AMTRELAY APL ATMA AVC CAA CDNSKEY CDS CERT CLA CNAME CSYNC DHCID DLV DNAME DNSKEY DOA DS DSYNC EID EUI48 EUI64 GPOS
   HHIT HINFO HIP HTTPS IPN IPSECKEY ISDN KEY KX L32 L64 LOC LP MB MD MF MG MINFO MR MX NAPTR NID NIMLOC NINFO NS NSAP NSAP-PTR NSEC
   NSEC3 NSEC3PARAM NULL NXT OPENPGPKEY PTR PX RESINFO RKEY RP RRSIG RT SIG SINK SMIMEA SOA SPF SRV SSHFP SVCB TA TALINK TLSA TXT URI
   WALLET WKS X25 ZONEMD`.split(/\s+/u),
);

/** Types of the DNS itself, by the number that stands for them in RFC 3597's notation. */
const NUMBERED: ReadonlyMap<string, string> = new Map([
  ['TYPE1', 'A'],
  ['TYPE2', 'NS'],
  ['TYPE5', 'CNAME'],
  ['TYPE6', 'SOA'],
  ['TYPE28', 'AAAA'],
  ['TYPE39', 'DNAME'],
]);

/** Signatures and proofs of a signed zone: they reveal nothing of what the zone blocks. */
export const DNSSEC_TYPES: ReadonlySet<string> = new Set(
  'CDNSKEY CDS DNSKEY DS KEY NSEC NSEC3 NSEC3PARAM NXT RRSIG SIG ZONEMD'.split(' '),
);

/** The type that a word names, in capitals; `undefined` if it names none. */
export function recordType(word: string): string | undefined {
  const type = word.toUpperCase();
  if (TYPES.has(type)) return type;
  const number = /^TYPE(\d{1,5})$/u.exec(type)?.[1];
  if (number === undefined || Number(number) > 65_535) return undefined;
  return NUMBERED.get(`TYPE${Number(number)}`) ?? type;
}

const CLASSES: ReadonlySet<string> = new Set(['IN', 'CH', 'CHAOS', 'HS', 'HESIOD', 'CS', 'NONE', 'ANY']);
const INTERNET: ReadonlySet<string> = new Set(['IN', 'CLASS1']);

/** Whether a word is a class, and the Internet's: no other has zones of policy. */
export function recordClass(word: string): 'internet' | 'other' | undefined {
  const name = word.toUpperCase();
  if (INTERNET.has(name)) return 'internet';
  return CLASSES.has(name) || /^CLASS\d{1,5}$/u.test(name) ? 'other' : undefined;
}

const TIME_TO_LIVE = /^(?:\d{1,10}|(?:\d{1,10}[wdhms])+)$/iu;

/** True for a time to live: seconds, or numbers with units, such as `1h30m`. */
export function isTimeToLive(word: string): boolean {
  return TIME_TO_LIVE.test(word);
}
