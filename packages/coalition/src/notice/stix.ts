/**
 * Notices as a STIX 2.1 bundle, one way: nothing is read back.
 *
 *   list-quality, incident -> report      evasion -> attack-pattern      practice -> course-of-action
 *
 * The public schema of a bundle knows neither `note` nor `incident`, so these types are not used.
 */
import type { Notice } from './notice.ts';
import type { SharedNotice } from './shared-notice.ts';
import { textOfNotice } from './text.ts';
import { uuidOf } from './uuid.ts';
import { type NoticeKind, TLP_LABELS, type TlpLabel } from './vocabulary.ts';

/** One object of a bundle. */
export type StixObject = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

/** A bundle, as a file. */
export interface StixDocument {
  readonly type: 'bundle';
  readonly id: string;
  readonly objects: readonly StixObject[];
}

/** TLP 2.0 is an extension of STIX 2.1; its identifiers are the same everywhere (OASIS, cti-stix-common-objects). */
const TLP_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
const TLP_CREATED = '2022-10-01T00:00:00.000Z';
const TLP_MARKINGS: Readonly<Record<TlpLabel, string>> = {
  clear: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
};

const TYPES: Readonly<Record<NoticeKind, string>> = {
  'list-quality': 'report',
  evasion: 'attack-pattern',
  incident: 'report',
  practice: 'course-of-action',
};

const COALITION = `identity--${uuidOf('organisation')}`;

/** Who is named as the author of every object: the coalition, never an operator. */
const IDENTITY: StixObject = {
  type: 'identity',
  spec_version: '2.1',
  id: COALITION,
  created: TLP_CREATED,
  modified: TLP_CREATED,
  name: 'Coalition of operators',
  identity_class: 'group',
};

/** Returns the bundle of these notices: the coalition, the markings that occur, and one object a notice. */
export function stixDocument(shared: readonly SharedNotice[]): StixDocument {
  const labels = TLP_LABELS.filter((label) => shared.some(({ notice }) => notice.tlp === label));
  return {
    type: 'bundle',
    id: `bundle--${uuidOf(shared.map(({ id, isSeenByOthers }) => `${id} ${isSeenByOthers}`).join(','))}`,
    objects: [IDENTITY, ...labels.map(markingOf), ...shared.map(objectOf)],
  };
}

function markingOf(label: TlpLabel): StixObject {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: TLP_MARKINGS[label],
    created: TLP_CREATED,
    name: `TLP:${label.toUpperCase()}`,
    extensions: { [TLP_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: label } },
  };
}

function objectOf({ id, notice, isSeenByOthers }: SharedNotice): StixObject {
  const type = TYPES[notice.kind];
  const at = `${notice.posted}T00:00:00.000Z`;
  return {
    type,
    spec_version: '2.1',
    id: `${type}--${uuidOf(id)}`,
    created_by_ref: COALITION,
    created: at,
    modified: at,
    ...contentOf(notice),
    labels: labelsOf(notice, isSeenByOthers),
    object_marking_refs: [TLP_MARKINGS[notice.tlp]],
  };
}

/** A report has a subject and a date of publication. */
function contentOf(notice: Notice): Readonly<Record<string, unknown>> {
  const description = `${textOfNotice(notice)} Of use until ${notice.expires}.`;
  const named = { name: notice.code, description };
  if (TYPES[notice.kind] !== 'report') return named;
  return { ...named, published: `${notice.posted}T00:00:00.000Z`, object_refs: [COALITION] };
}

function labelsOf({ kind, trend, market }: Notice, isSeenByOthers: boolean): readonly string[] {
  return [
    kind,
    ...(trend === undefined ? [] : [`trend:${trend}`]),
    ...(market === undefined ? [] : [`market:${market}`]),
    ...(isSeenByOthers ? ['seen-by-others:at-least-3'] : []),
  ];
}
