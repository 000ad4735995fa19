import { DEFAULT_CHANGE_BOUNDS } from '@netvakt/blocklist/configuration';
import { z } from 'zod';
import { count, id, link, list, path, share } from './formats.ts';
import { secret } from './secret.ts';
import type { Section } from './settings.ts';

/** Lists that one file may name, and that an intake may manage. */
export const MOST_LISTS = 256;

const HTTPS = z.strictObject({
  url: link('Address of the list, https only; redirects are not followed.'),
  proof_url: link('Address of its manifest or signatures.').optional(),
  authorities: path(
    'File of certificate authorities (PEM) that the server’s certificate must come from. Default: those of the system.',
  ).optional(),
  certificate: path('Client certificate (PEM).').optional(),
  key: path('Its key (PEM).').optional(),
});

const SOURCE = z
  .strictObject({
    file: path('A file. Its proof is in the same folder, as NAME.manifest or NAME.sig.').optional(),
    folder: path(
      'A folder; the file whose name sorts last is taken. A link must not lead out of the folder.',
    ).optional(),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({ description: 'A program and its arguments; the list is its standard output.' }),
    https: HTTPS.optional().meta({ description: 'A web server.' }),
  })
  .refine((source) => Object.values(source).filter((one) => one !== undefined).length === 1, {
    error: 'names no source, or several',
    params: { remedy: 'Give one of file, folder, command and https' },
  })
  .meta({ description: 'Source of the list: one of `file`, `folder`, `command` and `https`.' })
  .transform(({ file, folder, command, https }) => {
    if (file !== undefined) return { kind: 'file' as const, path: file };
    if (folder !== undefined) return { kind: 'folder' as const, path: folder };
    if (command !== undefined) return { kind: 'command' as const, program: command[0] ?? '', words: command.slice(1) };
    if (https !== undefined) return { kind: 'https' as const, ...https };
    return z.NEVER; // refused above
  });

const TRUST = z
  .strictObject({
    kind: z
      .enum(['unsigned', 'detached', 'manifest', 'cms', 'openpgp'])
      .default('unsigned')
      .meta({ description: 'Kind of proof.' }),
    keys: path(
      'File of keys. `manifest`, `detached`: the document of keys. `cms`: certificates (PEM). `openpgp`: public keys.',
    ).optional(),
    decryption_key: path('Your private key, if deliveries are encrypted.').optional(),
    decryption_certificate: path('`cms`: your certificate.').optional(),
    decryption_bundle: path('`cms`: your key and certificate as PKCS#12, instead of the two above.').optional(),
    decryption_password: path('File whose first line is the password of the bundle. Default: no password.').optional(),
    max_version_step: count('Largest step from the version of one manifest to the next.', 1, 2 ** 50, 100_000_000),
  })
  .refine(({ kind, keys }) => (kind === 'unsigned') === (keys === undefined), {
    error: 'needs keys if it is not unsigned, and only then',
    params: { remedy: 'Name the file of keys, or write kind: unsigned' },
  });

const ROLLBACK = z.strictObject({
  factor: z
    .number()
    .min(1.5)
    .max(10_000)
    .default(5)
    .meta({ description: 'Ratio of the share of blocked requests, after to before, that triggers the rollback.' }),
  minimum: count('Blocked requests that are needed for a comparison.', 1, 1e9, 100),
  minutes: count(
    'Length of the period that is watched after a new delivery, and of the one before it that it is compared with.',
    1,
    1440,
    10,
  ),
});

const MANAGED = z.strictObject({
  id: id('Id of a list in `lists`.'),
  source: SOURCE,
  trust: TRUST.prefault({}).meta({ description: 'How a delivery proves where it comes from.' }),
  max_growth: share('Growth above which a delivery is held: 0.2 is a fifth.', DEFAULT_CHANGE_BOUNDS.maxGrowth),
  max_shrink: share('Shrinking above which a delivery is held.', DEFAULT_CHANGE_BOUNDS.maxShrink),
  free_change: count(
    'Rules that may be added or removed in one delivery, whatever the size of the list.',
    0,
    1e9,
    DEFAULT_CHANGE_BOUNDS.freeChange,
  ),
  max_shadowed: count(
    'Largest number of rules of the same list that one new domain may cover; above it the delivery is held.',
    0,
    1e9,
    DEFAULT_CHANGE_BOUNDS.maxShadowed,
  ),
  people: count('Number of people who must release a held delivery.', 1, 5, 1),
  shadow_minutes: count('Minutes for which a new delivery only counts, while the one before it blocks.', 0, 43_200, 0),
  rollback: ROLLBACK.optional().meta({
    description:
      'Automatic rollback if a new delivery makes the list block a much larger share of requests. Default: none.',
  }),
  max_seconds: count('Time limit of one fetch.', 1, 3600, 60),
});

/** `06:15` in the file, the minute of the day from then on. */
const TIME_OF_DAY = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'is no time of day, such as 06:15')
  .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

/** `intake`. */
export const INTAKE_SCHEMA = z.strictObject({
  folder: path('Folder of the sealed store.'),
  key: secret('The secret that seals the store.'),
  audit: path('File of the audit log. Default: `audit.jsonl` in `folder`.').optional(),
  never_block: path('File with names and networks that no list may block, one per line.').optional(),
  ech_public_names: path(
    'File with public names of Encrypted ClientHello (public_name, RFC 9849), one per line. No list may block them, and hellos to them are counted.',
  ).optional(),
  every_minutes: count(
    'Minutes between two fetches by the running filter. 0: only at the times of `at` and by `netvakt list update`.',
    0,
    10_080,
    0,
  ),
  at: list(
    TIME_OF_DAY,
    96,
    'Times of day (UTC) at which authorities publish. The running filter fetches within a minute after each, in addition to `every_minutes`.',
  ),
  lists: list(MANAGED, MOST_LISTS, 'Lists that are fetched, verified and kept in the store.'),
});

/** Where a list comes from. */
export type SourceSection = Section<typeof SOURCE>;
/** How a delivery proves where it comes from. */
export type TrustSection = Section<typeof TRUST>;
/** One list that is taken in through the store. */
export type ManagedSection = Section<typeof MANAGED>;
