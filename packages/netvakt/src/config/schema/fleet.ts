import { MOST_KEYS, MOST_STAGES, WHOLE_FLEET } from '@netvakt/blocklist/configuration';
import { z } from 'zod';
import { ROLL_OUT } from './defaults.ts';
import { count, id, path, webAddress } from './formats.ts';
import { secret } from './secret.ts';
import type { Section } from './settings.ts';

const CONNECTION = {
  authorities: path(
    'File of certificate authorities (PEM) that the store’s certificate must come from. Default: those of the system.',
  ).optional(),
  certificate: path('Client certificate (PEM).').optional(),
  key: path('Its key (PEM).').optional(),
};

const SOURCE = z.strictObject({
  url: webAddress('Address of the manifest, https only; redirects are not followed. Snapshots are in the same folder.'),
  ...CONNECTION,
});

/** The smallest share that a manifest can name. */
const LEAST_PERCENT = 100 / WHOLE_FLEET;

const PUBLISH = z
  .strictObject({
    signing_keys: z
      .array(path('A private key (PEM).'))
      .min(1)
      .max(MOST_KEYS)
      .meta({ description: 'Private keys that sign the manifest, as many as `keys` demands.' }),
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
      .array(z.number().min(LEAST_PERCENT).max(100))
      .min(1)
      .max(MOST_STAGES)
      .default([...ROLL_OUT.shares])
      .meta({ description: 'Per cent of the nodes, step by step.' }),
    hold_minutes: count(
      'Between two steps; 0: each step waits for `netvakt fleet advance`.',
      0,
      10_080,
      ROLL_OUT.holdMinutes,
    ),
  })
  .refine(({ folder, https }) => (folder === undefined) !== (https === undefined), {
    error: 'names no store, or two',
    params: { remedy: 'Give folder or https' },
  })
  .transform(({ folder, https, ...rest }) => {
    if (folder !== undefined) return { ...rest, to: { kind: 'folder' as const, path: folder } };
    if (https !== undefined) return { ...rest, to: { kind: 'https' as const, ...https } };
    return z.NEVER; // refused above
  });

/** `fleet`. */
export const FLEET_SCHEMA = z.strictObject({
  id: id('Name of the fleet; its keys are made for this name.'),
  folder: path('Folder of what this member keeps, sealed.'),
  key: secret('The secret that all members share: it seals what travels.'),
  keys: path('Document of the keys that may publish.'),
  node: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'Name of this node, which decides when its turn is. Default: the host’s name.' }),
  source: SOURCE.optional().meta({
    description: 'Makes this a node: its snapshot comes from here, and no list is read or compiled.',
  }),
  every_seconds: count(
    'Between two looks at the store; up to a tenth later by chance.',
    5,
    86_400,
    ROLL_OUT.everySeconds,
  ),
  start_jitter_seconds: count(
    'Longest delay of the first check after a start, if a snapshot is held. The delay is random.',
    0,
    3600,
    30,
  ),
  max_seconds: count('Time limit of one fetch.', 1, 3600, 60),
  max_bytes: count('Size of a sealed snapshot.', 4096, 4 * 1024 ** 3, 1024 ** 3),
  must_pass: path('Absolute URLs, one a line, that no snapshot may block: one that does is refused here.').optional(),
  publish: PUBLISH.optional().meta({ description: 'Makes this the publisher.' }),
});

/** Snapshots that are compiled once for many nodes, and this machine's part in that. */
export type FleetSection = Section<typeof FLEET_SCHEMA>;
/** Where a publisher puts things, and how it rolls them out. */
export type PublishSection = Section<typeof PUBLISH>;
/** The certificates and the key that a connection to a store needs. */
export type ConnectionSection = Pick<Section<typeof SOURCE>, keyof typeof CONNECTION>;
