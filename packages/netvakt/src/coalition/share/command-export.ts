import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isExpired,
  mayReach,
  mispEvent,
  mispManifest,
  noticesIn,
  type SharedNotice,
  stixDocument,
  TLP_LABELS,
  type TlpLabel,
} from '@netvakt/coalition';
import { type Action, todayIn } from '../../base/context.ts';
import { EXIT } from '../../base/exit.ts';
import { makeFolder, writing } from '../../base/named-file.ts';
import { OperatorError } from '../../base/operator-error.ts';
import { shown } from '../../base/text.ts';
import { actingParty } from '../as-party.ts';

export interface ExportOptions {
  readonly format: string;
  readonly directory: string;
  readonly upTo: string;
  readonly home?: string;
  readonly json?: boolean;
}

/** Writes what may leave. TLP:RED never does. */
export const exportNotices: Action<ExportOptions> = async (context, { format, directory, upTo, home, json }) => {
  const limit = limitOf(upTo);
  const write = WRITERS[format];
  if (write === undefined) {
    throw new OperatorError('ERR_COALITION', { found: 'There is no such format', remedy: 'Write misp or stix' });
  }
  const { store, parties } = await actingParty(home, context);
  const today = todayIn(context);
  const { notices } = await noticesIn(store, parties);
  const inForce = notices.filter(({ notice, isWithdrawn }) => !isWithdrawn && !isExpired(notice, today));
  const leaving = inForce.filter(({ notice }) => mayReach(notice.tlp, limit));
  const files = write(leaving);
  await makeFolder(directory);
  await writing(directory, async () => {
    for (const [name, value] of files)
      await writeFile(join(directory, name), `${JSON.stringify(value, undefined, 2)}\n`);
  });
  const kept = inForce.length - leaving.length;
  const words = `${leaving.length} notices in ${files.length} files; ${kept} stay, because of their label`;
  await context.stdout.write(
    shown(json, { exported: leaving.length, kept, files: files.map(([name]) => name) }, words),
  );
  return EXIT.done;
};

const WRITERS: Readonly<Partial<Record<string, (notices: readonly SharedNotice[]) => readonly [string, object][]>>> = {
  misp: (notices) => {
    const events = notices.map(mispEvent);
    return [
      ['manifest.json', mispManifest(events)],
      ...events.map((event): [string, object] => [`${event.Event.uuid}.json`, event]),
    ];
  },
  stix: (notices) => [['bundle.json', stixDocument(notices)]],
};

function limitOf(text: string): TlpLabel {
  const label = TLP_LABELS.find((one) => one === text && one !== 'red');
  if (label !== undefined) return label;
  throw new OperatorError('ERR_COALITION', {
    found: `Notices labelled "${TLP_LABELS.includes(text as TlpLabel) ? text : 'so'}" are not exported`,
    remedy: 'Write --up-to amber+strict, amber, green or clear',
  });
}
