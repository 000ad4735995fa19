import { z } from 'zod';
import { count, id, path, webAddress } from './formats.ts';
import { SECRET, type SecretSection } from './secret.ts';

/** An HTTPS store, as it is asked. */
export interface StoreSection {
  readonly url: string;
  readonly authorities?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** Where a publisher puts things. Exactly one of `folder` and `https`. */
export interface PublishSection {
  readonly signing_keys: readonly string[];
  readonly folder?: string | undefined;
  readonly https?: (StoreSection & { readonly authorization?: string | undefined }) | undefined;
  readonly days: number;
  readonly shares: readonly number[];
  readonly hold_minutes: number;
}

/** `fleet`. */
export interface FleetSection {
  readonly id: string;
  readonly folder: string;
  readonly key: SecretSection;
  readonly keys: string;
  readonly node?: string | undefined;
  readonly source?: StoreSection | undefined;
  readonly every_seconds: number;
  readonly start_jitter_seconds: number;
  readonly max_seconds: number;
  readonly max_bytes: number;
  readonly must_pass?: string | undefined;
  readonly publish?: PublishSection | undefined;
}

const CONNECTION = {
  authorities: path(
    'Certificates (PEM), one of which must have signed the store’s; left out: the system’s.',
  ).optional(),
  certificate: path('Certificate (PEM) that is shown to the store.').optional(),
  key: path('Its key (PEM).').optional(),
};

const SOURCE: z.ZodType<StoreSection> = z.strictObject({
  url: webAddress('Address of the manifest; https only, and no redirect is followed. Snapshots lie beside it.'),
  ...CONNECTION,
});

const PUBLISH: z.ZodType<PublishSection> = z
  .strictObject({
    signing_keys: z
      .array(path('A private key (PEM).'))
      .min(1)
      .max(16)
      .meta({ description: 'Private keys that sign the manifest; as many as `keys` wants.' }),
    folder: path('Folder that a web server or a copying job offers to the nodes.').optional(),
    https: z
      .strictObject({
        url: webAddress('Address of the folder, with `/` at its end; files are put there with PUT.'),
        ...CONNECTION,
        authorization: path('File that holds the value of the field `Authorization`.').optional(),
      })
      .optional()
      .meta({ description: 'A store that takes PUT.' }),
    days: count('How long a manifest counts. Publish, or renew, before.', 1, 365, 7),
    shares: z
      .array(z.number().min(0.01).max(100))
      .min(1)
      .max(16)
      .default([1, 10, 100])
      .meta({ description: 'Per cent of the nodes, step by step.' }),
    hold_minutes: count('Between two steps; 0: each step waits for `netvakt fleet advance`.', 0, 10_080, 60),
  })
  .refine(({ folder, https }) => (folder === undefined) !== (https === undefined), {
    error: 'names no store, or two',
    params: { remedy: 'Give folder or https' },
  });

/** `fleet`. */
export const FLEET: z.ZodType<FleetSection> = z.strictObject({
  id: id('Name of the fleet; its keys are drawn for it.'),
  folder: path('Folder of what this member keeps, sealed.'),
  key: SECRET.meta({ description: 'The secret that all members share: it seals what travels.' }),
  keys: path('Document of the keys that may publish.'),
  node: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'Name of this node, which decides when its turn is; left out: the host’s name.' }),
  source: SOURCE.optional().meta({
    description: 'Makes this a node: its snapshot comes from here, and no list is read or compiled.',
  }),
  every_seconds: count('Between two looks at the store; up to a tenth later by chance.', 5, 86_400, 60),
  start_jitter_seconds: count(
    'The first look after a start, where a snapshot is held: by chance within this.',
    0,
    3600,
    30,
  ),
  max_seconds: count('Time for one fetch.', 1, 3600, 60),
  max_bytes: count('Size of a sealed snapshot.', 4096, 4 * 1024 ** 3, 1024 ** 3),
  must_pass: path('Absolute URLs, one a line, that no snapshot may block: one that does is refused here.').optional(),
  publish: PUBLISH.optional().meta({ description: 'Makes this the publisher.' }),
});
