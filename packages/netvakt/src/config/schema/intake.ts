import { DEFAULT_CHANGE_BOUNDS } from '@netvakt/blocklist';
import { z } from 'zod';
import { count, id, link, path } from './formats.ts';
import { SECRET, type SecretSection } from './secret.ts';

/** Where a list comes from. Exactly one member. */
interface SourceSection {
  readonly file?: string | undefined;
  readonly folder?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly https?: HttpsSection | undefined;
}

export interface HttpsSection {
  readonly url: string;
  readonly proof_url?: string | undefined;
  readonly authorities?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** Whose word a delivery needs. */
export interface TrustSection {
  readonly kind: 'unsigned' | 'detached' | 'manifest' | 'cms' | 'openpgp';
  readonly keys?: string | undefined;
  readonly decryption_key?: string | undefined;
  readonly decryption_certificate?: string | undefined;
  readonly decryption_bundle?: string | undefined;
  readonly decryption_password?: string | undefined;
  readonly max_version_step: number;
}

/** One list that is taken in through the store. */
export interface ManagedSection {
  readonly id: string;
  readonly source: SourceSection;
  readonly trust: TrustSection;
  readonly max_growth: number;
  readonly max_shrink: number;
  readonly free_change: number;
  readonly max_shadowed: number;
  readonly people: number;
  readonly shadow_minutes: number;
  readonly rollback?: RollbackSection | undefined;
  readonly max_seconds: number;
}

/** When a delivery is rolled back by itself. */
interface RollbackSection {
  readonly factor: number;
  readonly minimum: number;
  readonly minutes: number;
}

/** `intake`. */
export interface IntakeSection {
  readonly folder: string;
  readonly key: SecretSection;
  readonly audit?: string | undefined;
  readonly never_block?: string | undefined;
  readonly ech_public_names?: string | undefined;
  readonly every_minutes: number;
  readonly at: readonly string[];
  readonly lists: readonly ManagedSection[];
}

const HTTPS: z.ZodType<HttpsSection> = z.strictObject({
  url: link('Address of the list; https only, and no redirect is followed.'),
  proof_url: link('Address of its manifest or signatures.').optional(),
  authorities: path(
    'Certificates (PEM), one of which must have signed the server’s; left out: the system’s.',
  ).optional(),
  certificate: path('Certificate (PEM) that is shown to the server.').optional(),
  key: path('Its key (PEM).').optional(),
});

const SOURCE: z.ZodType<SourceSection> = z
  .strictObject({
    file: path('A file; its proof lies beside it, as NAME.manifest or NAME.sig.').optional(),
    folder: path('A folder; the file whose name is last counts.').optional(),
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
  });

const TRUST: z.ZodType<TrustSection> = z
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

const share = (description: string, preset: number): z.ZodType<number> =>
  z.number().min(0).max(1000).default(preset).meta({ description });

const ROLLBACK: z.ZodType<RollbackSection> = z.strictObject({
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

const MANAGED: z.ZodType<ManagedSection> = z.strictObject({
  id: id('A list of `lists`.'),
  source: SOURCE.meta({ description: 'Where it comes from.' }),
  trust: TRUST.prefault({} as TrustSection).meta({ description: 'Whose word a delivery needs.' }),
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

/** `intake`. */
export const INTAKE: z.ZodType<IntakeSection> = z.strictObject({
  folder: path('Folder of the sealed store.'),
  key: SECRET.meta({ description: 'The secret that seals the store.' }),
  audit: path('The audit log; left out: `audit.jsonl` in `folder`.').optional(),
  never_block: path('Names and networks that no list may block, one a line.').optional(),
  ech_public_names: path('Public names of Encrypted ClientHello, one a line.').optional(),
  every_minutes: count(
    'Minutes between two fetches of the running filter; 0: only at the times of `at`, and with `netvakt list update`.',
    0,
    10_080,
    0,
  ),
  at: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'is no time of day, such as 06:15'))
    .max(96)
    .default([])
    .meta({
      description:
        'Times of day, UTC, at which authorities publish: the running filter fetches within a minute after each, beside `every_minutes`.',
    }),
  lists: z.array(MANAGED).max(64).default([]).meta({ description: 'Lists that are taken in through the store.' }),
});
