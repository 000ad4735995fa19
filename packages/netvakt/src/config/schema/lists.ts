import {
  DEFAULT_BOUNDS,
  DEFAULT_CHANGE_BOUNDS,
  DEFAULT_LIST,
  DEFAULT_SEMANTICS,
  DEFAULT_TEST_ENTRY,
  LIST_FORMATS,
} from '@netvakt/blocklist';
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
    .meta({ description: 'Markets in which the list applies; left out: all.' }),
  format: z
    .enum(['auto', ...LIST_FORMATS])
    .default(DEFAULT_LIST.format)
    .meta({ description: 'How entries are written; `auto` finds it from the first of them.' }),
  hash_key: secret()
    .optional()
    .meta({ description: 'The key of a list of `keyed-hashes`, and of no other: what its entries are hashed under.' }),
  test_entry: hostName(
    `Of \`keyed-hashes\`: a host that is on the list, by which the key is known to be the right one; left out: \`${DEFAULT_TEST_ENTRY}\`.`,
  ).optional(),
  zone: hostName(
    'Of a `zone`: its name, such as `rpz.example`, if the file leaves it to the name server’s configuration.',
  ).optional(),
  encoding: z.enum(['utf-8', 'latin-1']).default(DEFAULT_LIST.encoding).meta({ description: 'Encoding of the file.' }),
  bare_host: z
    .enum(['domain', 'host'])
    .default(DEFAULT_SEMANTICS.bareHost)
    .meta({ description: 'What a host alone covers: its sub-domains too (`domain`), or itself only (`host`).' }),
  directory_is_prefix: z
    .boolean()
    .default(DEFAULT_SEMANTICS.directoryIsPrefix)
    .meta({ description: 'Whether a URL that ends in `/` covers everything below it.' }),
  query: z
    .enum(['exact', 'ignore'])
    .default(DEFAULT_SEMANTICS.query)
    .meta({ description: 'Whether the query of a page is compared or left out.' }),
  path_case: z
    .enum(['sensitive', 'insensitive'])
    .default(DEFAULT_SEMANTICS.pathCase)
    .meta({ description: 'Whether upper and lower case differ in paths.' }),
  enforcement: z
    .enum(['enforce', 'shadow'])
    .default(DEFAULT_LIST.enforcement)
    .meta({ description: 'Whether the list blocks, or passes what it covers and counts it (`shadow`).' }),
  statistics: z.enum(['counted', 'apart']).default('counted').meta({
    description:
      'Whether what the list alone blocks is in the figures of requests, attempts and pages, or `apart` in one of its own: for the list of a self-test.',
  }),
  max_bytes: count('Size of the file in bytes.', 1, 4096 * MIB, DEFAULT_BOUNDS.maxBytes),
  max_unpacked_bytes: count(
    'Size of a compressed file once it is unpacked, in bytes.',
    1,
    4096 * MIB,
    DEFAULT_BOUNDS.maxUnpackedBytes,
  ),
  max_unpacked_ratio: count(
    'How many times its size a compressed file may come to, beyond its first mebibyte.',
    1,
    10_000,
    DEFAULT_BOUNDS.maxUnpackedRatio,
  ),
  max_line_bytes: count('Length of a line in bytes; a longer one is rejected.', 64, MIB, DEFAULT_BOUNDS.maxLineBytes),
  min_entries: count(
    'Rules that the list must give; 0 accepts an empty list.',
    0,
    100_000_000,
    DEFAULT_BOUNDS.minEntries,
  ),
  max_entries: count('Lines that may carry an entry.', 1, 100_000_000, DEFAULT_BOUNDS.maxEntries),
  max_rejected_ratio: z
    .number()
    .min(0)
    .max(1)
    .default(DEFAULT_BOUNDS.maxRejectedRatio)
    .meta({ description: 'Share of rejected lines above which the list is refused.' }),
  min_rejected_lines: count(
    'Rejected lines that are borne in a list of any size.',
    0,
    1_000_000,
    DEFAULT_BOUNDS.minRejectedLines,
  ),
  max_growth: share(
    'Growth of `file` above which a reload is refused: 0.2 is a fifth of the rules in force. A list of `intake` has bounds of its own.',
    DEFAULT_CHANGE_BOUNDS.maxGrowth,
  ),
  max_shrink: share('Shrinking of `file` above which a reload is refused.', DEFAULT_CHANGE_BOUNDS.maxShrink),
  free_change: count(
    'Rules that may come or go at a reload in a list of any size.',
    0,
    1e9,
    DEFAULT_CHANGE_BOUNDS.freeChange,
  ),
});

/** One list, with defaults filled in. */
export type ListSection = Section<typeof LIST_SCHEMA>;
