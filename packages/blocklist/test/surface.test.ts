import { expect, test } from '@jest/globals';

test('the public names', async () => {
  expect(Object.keys(await import('@netvakt/blocklist')).toSorted()).toEqual([
    'DEFAULT_BOUNDS',
    'DEFAULT_SEMANTICS',
    'LIST_FORMATS',
    'QUARANTINE_REASONS',
    'REFUSAL_REASONS',
    'REJECTION_REASONS',
    'compileListFiles',
    'compileLists',
    'completeSettings',
    'describeKeys',
    'describeManifest',
    'describeRefusal',
    'judgeContent',
    'judgeDetached',
    'judgeEntries',
    'judgeManifest',
    'keyId',
    'loadListFile',
    'makeKey',
    'parseBytes',
    'parseList',
    'readKeys',
    'replaceKeys',
    'writeEnvelope',
    'writeKeys',
  ]);
});
