import type { Site, StartedFilter } from './site.ts';

const KERNEL: StartedFilter = { pid: 0, stop: () => Promise.resolve() };

/** The kernel forwards, and that is all. */
export function startPlain(): Promise<StartedFilter> {
  return Promise.resolve(KERNEL);
}

/** A rule that asks for the state of a connection makes the kernel track all of them. */
export function startConntrack({ network, namespace }: Site): Promise<StartedFilter> {
  network.run(
    namespace,
    ['nft', '-f', '-'],
    'table inet bench { chain c { type filter hook forward priority filter; ct state invalid counter; }; }\n',
  );
  return Promise.resolve(KERNEL);
}
