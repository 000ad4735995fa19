import { COMPILED_SERVERS } from './compiled.ts';
import type { LenientOriginKind } from './lenient-origin.ts';
import { node } from './node-servers.ts';
import { PYTHON } from './python.ts';
import { STAND_INS } from './stand-ins.ts';
import { TLS_TOOLS } from './tls-tools.ts';
import { WEB_SERVERS } from './web-servers.ts';

/** Every origin of the lenience laboratory. Those whose packages are missing are named as absent, never skipped silently. */
export const LENIENT_ORIGINS: readonly LenientOriginKind[] = [
  ...PYTHON,
  ...COMPILED_SERVERS,
  ...TLS_TOOLS,
  ...WEB_SERVERS,
  node,
  ...STAND_INS,
];
