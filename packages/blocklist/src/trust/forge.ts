import { createRequire } from 'node:module';
import type forge from 'node-forge';

const require = createRequire(import.meta.url);
let loaded: typeof forge | undefined;

/** Returns node-forge. Loaded for the first CMS message or PKCS #12 file: the commands that see neither start sooner without its 42 modules. */
export function nodeForge(): typeof forge {
  loaded ??= require('node-forge') as typeof forge;
  return loaded;
}
