import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from '@netvakt/testing';
import { freePort } from '../../support/ports.ts';
import { folderWith } from '../../support/process.ts';
import type { Programs } from '../../support/programs.ts';
import { ask } from './ask.ts';

/** Every name below `test` has these, and there are aliases: one is never cached, one is. What is cached stays for longer than a test. */
const ZONE = `$TTL 86400
@ SOA ns.test. root.test. 1 3600 600 86400 86400
@ NS ns.test.
ns A 127.0.0.1
* A 192.0.2.80
* AAAA 2001:db8::80
* HTTPS 1 . alpn=h2 ipv4hint=192.0.2.80
alias.free 0 CNAME listed.test.
cached.free CNAME listed.test.
aliased CNAME beside.test.
`;

/** Starts a name server with the signed zone `test`; resolves with its port. */
export async function startOrigin(programs: Programs): Promise<number> {
  const port = await freePort();
  const folder = await folderWith({ 'test.zone': ZONE });
  const sign = 'dnssec-keygen -q -a ED25519 test >/dev/null && dnssec-signzone -q -z -S -o test test.zone >/dev/null';
  const { status, stderr } = spawnSync('sh', ['-ec', sign], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The zone cannot be signed: ${stderr}`);
  const path = await folderWith({
    'named.conf': `options {
  directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; pid-file none; session-keyfile none;
};
controls { };
zone "test" { type primary; file "test.zone.signed"; };
`,
  });
  const { output } = programs.start('named', ['-g', '-c', join(path, 'named.conf')]);
  await until('the origin answers', async () => (await ask(port, 'beside.test', 'A')) === 'free', output);
  return port;
}
