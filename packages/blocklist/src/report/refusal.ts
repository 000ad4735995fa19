/**
 * The reason a whole list, or a whole set of lists, was refused: a closed reason, what was tried, what was found, what to do.
 *
 * A refusal is a value: it crosses threads by structured clone and becomes a metric label, a log line and an exit message.
 * It holds numbers and names from the configuration, never a character of the list.
 */

/** One row a reason: what was being done, and the way out. The order is that of the stages. */
const REASONS = {
  'file-missing': ['open the file', 'Check the path in the configuration, and that the delivery has run'],
  'file-unreadable': [
    'read the file',
    'Check that the user of the service may read the file, and that the disk is sound',
  ],
  'file-not-regular': ['open the file', 'Name a regular file, not a folder, pipe or device'],
  'file-too-large': ['read the file', 'Raise max_bytes if the size is right; else ask the list’s authority'],
  'file-changing': [
    'read the file',
    'Write a delivery under a temporary name, then rename it; the next reload reads it',
  ],
  'nothing-stored': ['open the store', 'Fetch the list: netvakt list update; else check the store’s folder and key'],
  'store-unreadable': [
    'open the store',
    'Check intake.key: it must be the secret that the store was sealed with; if the disk has lost records, restore them, or move the folder of the list away and begin anew: netvakt list update --begin-anew',
  ],
  'store-lost': [
    'open the store',
    'Mount or restore the store; if it is gone on purpose: netvakt list update --begin-anew',
  ],
  'store-locked': ['write into the store', 'Wait until the other process has ended; the next update tries again'],
  'store-full': ['write into the store', 'Make room on that disk; the next update tries again'],
  'store-unwritable': ['write into the store', 'Check the disk, and that the user of the filter may write there'],
  'keys-unreadable': ['open what belongs to the list', 'Check the file that is named, and its permissions'],
  'source-unreachable': ['fetch the list', 'Check address, name resolution and routes to the source'],
  'source-timeout': ['fetch the list', 'Check the way to the source; raise max_seconds for a slow one'],
  'source-certificate': ['fetch the list', 'Check the certificates that the configuration names, and the source’s'],
  'source-redirect': ['fetch the list', 'Ask the authority for the new address, then write it into the configuration'],
  'source-status': ['fetch the list', 'Ask the authority: the source does not give the list'],
  'source-command': ['fetch the list', 'Run the program by hand as the user of the service'],
  'keys-malformed': ['read the keys', 'Check the document of keys: its members, its threshold, its keys'],
  'keys-of-another-list': ['read the keys', 'Check which list’s keys the configuration names'],
  'keys-rollback': ['replace the keys', 'Give the new keys a higher version'],
  'rolled-back': [
    'take the delivery',
    'Wait for the next delivery; this one was rolled back and is not loaded again automatically',
  ],
  'signature-missing': ['verify the delivery', 'Check the source: it delivers a list without its signature'],
  'signature-malformed': ['verify the delivery', 'Check that the path names a signature'],
  'signature-invalid': [
    'verify the delivery',
    'Ask the authority by telephone: the delivery is damaged or forged, or the keys were replaced',
  ],
  'delivery-not-for-us': ['decrypt the delivery', 'Give the authority our current certificate or key'],
  'version-backwards': [
    'take the delivery',
    'Wait for the next version; if it stays, an old delivery is sent again. If its authority confirms that it counts anew: netvakt list update ID --accept-version VERSION',
  ],
  'manifest-malformed': ['verify the delivery', 'Ask the authority for a manifest of this version'],
  'manifest-of-another-list': ['verify the delivery', 'Check the source’s address: it delivers another list'],
  'manifest-rollback': ['verify the delivery', 'Wait for the next version; if it stays, an old delivery is sent again'],
  'manifest-conflict': ['verify the delivery', 'Ask the authority which of the two deliveries is meant'],
  'manifest-fast-forward': [
    'verify the delivery',
    'Ask the authority; if the version is right, raise max_version_step',
  ],
  'manifest-expired': ['verify the delivery', 'Check the source, and this machine’s clock: no newer delivery arrives'],
  'manifest-future': ['verify the delivery', 'Set this machine’s clock right'],
  'content-mismatch': ['verify the delivery', 'Fetch manifest and list again: they do not belong together'],
  'entries-mismatch': ['verify the delivery', 'Check format and encoding of the list, and its bounds'],
  'fleet-nothing-held': ['open the snapshot', 'Fetch one: netvakt fleet update'],
  'fleet-secret': ['open the snapshot', 'Give this node the secret of its fleet: the one that its publisher has'],
  'fleet-snapshot': ['open the snapshot', 'Run one version of netvakt on publisher and nodes; else publish again'],
  'fleet-lists': ['take the snapshot', 'Configure markets and lists of the publisher here, in its order'],
  'fleet-must-pass': [
    'take the snapshot',
    'Halt the roll-out, then look at the list that came last: netvakt fleet halt',
  ],
  empty: ['read the list', 'Check the delivery: a list that empties itself would unblock everything'],
  compressed: ['read the list', 'Deliver it as gzip, zstd or zip, once packed; or unpack it before it is loaded'],
  'unpack-failed': ['unpack the delivery', 'Fetch it again: the file is damaged or cut off, or no such archive'],
  'unpacked-too-large': [
    'unpack the delivery',
    'Raise max_unpacked_bytes if the size is right; else ask the authority',
  ],
  'unpacked-ratio': ['unpack the delivery', 'Ask the list’s authority: no list of names packs that well'],
  'archive-members': ['unpack the delivery', 'Pack one file, or the files domains and urls of a squidGuard folder'],
  'keyed-hashes': [
    'read the list',
    'Set format: keyed-hashes, and name the list’s key with hash_key; without the key ask the authority for plain entries',
  ],
  'hash-key-missing': [
    'use the list',
    'Name the key of this list on this machine, with format: keyed-hashes and hash_key',
  ],
  'hash-key-wrong': [
    'compare the list with its key',
    'Check that hash_key is the key of this list, and that test_entry is on it: under another key no entry covers anything',
  ],
  encrypted: ['read the list', 'Decrypt or unwrap the delivery before it is loaded'],
  binary: ['read the list', 'Check that the path names the list, a text with one entry a line'],
  'encoding-utf-16': ['read the list', 'Have the list delivered as UTF-8'],
  'html-page': ['read the list', 'Open the source’s address by hand: it may ask for a login or have moved'],
  'captive-portal': [
    'read the list',
    'The network answered in the source’s place: log the machine in, or fetch another way',
  ],
  'http-response': ['read the list', 'Save the response’s body only, and check its status before it replaces a list'],
  'format-unclear': ['find the format', 'Name it with the key format'],
  'list-includes': [
    'read the list',
    'It names other files: without them it is not whole. Deliver one file with all entries, or each file as a list of its own',
  ],
  'zone-includes': ['read the zone', 'Deliver it as one file: named-compilezone -s full, or the output of dig AXFR'],
  'zone-malformed': ['read the zone', 'Check it with named-checkzone, and deliver one zone in one file'],
  'zone-unnamed': ['read the zone', 'State its name: zone in the list’s settings, or $ORIGIN before its SOA record'],
  'zone-without-soa': ['read the zone', 'Deliver the whole zone: its SOA record states its name and its serial'],
  'zone-cut-off': ['read the zone', 'Transfer the zone again: the transfer ended early'],
  'json-malformed': ['read the list', 'Check the delivery: the document is cut off, or is not one array of entries'],
  'too-many-entries': ['read the entries', 'Raise max_entries if the number is right; else ask the list’s authority'],
  'too-many-rejected': ['read the entries', 'Check format and encoding of the list; see the counts by reason'],
  'too-few-entries': ['count the rules', 'Lower min_entries if the number is right; else ask the list’s authority'],
  'changed-too-much': [
    'take the list in place of the one in force',
    'Check the file: it may be cut off. If it is right, raise max_shrink or max_growth of the list, then reload; a restart compares nothing',
  ],
  'limit-exceeded': ['compile the lists', 'Split the lists or shorten the longest entries'],
  'memory-short': [
    'load the lists',
    'What is in force stays; give the machine or its control group more memory, or load fewer entries, then reload',
  ],
  'compiler-died': ['compile the lists', 'Give the machine more memory, or load fewer entries; then reload'],
  'compiler-failed': [
    'compile the lists',
    'What is in force stays. This is a mistake of the program, and more memory does not help: report it with these words, and leave the newest list out until then',
  ],
} as const;

