/** The router: BIRD learns routes from the nodes into a table of its own, which only what comes from subscribers is looked up in. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../command/temporary.ts';
import { bare, CABLES } from './addresses.ts';
import type { Boxes } from './boxes.ts';

const FLOWS = fileURLToPath(new URL('../../../../../deploy/router/flows.nft', import.meta.url));
const NODES = ['node1', 'node2'] as const;

/** Starts the router; resolves with what takes its files away. */
export async function startRouter(boxes: Boxes): Promise<() => Promise<void>> {
  const folder = temporaryFolder('router');
  await writeFile(join(folder, 'bird.conf'), birdText());
  for (const family of ['-4', '-6'])
    boxes.run('router', ['ip', family, 'rule', 'add', 'iif', 'subscribers', 'lookup', '200', 'pref', '100']);
  keepFlows(boxes);
  boxes.start('router', ['bird', '-f', '-c', join(folder, 'bird.conf'), '-s', join(folder, 'bird.ctl')]);
  return () => rm(folder, { recursive: true, force: true });
}

/** Each connection stays on the way that it began on: `deploy/router/flows.nft`, and the tables that it names. */
function keepFlows(boxes: Boxes): void {
  for (const [v, family] of (['-4', '-6'] as const).entries()) {
    for (const [i, name] of NODES.entries()) {
      const [mark, table] = [String(11 + i), String(211 + i)];
      boxes.run('router', ['ip', family, 'rule', 'add', 'fwmark', mark, 'lookup', table, 'pref', '90']);
      boxes.run('router', [
        'ip',
        family,
        'route',
        'add',
        'default',
        'via',
        bare(CABLES[name].other)[v] ?? '',
        'table',
        table,
      ]);
    }
    boxes.run('router', ['ip', family, 'rule', 'add', 'fwmark', '13', 'lookup', 'main', 'pref', '90']);
  }
  boxes.run('router', ['nft', '-f', FLOWS]);
}

function birdText(): string {
  const sessions = NODES.flatMap((name) => {
    const [own, other] = [bare(CABLES[name].router), bare(CABLES[name].other)];
    return ([4, 6] as const).map((version) => {
      const v = version === 4 ? 0 : 1;
      const channel = `ipv${version} { table suspects${version}; import all; export none; import limit 1000 action block; };`;
      return `protocol bgp ${name}_${version} { local ${own[v]} as 64511; neighbor ${other[v]} as 64512; hold time 9; graceful restart off; connect delay time 1; error wait time 1, 2; ${channel} }`;
    });
  });
  const kernel = ([4, 6] as const).map(
    (version) =>
      `ipv${version} table suspects${version};\nprotocol kernel { kernel table 200; merge paths on; scan time 2; ipv${version} { table suspects${version}; import none; export all; }; }`,
  );
  return [
    `router id ${bare(CABLES.subscribers.router)[0]};`,
    'protocol device { scan time 1; }',
    ...kernel,
    ...sessions,
    '',
  ].join('\n');
}
