import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { AdminSection } from '../config/schema/process.ts';
import type { ServiceFigures } from './figures.ts';

/** How often the drain file is looked for, in milliseconds: a look at a name takes some microseconds. */
const DRAIN_LOOK = 1_000;
/** How often descriptors are counted: 40,000 names take some 10 ms, which no scrape should wait for. */
const DESCRIPTOR_LOOK = 10_000;

/** Keeps up what `/-/route` and the metrics know of the machine. Returns how to stop. */
export function watchMachine(admin: AdminSection, figures: ServiceFigures, now: () => number): () => void {
  const { status } = figures;
  const stops = [
    watchForFile(admin.drainFile, (there) => {
      status.drainFile = there;
    }),
    watchDescriptors((open) => {
      status.descriptors = { ...status.descriptors, open };
    }),
  ];
  if (admin.expiredLists === 'withhold') status.listsExpired = () => figures.listsExpired(now());
  return () => {
    for (const stop of stops) stop();
  };
}

function watchForFile(path: string | undefined, seen: (there: boolean) => void): () => void {
  if (path === undefined) return () => undefined;
  seen(existsSync(path));
  const timer = setInterval(() => seen(existsSync(path)), DRAIN_LOOK).unref();
  return () => clearInterval(timer);
}

function watchDescriptors(seen: (open: number) => void): () => void {
  const look = async (): Promise<void> => {
    try {
      seen((await readdir('/proc/self/fd')).length);
    } catch {
      // Not Linux: no descriptors are counted.
    }
  };
  void look();
  const timer = setInterval(() => void look(), DESCRIPTOR_LOOK).unref();
  return () => clearInterval(timer);
}
