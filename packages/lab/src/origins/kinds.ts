import { apache } from './apache.ts';
import { haproxy } from './haproxy.ts';
import { lenientCoding, lenientLength } from './lenient.ts';
import { lighttpd } from './lighttpd.ts';
import { nginx } from './nginx.ts';
import { node } from './node.ts';
import type { OriginKind } from './origin.ts';
import { varnish } from './varnish.ts';

/** Every origin of the laboratory. Those whose program is not installed are named as absent, never skipped silently. */
export const ORIGINS: readonly OriginKind[] = [
  nginx,
  apache,
  lighttpd,
  node,
  haproxy,
  varnish,
  lenientLength,
  lenientCoding,
];
