/** Fills a kernel's table of tracked connections, as a flood of real ones would. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../command/temporary.ts';
import type { CABLES } from './addresses.ts';
import type { Boxes } from './boxes.ts';

/** More takes too long to fill; the kernel's limit is that of the whole machine, and no namespace may set it. */
const MOST_TRACKED = 600_000;

/** Fills the table of a box with connections that the kernel does not give up for new ones. Some 7 s for 262,144. Returns what empties it. */
export function fillTable(boxes: Boxes, box: keyof typeof CABLES): () => void {
  const limit = Number(boxes.run(box, ['cat', '/proc/sys/net/netfilter/nf_conntrack_max']));
  if (limit > MOST_TRACKED)
    throw new Error(`net.netfilter.nf_conntrack_max is ${limit}: the laboratory fills up to ${MOST_TRACKED}`);
  const lines = Array.from({ length: limit }, (_, i) => {
    const source = `10.${(i >> 23) & 0xff}.${(i >> 15) & 0xff}.1`;
    const ends = `-s ${source} -d 10.255.0.1 --sport ${1024 + (i & 0x7fff)} --dport 443`;
    return `-I -p tcp ${ends} --state ESTABLISHED -t 600 -u ASSURED`;
  });
  const folder = temporaryFolder('tracked');
  writeFileSync(join(folder, 'connections'), `${lines.join('\n')}\n`);
  // It ends with "not enough memory" when the table is full, some lines before the last: there are real connections, too.
  boxes.run(box, ['sh', '-c', 'conntrack -R "$1" || true', 'sh', join(folder, 'connections')]);
  rmSync(folder, { recursive: true });
  const tracked = Number(boxes.run(box, ['cat', '/proc/sys/net/netfilter/nf_conntrack_count']));
  if (tracked < 0.99 * limit) throw new Error(`The table of ${box} is not full: ${tracked} of ${limit}`);
  return () => {
    boxes.run(box, ['conntrack', '-F']);
  };
}
