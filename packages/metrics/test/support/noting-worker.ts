/** Notes the same keys as its fellows, from the same moment on, and reports how many of them were new to it. */
import { parentPort, workerData } from 'node:worker_threads';
import { NEW, NO_ROOM, type RecentBuffer, RecentTable } from '../../src/units/recent-table.ts';

const { buffer, go, owner, keys } = workerData as {
  readonly buffer: RecentBuffer;
  readonly go: SharedArrayBuffer;
  readonly owner: number;
  readonly keys: number;
};
const gate = new Int32Array(go);
Atomics.add(gate, 0, 1);
while (Atomics.load(gate, 0) < 4) Atomics.wait(gate, 1, 0, 1);
const table = new RecentTable(buffer, owner);
let fresh = 0;
let full = 0;
for (let key = 1; key <= keys; key += 1) {
  const result = table.note(Math.imul(key, 0x9e37_79b1), Math.imul(key, 0x85eb_ca6b), 0, 1000, 0);
  if (result === NEW) fresh += 1;
  if (result === NO_ROOM) full += 1;
}
parentPort?.postMessage({ fresh, full });
