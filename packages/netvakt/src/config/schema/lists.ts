import {
  DEFAULT_BOUNDS,
  DEFAULT_CHANGE_BOUNDS,
  DEFAULT_LIST,
  DEFAULT_SEMANTICS,
  DEFAULT_TEST_ENTRY,
  LIST_FORMATS,
} from '@netvakt/blocklist/configuration';
import { z } from 'zod';
import { count, hostName, id, path, share } from './formats.ts';
import { secret } from './secret.ts';
import type { Section } from './settings.ts';

const MIB = 1024 * 1024;

/** `lists[]`. Bounds are those of the blocklist package; a list outside one is refused whole. */
export const LIST_SCHEMA = z.strictObject({
  id: id('Name of the list in metrics, messages and answers.'),
  file: path('The list, relative to this file.'),
  markets: z
    .array(id('A market of `markets`.'))
    .min(1)
    .optional()
    .meta({ description: 'Markets in which the list applies. Default: all.' }),
  format: z
    .enum(['auto', ...LIST_FORMATS])
    .default(DEFAULT_LIST.format)
    .meta({ description: 'Format of the list. `auto`: detected from its first entries.' }),
  hash_key: secret().optional().meta({
    description: 'Key under which the entries are hashed. Required for `keyed-hashes`; not allowed for other formats.',
  }),
  test_entry: hostName(
    `\`keyed-hashes\`: a host that is on the list; it shows that the key is the right one. Default: \`${DEFAULT_TEST_ENTRY}\`.`,
  ).optional(),
  zone: hostName('`zone`: name of the zone, such as `rpz.example`, if the file does not state it.').optional(),
  encoding: z.enum(['utf-8', 'latin-1']).default(DEFAULT_LIST.encoding).meta({ description: 'Encoding of the file.' }),
  bare_host: z.enum(['domain', 'host']).default(DEFAULT_SEMANTICS.bareHost).meta({
    description:
      'What an entry that is only a host covers: the host and its sub-domains (`domain`), or the host alone (`host`).',
  }),
  directory_is_prefix: z
    .boolean()
    .default(DEFAULT_SEMANTICS.directoryIsPrefix)
    .meta({ description: 'Whether a URL that ends in `/` covers everything below it.' }),
  query: z
    .enum(['exact', 'ignore'])
    .default(DEFAULT_SEMANTICS.query)
    .meta({ description: 'Whether the query of a URL is compared (`exact`) or ignored.' }),
  path_case: z
    .enum(['sensitive', 'insensitive'])
    .default(DEFAULT_SEMANTICS.pathCase)
    .meta({ description: 'Whether upper and lower case differ in paths.' }),
  enforcement: z
    .enum(['enforce', 'shadow'])
    .default(DEFAULT_LIST.enforcement)
    .meta({ description: 'Whether the list blocks (`enforce`), or only counts what it would block (`shadow`).' }),
  statistics: z.enum(['counted', 'apart']).default('counted').meta({
    description:
      'Whether blocks by this list alone count as requests, attempts and pages (`counted`), or in a metric of their own (`apart`). Use `apart` for the list of a self-test.',
  }),
  max_bytes: count('Size of the file in bytes.', 1, 4096 * MIB, DEFAULT_BOUNDS.maxBytes),
  max_unpacked_bytes: count(
    'Size of a compressed file once it is unpacked, in bytes.',
    1,
    4096 * MIB,
    DEFAULT_BOUNDS.maxUnpackedBytes,
  ),
  max_unpacked_ratio: count(
    'Highest ratio of unpacked to compressed size, beyond the first mebibyte.',
    1,
    10_000,
    DEFAULT_BOUNDS.maxUnpackedRatio,
  ),
  max_line_bytes: count('Length of a line in bytes; a longer one is rejected.', 64, MIB, DEFAULT_BOUNDS.maxLineBytes),
  min_entries: count(
    'Least number of rules; a list with fewer is refused. 0 accepts an empty list.',
    0,
    100_000_000,
    DEFAULT_BOUNDS.minEntries,
  ),
  max_entries: count(
    'Largest number of entries; a list with more is refused.',
    1,
    100_000_000,
    DEFAULT_BOUNDS.maxEntries,
  ),
  max_rejected_ratio: z
    .number()
    .min(0)
    .max(1)
    .default(DEFAULT_BOUNDS.maxRejectedRatio)
    .meta({ description: 'Share of rejected lines above which the list is refused.' }),
  min_rejected_lines: count(
    'Rejected lines that are allowed in a list of any size.',
    0,
    1_000_000,
    DEFAULT_BOUNDS.minRejectedLines,
  ),
  max_growth: share(
    'Growth of `file` above which a reload is refused: 0.2 is a fifth of the rules in force. For lists of `intake`, see `intake.lists[].max_growth`.',
    DEFAULT_CHANGE_BOUNDS.maxGrowth,
  ),
  max_shrink: share('Shrinking of `file` above which a reload is refused.', DEFAULT_CHANGE_BOUNDS.maxShrink),
  free_change: count(
    'Rules that may be added or removed in one reload, whatever the size of the list.',
    0,
    1e9,
    DEFAULT_CHANGE_BOUNDS.freeChange,
  ),
});

/** One list, with defaults filled in. */
export type ListSection = Section<typeof LIST_SCHEMA>;
