import { describeRefusal, type ListRefusal } from '@netvakt/blocklist/failures';

/** Bytes of a list that is signed or verified as a whole: what Node's own `readFile` takes. */
export const MOST_LIST_BYTES: number = 2 ** 31 - 1;

type Remedies = Readonly<Partial<Record<ListRefusal['reason'], string>>>;

/** What to do about a file that the command line names: the usual remedies are for one that the configuration names. */
const OF_FILE: Remedies = {
  'file-missing': 'There is no such file: check the path',
  'file-unreadable': 'Let this user read the file, and check that the disk is sound',
  'format-unclear': 'Name it with --format',
};

/** What to do if the list has no settings in a configuration. */
const OF_SETTINGS: Remedies = {
  'file-too-large': inConfiguration('raise max_bytes'),
  'unpacked-too-large': inConfiguration('raise max_unpacked_bytes'),
  'too-many-entries': inConfiguration('raise max_entries'),
  'too-few-entries': 'Check that the file is the list, or name its format with --format',
  'keyed-hashes': `Give the plain list. ${inConfiguration('give the key of its hashes (hash_key)')}`,
  'hash-key-missing': inConfiguration('give the key of its hashes (hash_key)'),
  'zone-unnamed': 'State its name: $ORIGIN before its SOA record',
};

function inConfiguration(what: string): string {
  return `Only a list in a configuration has such settings: name it there to ${what}`;
}

/** The refusal of a file that the command line names, in one line. @param isConfigured - its settings are from a configuration. */
export function describeNamed(path: string, refusal: ListRefusal, isConfigured = false): string {
  const { reason } = refusal;
  const remedy = OF_FILE[reason] ?? (isConfigured ? undefined : OF_SETTINGS[reason]) ?? refusal.remedy;
  return describeRefusal({ ...refusal, list: path, remedy });
}
