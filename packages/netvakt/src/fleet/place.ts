import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FleetManifest, type FleetPublication, putHttps, type StoreFile } from '@netvakt/blocklist';
import { writing } from '../base/named-file.ts';
import type { PublishSection } from '../config/schema/fleet.ts';
import { fleetError } from './failure.ts';
import type { Fleet } from './fleet.ts';

const OF_FOLDER = { EACCES: 'Let this user write the folder of fleet.publish' };

/** Puts one file into the store. Rejects with an {@link OperatorError} that explains what was found. */
type PutFile = (file: StoreFile) => Promise<void>;

/**
 * Puts a publication into the store. The manifest is the last of it, and is remembered before anybody can see it: a publisher that
 * is killed at any moment never signs two manifests of one serial.
 */
export async function place(fleet: Fleet, publish: PublishSection, publication: FleetPublication): Promise<void> {
  const put = await placeOf(fleet, publish);
  for (const parcel of publication.parcels) await put(parcel);
  await fleet.publisherStore.save(publication.state);
  await put(publication.word);
  const { to } = publish;
  if (to.kind === 'folder') await writing(to.path, () => sweep(to.path, publication.manifest), OF_FOLDER);
}

async function placeOf(fleet: Fleet, { to }: PublishSection): Promise<PutFile> {
  if (to.kind === 'folder')
    return (file) => writing(join(to.path, file.name), () => writeWhole(to.path, file), OF_FOLDER);
  const connection = await fleet.connection(to, 'publish.https');
  const { authorization: path } = to;
  const authorization = path === undefined ? undefined : (await fleet.text(path, 'publish.https')).trim();
  const milliseconds = fleet.section.maxSeconds * 1000;
  return async (file) => {
    const url = new URL(file.name, to.url).href;
    const found = await putHttps({ url, ...connection, authorization }, file.bytes, milliseconds);
    if (found !== undefined)
      throw fleetError('publish.https', `the store does not take ${file.name}: ${found}`, 'Publish again');
  };
}

/** Under another name first, flushed, then renamed: a reader gets all of it or the one before. */
async function writeWhole(folder: string, { name, bytes }: StoreFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${name}.part`);
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o644);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, join(folder, name));
}

/** Parcels that no manifest names any more; those of the last two generations stay for nodes that read the manifest just before. */
async function sweep(folder: string, { stable, next }: FleetManifest): Promise<void> {
  const named = [stable, ...(next === undefined ? [] : [next.generation])];
  const keep = new Set(named.flatMap(({ whole, deltas }) => [whole.name, ...deltas.map(({ name }) => name)]));
  const newest = Math.max(...named.map(({ number }) => number));
  for (const name of await readdir(folder)) {
    const number = Number(/^(?:whole|delta-\d+)-(\d+)$/u.exec(name)?.[1] ?? Number.POSITIVE_INFINITY);
    if (!keep.has(name) && number < newest - 1) await rm(join(folder, name), { force: true });
  }
}
