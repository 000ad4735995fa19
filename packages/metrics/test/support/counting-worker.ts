import { workerData } from 'node:worker_threads';
import { type CounterRegion, CounterWriter } from '@netvakt/metrics';

const { region, times } = workerData as { readonly region: CounterRegion; readonly times: number };
const writer = new CounterWriter(region);
for (let i = 0; i < times; i += 1) writer.inspected(0, 0);
writer.connectionOpened(0);
throw new Error('the worker dies');
