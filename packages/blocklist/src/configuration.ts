/** What a configuration is read with, without the rest of the package. */
export { MOST_STAGES, WHOLE_FLEET } from './fleet/manifest.ts';
export { DEFAULT_CHANGE_BOUNDS } from './guard/change.ts';
export { DEFAULT_TEST_ENTRY } from './settings/hash-key.ts';
export {
  completeSettings,
  DEFAULT_BOUNDS,
  DEFAULT_LIST,
  DEFAULT_SEMANTICS,
  LIST_FORMATS,
} from './settings/settings.ts';
export { CREDENTIAL_NAME } from './store/key.ts';
export { LIST_ID } from './trust/fields.ts';
export { MOST_KEYS } from './trust/keys.ts';
