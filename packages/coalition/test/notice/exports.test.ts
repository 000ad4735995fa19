import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { mispEvent, mispManifest } from '../../src/notice/misp.ts';
import type { SharedNotice } from '../../src/notice/shared-notice.ts';
import { type StixObject, stixDocument } from '../../src/notice/stix.ts';
import { anyNotice, NOTICES } from './notices.ts';

// The schemas have patterns that are none with the flag "u", and say things twice.
const OPTIONS = { strict: false, unicodeRegExp: false, logger: false } as const;
const FOLDERS: Readonly<Record<string, string>> = {
  identity: 'sdos',
  report: 'sdos',
  'attack-pattern': 'sdos',
  'course-of-action': 'sdos',
  'marking-definition': 'common',
};

function vendored(name: string): Record<string, object> {
  return JSON.parse(readFileSync(new URL(`schemas/${name}.golden.json`, import.meta.url), 'utf8')) as Record<
    string,
    object
  >;
}

function stixValidators(): (path: string) => ValidateFunction {
  const ajv = new Ajv2020(OPTIONS);
  const ids = new Map<string, string>();
  for (const [path, schema] of Object.entries(vendored('stix-2.1'))) {
    ajv.addSchema(schema);
    ids.set(path, (schema as { readonly $id: string }).$id);
  }
  return (path) => ajv.getSchema(ids.get(`${path}.json`) ?? '') as ValidateFunction;
}

function mispValidator(): ValidateFunction {
  // Draft 4: its identifier has another name today. One list of required fields is in the wrong place; a reader of draft 4 ignores it.
  const { id: _id, $schema: _draft, ...schema } = vendored('misp');
  delete (schema['defs'] as unknown as { sharing_group: { properties: { required?: unknown } } }).sharing_group
    .properties.required;
  return new Ajv(OPTIONS).compile(schema);
}

const shared = fc
  .record({ notice: anyNotice, isSeenByOthers: fc.boolean(), pick: fc.integer({ min: 0, max: 2 ** 31 }) })
  .map(
    ({ notice, isSeenByOthers, pick }): SharedNotice => ({
      id: pick.toString(16).padStart(32, '0'),
      notice,
      isSeenByOthers,
      isWithdrawn: false,
    }),
  );

describe('exports fit the public schemas', () => {
  const stix = stixValidators();

  function faultsOf(objects: readonly StixObject[]): readonly (ErrorObject | string)[] {
    return objects.flatMap((object): readonly (ErrorObject | string)[] => {
      const folder = FOLDERS[object.type];
      if (folder === undefined) return [`no schema for ${object.type}`];
      const validate = stix(`${folder}/${object.type}`);
      return validate(object) ? [] : (validate.errors ?? []);
    });
  }

  test('STIX 2.1: the bundle, and every object by the schema of its type', () => {
    const faults: unknown[] = [];
    const look = (notices: readonly SharedNotice[]): void => {
      const bundle = stixDocument(notices);
      const validate = stix('common/bundle');
      if (!validate(bundle)) faults.push(validate.errors);
      faults.push(...faultsOf(bundle.objects));
      if (new Set(bundle.objects.map(({ id }) => id)).size < bundle.objects.length) faults.push('an id twice');
    };
    fc.assert(fc.property(fc.uniqueArray(shared, { maxLength: 8, selector: ({ id }) => id }), look), {
      seed: 15,
      numRuns: 100,
    });
    expect(faults).toEqual([]);
  });

  test('the validator of the test does refuse: a reference and a time that are none', () => {
    const [identity, marking, report] = stixDocument([
      { id: '0'.repeat(32), notice: NOTICES[0] as never, isSeenByOthers: false, isWithdrawn: false },
    ]).objects as [StixObject, StixObject, StixObject];
    expect(faultsOf([identity, marking, report])).toEqual([]);
    expect(faultsOf([{ ...report, object_refs: ['nobody'] }])).not.toEqual([]);
    expect(faultsOf([{ ...report, created: '2026-09-03' }])).not.toEqual([]);
  });

  test('MISP: every event', () => {
    const validate = mispValidator();
    const faults: unknown[] = [];
    fc.assert(
      fc.property(shared, (one) => {
        if (!validate(mispEvent(one))) faults.push(validate.errors);
      }),
      { seed: 15, numRuns: 300 },
    );
    expect(faults).toEqual([]);
    expect(validate({ Event: { info: 1 } })).toBe(false);
  });

  test('MISP: the manifest has the events by UUID', () => {
    const event = mispEvent({
      id: '0'.repeat(32),
      notice: NOTICES[0] as never,
      isSeenByOthers: false,
      isWithdrawn: false,
    });
    expect(mispManifest([event])[event.Event.uuid]).toMatchObject({ info: event.Event.info, date: '2026-09-03' });
  });
});
