import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { makeLog } from '../../src/base/log.ts';
import { Syslog } from '../../src/syslog/syslog.ts';
import { Captured } from '../support/captured.ts';
import { freePort } from '../support/ports.ts';
import { folderWith } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { configText, Stage } from '../support/stage.ts';

const stage = new Stage();
const programs = new Programs();
afterEach(async () => {
  await stage.close();
  await programs.close();
});

interface Received {
  readonly inputname: string;
  readonly 'app-name': string;
  readonly msgid: string;
  readonly msg: string;
  readonly syslogseverity: string;
  readonly 'structured-data': string;
}

/** Whether somebody waits on a port for whoever comes. */
function listens(protocol: 'udp' | 'tcp', port: number): boolean {
  return readFileSync(`/proc/net/${protocol}`, 'latin1').includes(`:${port.toString(16).toUpperCase()} 00000000:0000 `);
}

testWith(['rsyslogd'], 'a real rsyslog reads log and totals over UDP, TCP and a Unix socket', async () => {
  const folder = await folderWith({});
  const [udp, tcp, unix] = [await freePort(), await freePort(), join(folder, 'socket')];
  const conf = `module(load="imudp") module(load="imtcp") module(load="imuxsock" SysSock.Use="off")
input(type="imudp" address="127.0.0.1" port="${udp}") input(type="imtcp" address="127.0.0.1" port="${tcp}")
input(type="imuxsock" Socket="${unix}" UseSpecialParser="off" CreatePath="on")
template(name="all" type="list") { property(name="jsonmesg") constant(value="\\n") }
*.* action(type="omfile" file="${join(folder, 'received')}" template="all")
`;
  const place = await folderWith({ conf });
  const { output } = programs.start('rsyslogd', ['-n', '-f', join(place, 'conf'), '-i', join(folder, 'pid')]);
  await until('the receivers', () => existsSync(unix) && listens('udp', udp) && listens('tcp', tcp), output);
  const received = (): Received[] => {
    const path = join(folder, 'received');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return text
      .split('\n')
      .slice(0, -1)
      .map((one) => JSON.parse(one) as Received);
  };
  for (const to of [`udp://127.0.0.1:${udp}`, `tcp://127.0.0.1:${tcp}`, `unix:${unix}`]) {
    const section = { to, facility: 'local3', appName: 'netvakt', enterprise: 32_473, totals: true } as const;
    const syslog = new Syslog(section, () => Date.now() / 1000);
    const before = received().length;
    const send = (): void => {
      const log = makeLog({ level: 'info', format: 'text' }, new Captured(), syslog.line);
      log.warn({ proxy: ['127.0.0.1:3128', '[::1]:8080'] }, 'listening "now"');
      syslog.totals([{ market: 'se', list: 'urls', unit: 'pages', count: 3 }], ['alert', 'reset']);
    };
    send();
    await until(`what came over ${to}`, () => received().length >= before + 2, output);
    const [line, totals] = received().slice(before);
    expect(line).toMatchObject({
      'app-name': 'netvakt',
      msgid: 'log',
      msg: 'listening "now"',
      syslogseverity: '4',
      'structured-data': String.raw`[netvakt@32473 proxy="127.0.0.1:3128 [::1\]:8080"]`,
    });
    expect(totals).toMatchObject({
      msgid: 'totals',
      'structured-data': '[netvakt@32473 market="se" list="urls" pages="3" tls_block="alert+reset"]',
    });
    syslog.close();
  }
});

test('the filter sends its log from the start, totals at the end, and nothing of what was asked for', async () => {
  const receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const messages: string[] = [];
  receiver.on('message', (bytes) => messages.push(bytes.toString()));
  const web = await stage.web((_request, response) => response.end('ok'));
  const text = configText(web).replace(
    'level: debug }',
    `level: debug, syslog: { to: "udp://127.0.0.1:${receiver.address().port}" } }`,
  );
  const filter = await stage.filter(text);
  expect(JSON.parse(await filter.admin('/totals'))).toMatchObject({ schema: 1, ready: true });
  for (const url of ['http://blocked.test/kanariefagel', 'http://free.test/kanariefagel'])
    expect((await (await stage.client(filter)).get(url)).status).toBeGreaterThan(0);
  filter.netvakt.signal('SIGTERM');
  expect(await filter.netvakt.exited).toBe(0);
  await until(
    'the totals',
    () => messages.some((one) => one.includes(' totals [netvakt@32473 market="se" list="domains" requests="1"')),
    () => messages.join('\n'),
  );
  expect(messages.some((one) => one.endsWith(' listening'))).toBe(true);
  expect(messages.join('\n')).not.toMatch(/blocked\.test|free\.test|kanariefagel/u);
  receiver.close();
});
