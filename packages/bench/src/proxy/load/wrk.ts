/** Load by wrk (Debian's `wrk`), its report read as JSON from its own script. */

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinned } from '../../common/daemon.ts';

export interface WrkLoad {
  readonly folder: string;
  readonly core: number;
  /** The proxy's port; the origin's own to measure without a proxy. */
  readonly port: number;
  readonly connections: number;
  /** Each has its share of the connections, and, if hosts are not taken in turn, a host of its own. */
  readonly threads: number;
  readonly seconds: number;
  readonly requests: RequestShape;
}

/** What clients ask for, in absolute form, as a browser asks a proxy. */
interface RequestShape {
  readonly hosts: readonly string[];
  readonly port: number;
  /** `undefined` for a thousand different short paths. */
  readonly path: string | undefined;
  /** Another host with each request of a connection, instead of one that it stays with. */
  readonly hostsInTurn: boolean;
}

export interface WrkFigures {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  /**
   * Refused connections, timeouts, and answers of status 400 and above. Not wrk's read errors: it counts one if a
   * proxy closes the connection after a whole answer, as tinyproxy does after each.
   */
  readonly errors: number;
}

const HEADERS = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Language: sv-SE,sv;q=0.9,en-US;q=0.8,en;q=0.7',
  'Accept-Encoding: gzip, deflate',
  'Cookie: session=0123456789abcdef0123456789abcdef; consent=1',
];

const run = promisify(execFile);

export async function load({
  folder,
  core,
  port,
  connections,
  threads,
  seconds,
  requests,
}: WrkLoad): Promise<WrkFigures> {
  const script = join(folder, 'wrk.lua');
  writeFileSync(script, scriptFor(requests));
  const args = [
    `-t${threads}`,
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    '-s',
    script,
    `http://127.0.0.1:${port}`,
  ];
  const { stdout } = await run(...pinned({ program: 'wrk', args, core }));
  const line = stdout.split('\n').find((candidate) => candidate.startsWith('{'));
  if (line === undefined) throw new Error(`wrk said nothing to be read: ${stdout}`);
  const loaded: unknown = JSON.parse(line);
  return loaded as WrkFigures;
}

/** Requests are made once; sending one is a table lookup. */
function scriptFor({ hosts, port, path, hostsInTurn }: RequestShape): string {
  return `local hosts = { ${hosts.map((host) => `"${host}:${port}"`).join(', ')} }
local threads = 0
setup = function(thread)
  threads = threads + 1
  thread:set("own", threads)
end
local made = {}
init = function()
  for i = 1, 1000 do
    local host = hosts[(${hostsInTurn ? 'i' : 'own'}) % #hosts + 1]
    local path = ${path === undefined ? '"/media/2026/page-" .. i .. ".html"' : `"${path}"`}
    made[i] = "GET http://" .. host .. path .. " HTTP/1.1\\r\\nHost: " .. host .. "\\r\\n${HEADERS.join('\\r\\n')}\\r\\n\\r\\n"
  end
end
local sent = 0
request = function()
  sent = sent % 1000 + 1
  return made[sent]
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"bytes":%.0f,"p50Micros":%d,"p99Micros":%d,"errors":%d}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
    e.connect + e.write + e.status + e.timeout))
end
`;
}