/** The reason a list was refused. Kebab-case and closed: a metric label. Never reused with another meaning. */
export type ListRefusalReason = keyof typeof REASONS;

/** Every reason to refuse a list, so that a counter exists for each from the start. */
export const REFUSAL_REASONS: readonly ListRefusalReason[] = Object.keys(REASONS).filter(isReason);

/** A list that was not taken. */
export interface ListRefusal {
  /** The list's id; `*` for all lists together. */
  readonly list: string;
  readonly reason: ListRefusalReason;
  /** `ERR_LIST_` and the reason in capitals: what to search the documentation for. */
  readonly code: string;
  readonly attempted: string;
  /** What was found: sizes, counts, positions, codes of the system. Never text of the list. */
  readonly found: string;
  readonly remedy: string;
}

/** Makes the refusal of `list`; `found` must hold no text of the list. */
export function refuse(list: string, reason: ListRefusalReason, found: string): ListRefusal {
  const [attempted, remedy] = REASONS[reason];
  const code = `ERR_LIST_${reason.toUpperCase().replaceAll('-', '_')}`;
  return { list, reason, code, attempted, found, remedy };
}

/** The refusal in one line, for a log or a terminal. */
export function describeRefusal(refusal: ListRefusal): string {
  const { list, attempted, found, remedy, code } = refusal;
  return `List ${list}: cannot ${attempted}: ${found}. ${remedy} (${code})`;
}

function isReason(text: string): text is ListRefusalReason {
  return Object.hasOwn(REASONS, text);
}
