/** Process: an explicit proxy with `proxy-chain`, every name leading to this machine. */

import type { lookup } from 'node:dns';
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { RequestError, Server } from 'proxy-chain';
import { listFor, taskOfProcess } from './node-list.ts';

const task = taskOfProcess();
const isListed = listFor(task);
const httpAgent = new Agent({ keepAlive: true, maxSockets: 1024 });

const loopback: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
};

const server = new Server({
  port: task.port,
  host: '127.0.0.1',
  prepareRequestFunction: ({ hostname }) => {
    if (isListed(hostname.toLowerCase())) throw new RequestError('Unavailable For Legal Reasons', 451);
    return { dnsLookup: loopback as typeof lookup, httpAgent };
  },
});
server.server.keepAliveTimeout = 120_000;
await server.listen();
