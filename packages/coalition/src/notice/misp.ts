/** Notices as MISP events (MISP core format), one way: nothing is read back. */
import type { SharedNotice } from './shared-notice.ts';
import { textOfNotice } from './text.ts';
import { uuidOf } from './uuid.ts';
import type { TlpLabel } from './vocabulary.ts';

/** Who is named as the author of every event: the coalition, never an operator. */
const ORGANISATION = { name: 'Coalition of operators', uuid: uuidOf('organisation') };

/** Who may see an event in MISP: 0 own organisation, 1 this community, 2 connected communities, 3 all. */
const DISTRIBUTION: Readonly<Record<TlpLabel, string>> = {
  red: '0',
  'amber+strict': '0',
  amber: '1',
  green: '2',
  clear: '3',
};

/** A MISP event, as the file of one. */
export interface MispEvent {
  readonly Event: {
    readonly uuid: string;
    readonly info: string;
    readonly date: string;
    /** Seconds since 1970. */
    readonly timestamp: string;
    readonly threat_level_id: string;
    readonly analysis: string;
    readonly distribution: string;
    readonly published: boolean;
    readonly Orgc: { readonly name: string; readonly uuid: string };
    readonly Tag: readonly { readonly name: string }[];
    readonly Attribute: readonly MispAttribute[];
  };
}

interface MispAttribute {
  readonly uuid: string;
  readonly type: string;
  readonly category: string;
  readonly to_ids: boolean;
  readonly timestamp: string;
  readonly distribution: string;
  readonly comment: string;
  readonly value: string;
}

/** The manifest of a MISP feed: its events by UUID. */
export type MispManifest = Readonly<
  Record<
    string,
    Pick<MispEvent['Event'], 'info' | 'date' | 'timestamp' | 'threat_level_id' | 'analysis' | 'Orgc' | 'Tag'>
  >
>;

/** Undefined: the threat is not rated. */
const THREAT_LEVEL = '4';
const ANALYSIS_COMPLETED = '2';

/** Returns one notice as an event. Its attributes are texts; none is meant for detection. */
export function mispEvent({ id, notice, isSeenByOthers }: SharedNotice): MispEvent {
  const timestamp = String(Date.parse(`${notice.posted}T00:00:00Z`) / 1000);
  const distribution = DISTRIBUTION[notice.tlp];
  const attribute = (field: string, value: string): MispAttribute => ({
    uuid: uuidOf(`${id}/${field}`),
    type: 'text',
    category: 'Other',
    to_ids: false,
    timestamp,
    distribution: '5', // as the event
    comment: field,
    value,
  });
  const { kind, code, market, month, measure, trend, expires } = notice;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['kind', kind],
    ['code', code],
    ['month', month],
    ['market', market],
    ['measure', measure === undefined ? undefined : `${measure.value} ${measure.unit}`],
    ['trend', trend],
    ['expires', expires],
    ['seen-by-others', isSeenByOthers ? 'at least 3' : undefined],
  ];
  return {
    Event: {
      uuid: uuidOf(id),
      info: textOfNotice(notice),
      date: notice.posted,
      timestamp,
      threat_level_id: THREAT_LEVEL,
      analysis: ANALYSIS_COMPLETED,
      distribution,
      published: false,
      Orgc: ORGANISATION,
      Tag: [{ name: `tlp:${notice.tlp}` }, { name: `netvakt:${kind}="${code}"` }],
      Attribute: fields.flatMap(([field, value]) => (value === undefined ? [] : [attribute(field, value)])),
    },
  };
}

/** Returns the manifest of a feed of these events. */
export function mispManifest(events: readonly MispEvent[]): MispManifest {
  return Object.fromEntries(
    events.map(({ Event: { uuid, info, date, timestamp, threat_level_id, analysis, Orgc, Tag } }) => [
      uuid,
      { info, date, timestamp, threat_level_id, analysis, Orgc, Tag },
    ]),
  );
}
