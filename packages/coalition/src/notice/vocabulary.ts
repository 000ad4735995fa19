/**
 * Everything that a notice can contain. The sets are closed: a notice is made of these words, a market of the policy, dates and small numbers. So
 * no field of it can hold a host, a URL, an address or a person. A word never changes its meaning; new ones are added at the end.
 */

/** By kind, the codes and what each means, as a sentence. */
export const NOTICE_CODES = {
  'list-quality': {
    'stale-delivery': 'The list was not delivered anew in the usual time.',
    'failed-signature': 'A delivery of the list was not signed as agreed.',
    'format-change': 'The format of the list changed without notice.',
    'too-broad': 'Entries were quarantined because they cover too much.',
    'dead-entries': 'Many entries lead to nothing any more.',
    'duplicate-entries': 'Many entries are in the list more than once.',
    'removal-delay': 'A removal took long to reach the list.',
    'sudden-growth': 'A delivery was much longer than the one before.',
    'sudden-loss': 'A delivery was much shorter than the one before.',
  },
  evasion: {
    'encrypted-hello': 'Encrypted ClientHello hides which site is asked for.',
    quic: 'QUIC carries requests past the filter.',
    vpn: 'VPN services carry requests past the filter.',
    'private-relay': 'Relay services of browsers or devices carry requests past the filter.',
    'encrypted-dns': 'Encrypted DNS avoids filtering resolvers.',
    'host-rotation': 'The same content moves from host to host.',
    'path-rotation': 'The same content moves from path to path.',
    'address-literal': 'Requests name an address in place of a host.',
    'shared-hosting': 'Content is on a platform that cannot be blocked as a whole.',
    'redirect-chain': 'Several redirections lead to the same content.',
  },
  incident: {
    overblocking: 'Requests were blocked that should have passed.',
    underblocking: 'Requests passed that should have been blocked.',
    'fail-open': 'Traffic passed without a filter.',
    outage: 'Traffic was interrupted.',
    'leak-suspected': 'A list may have reached somebody who must not have it.',
    'key-exposed': 'A key may have reached somebody who must not have it.',
    'counting-error': 'Figures that were reported are wrong.',
    'appeal-surge': 'Many more appeals came than usual.',
  },
  practice: {
    'shadow-first': 'New deliveries are tried in shadow mode before they block.',
    'two-people': 'Two people release a held delivery.',
    'canary-probes': 'Probes from subscriber lines check that the filter blocks.',
    'faster-removal': 'Removals take effect faster than additions.',
    'resolver-complement': 'A resolver covers what the filter cannot inspect.',
    'shorter-retention': 'Less is kept, or for a shorter time.',
    'page-languages': 'The block page is shown in more languages.',
    'staged-upgrade': 'A new version runs at one site before the others.',
  },
} as const;

/** What a notice is about: list quality, evasion, an incident, or a practice that others may want. */
export type NoticeKind = keyof typeof NOTICE_CODES;

/** The kinds, in the order in which they are shown. */
export const NOTICE_KINDS: readonly NoticeKind[] = ['list-quality', 'evasion', 'incident', 'practice'];

/** The codes of one kind. */
export function codesOf(kind: NoticeKind): readonly string[] {
  return Object.keys(NOTICE_CODES[kind]);
}

/** What a code means, as a sentence. @throws RangeError for a code of another kind. */
export function sentenceOf(kind: NoticeKind, code: string): string {
  const sentences: Readonly<Record<string, string>> = NOTICE_CODES[kind];
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (sentence === undefined) throw new RangeError('A notice has a code of its own kind');
  return sentence;
}

/** What the number of a notice counts. */
export const NOTICE_UNITS = ['minutes', 'hours', 'days', 'entries', 'per-mille'] as const;

/** One of {@link NOTICE_UNITS}. */
export type NoticeUnit = (typeof NOTICE_UNITS)[number];

/** How it develops. */
export const NOTICE_TRENDS = ['new', 'rising', 'steady', 'falling', 'over'] as const;

/** One of {@link NOTICE_TRENDS}. */
export type NoticeTrend = (typeof NOTICE_TRENDS)[number];

/**
 * The labels of TLP 2.0 (FIRST), from the most to the least restricted: recipients only, own organisation only, own organisation and its
 * clients, the community, everybody.
 */
export const TLP_LABELS = ['red', 'amber+strict', 'amber', 'green', 'clear'] as const;

/** One of {@link TLP_LABELS}. */
export type TlpLabel = (typeof TLP_LABELS)[number];

/** True if what is labelled `label` may be given to those who may see `limit`. */
export function mayReach(label: TlpLabel, limit: TlpLabel): boolean {
  return TLP_LABELS.indexOf(label) >= TLP_LABELS.indexOf(limit);
}
