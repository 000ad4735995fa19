import { DEFAULT_CHANGE_BOUNDS } from '@netvakt/blocklist';
import { z } from 'zod';
import { count, id, link, list, path, share } from './formats.ts';
import { secret } from './secret.ts';
import type { Section } from './settings.ts';

/** Lists that one file may name, and that an intake may manage. */
export const MOST_LISTS = 64;

const HTTPS = z.strictObject({
  url: link('Address of the list; https only, and no redirect is followed.'),
  proof_url: link('Address of its manifest or signatures.').optional(),
  authorities: path(
    'Certificates (PEM), one of which must have signed the server’s; left out: the system’s.',
  ).optional(),
  certificate: path('Certificate (PEM) that is shown to the server.').optional(),
  key: path('Its key (PEM).').optional(),
});

const SOURCE = z
  .strictObject({
    file: path('A file; its proof lies beside it, as NAME.manifest or NAME.sig.').optional(),
    folder: path('A folder; the file whose name is last counts. A link must not lead out of it.').optional(),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({ description: 'A program and its words; the list is its standard output.' }),
    https: HTTPS.optional().meta({ description: 'A web server.' }),
  })
  .refine((source) => Object.values(source).filter((one) => one !== undefined).length === 1, {
    error: 'names no source, or several',
    params: { remedy: 'Give one of file, folder, command and https' },
  })
  .meta({ description: 'Where it comes from.' })
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
      .meta({ description: 'What proves a delivery.' }),
    keys: path(
      '`manifest`, `detached`: document of keys. `cms`: certificates (PEM). `openpgp`: public keys.',
    ).optional(),
    decryption_key: path('Our private key, where deliveries are encrypted.').optional(),
    decryption_certificate: path('Our certificate, for `cms`.').optional(),
    decryption_bundle: path(
      'Our key and certificate in one, for `cms`: PKCS#12, in place of the two above.',
    ).optional(),
    decryption_password: path('File whose first line is the password of the bundle; left out: it has none.').optional(),
    max_version_step: count('How far the version of a manifest may be ahead of the last.', 1, 2 ** 50, 100_000_000),
  })
  .refine(({ kind, keys }) => (kind === 'unsigned') === (keys === undefined), {
    error: 'needs keys exactly where it is not unsigned',
    params: { remedy: 'Name the file of keys, or say kind: unsigned' },
  });

const ROLLBACK = z.strictObject({
  factor: z
    .number()
    .min(1.5)
    .max(10_000)
    .default(5)
    .meta({ description: 'How many times the share of blocked requests of before.' }),
  minimum: count('Requests that the new delivery must have blocked; of fewer, nothing can be said.', 1, 1e9, 100),
  minutes: count(
    'How long a new delivery is watched, and how much of what came before it is compared with.',
    1,
    1440,
    10,
  ),
});

const MANAGED = z.strictObject({
  id: id('A list of `lists`.'),
  source: SOURCE,
  trust: TRUST.prefault({}).meta({ description: 'Whose word a delivery needs.' }),
  max_growth: share('Growth above which a delivery is held: 0.2 is a fifth.', DEFAULT_CHANGE_BOUNDS.maxGrowth),
  max_shrink: share('Shrinking above which a delivery is held.', DEFAULT_CHANGE_BOUNDS.maxShrink),
  free_change: count('Rules that may come or go in a list of any size.', 0, 1e9, DEFAULT_CHANGE_BOUNDS.freeChange),
  max_shadowed: count('Rules of its list that a new domain may cover.', 0, 1e9, DEFAULT_CHANGE_BOUNDS.maxShadowed),
  people: count('People who must release a held delivery.', 1, 5, 1),
  shadow_minutes: count(
    'Minutes in which a new delivery only counts what it would block, while the one before it enforces.',
    0,
    43_200,
    0,
  ),
  rollback: ROLLBACK.optional().meta({
    description:
      'Roll back by itself where the list blocks a far larger share of requests after a new delivery; left out: never.',
  }),
  max_seconds: count('Time for one fetch.', 1, 3600, 60),
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
  audit: path('The audit log; left out: `audit.jsonl` in `folder`.').optional(),
  never_block: path('Names and networks that no list may block, one a line.').optional(),
  ech_public_names: path(
    'Public names of Encrypted ClientHello (public_name, RFC 9849), one a line: no list may block them, and what hides behind them is counted.',
  ).optional(),
  every_minutes: count(
    'Minutes between two fetches of the running filter; 0: only at the times of `at`, and with `netvakt list update`.',
    0,
    10_080,
    0,
  ),
  at: list(
    TIME_OF_DAY,
    96,
    'Times of day, UTC, at which authorities publish: the running filter fetches within a minute after each, beside `every_minutes`.',
  ),
  lists: list(MANAGED, MOST_LISTS, 'Lists that are taken in through the store.'),
});

/** Where a list comes from. */
export type SourceSection = Section<typeof SOURCE>;
/** Whose word a delivery needs. */
export type TrustSection = Section<typeof TRUST>;
/** One list that is taken in through the store. */
export type ManagedSection = Section<typeof MANAGED>;
