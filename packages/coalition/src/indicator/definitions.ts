/** How an operator counts. Figures of two definitions are never added or compared. */

import type { Json } from '@netvakt/json';
import { z } from 'zod';
import { digestOf } from '../document/digest.ts';
import { INDICATORS } from './table.ts';

/** How attempts and pages are distinguished, in the names of the files. */
export interface UnitDefinitions {
  /** Requests of one client for one item within so many seconds are one attempt. */
  readonly window_seconds: number;
  /** `fixed`: the window begins with the first request and does not move. `sliding`: each request prolongs it. */
  readonly window: 'fixed' | 'sliding';
  /** IPv6 addresses that share so many bits are one client. */
  readonly ipv6_prefix_length: number;
  /** `merged`: pictures and scripts of a page are part of its attempt. `counted`: each is an attempt. */
  readonly subresources: 'merged' | 'counted';
  /** `merged`: the same attempt in HTTP, CONNECT and TLS is one. `counted`: one for each protocol. */
  readonly protocols: 'merged' | 'counted';
  /** What a browser fetches before anybody asked for it. */
  readonly prefetch: 'left-out' | 'counted';
  /** What is a page: a navigation to a document, or any request in clear HTTP. */
  readonly page: 'navigation' | 'any-request';
  /** Digest of the table of indicators. */
  readonly indicators: string;
}

/** The digest of the table of indicators of this version. */
export const INDICATORS_DIGEST: string = digestOf(INDICATORS as unknown as Json);

/** How Netvakt counts with its default settings; a coalition's policy may name others. */
export const STANDARD_DEFINITIONS: UnitDefinitions = {
  window_seconds: 10,
  window: 'fixed',
  ipv6_prefix_length: 64,
  subresources: 'merged',
  protocols: 'merged',
  prefetch: 'left-out',
  page: 'navigation',
  indicators: INDICATORS_DIGEST,
};

export const definitionsSchema: z.ZodType<UnitDefinitions> = z
  .strictObject({
    window_seconds: z.int().min(1).max(86_400).meta({ description: 'Length of the window of an attempt, in seconds.' }),
    window: z.enum(['fixed', 'sliding']).meta({
      description: 'fixed: begins with the first request and does not move. sliding: each request prolongs it.',
    }),
    ipv6_prefix_length: z.int().min(32).max(128).meta({ description: 'IPv6 clients that share so many bits are one.' }),
    subresources: z.enum(['merged', 'counted']).meta({ description: 'Pictures and scripts of a page.' }),
    protocols: z.enum(['merged', 'counted']).meta({ description: 'The same attempt in HTTP, CONNECT and TLS.' }),
    prefetch: z.enum(['left-out', 'counted']).meta({ description: 'What a browser fetches before anybody asked.' }),
    page: z.enum(['navigation', 'any-request']).meta({ description: 'What is a page.' }),
    indicators: z
      .string()
      .regex(/^[\da-f]{64}$/u)
      .meta({ description: 'SHA-256 of the table of indicators, in hexadecimal digits.' }),
  })
  .meta({ description: 'How the figures were counted. Figures of two definitions are never added.' });

/** The digest of definitions: 64 hexadecimal digits. */
export function definitionsDigest(definitions: UnitDefinitions): string {
  return digestOf({ ...definitions });
}

/** Returns the names of the fields in which two definitions differ, in their order; empty if their figures may be added. */
export function definitionsDiffer(one: UnitDefinitions, other: UnitDefinitions): (keyof UnitDefinitions)[] {
  return (Object.keys(STANDARD_DEFINITIONS) as (keyof UnitDefinitions)[]).filter((name) => one[name] !== other[name]);
}
