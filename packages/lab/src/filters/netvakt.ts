import { freePort, makeFolder, onFreePort, startDaemon, writeInto } from '@netvakt/fixtures/daemons';
import { type OriginAddresses, syntheticList } from '@netvakt/selftest';
import { until } from '@netvakt/testing';
import type { Filter, FilterKind, World } from './filter.ts';
import { NETVAKT } from './program.ts';
import { running } from './running.ts';

function addressesOf({ http, tunnel }: World): OriginAddresses {
  return { address: '127.0.0.1', httpPort: http, httpsPort: tunnel };
}

function configuration(listen: string, admin: number, world: World): string {
  const { deadlines } = world;
  const keys = [...syntheticList('netvakt', addressesOf(world)).values()].join('');
  const limits =
    deadlines === undefined
      ? ''
      : `
    first_byte_seconds: ${deadlines.firstByte}
    head_seconds: ${deadlines.head}
    idle_seconds: ${deadlines.idle}${
      deadlines.halfOpen === undefined
        ? ''
        : `
    half_open_seconds: ${deadlines.halfOpen}`
    }`;
  return `
operator: { name: Laboratory, url: "https://operator.example/filter" }
block:
  authority: The laboratory's authority
  legal_basis: https://authority.example/law
  objection: https://authority.example/objection
  help_line: https://help.example/
default_market: se
markets: [{ id: se }]
${keys}  listen: [{ ${listen} }]
  workers: 2
  clients: [127.0.0.0/8]
  limits:
    connections_per_client: 4096${limits}
admin: { address: 127.0.0.1, port: ${admin} }
log: { format: json }
shutdown_grace_seconds: 1
`;
}

/** Runs Netvakt from its sources, with one listener: `more` are its keys in addition to address and port. */
async function start(name: string, more: string, world: World, greeting?: string): Promise<Filter> {
  return await onFreePort(async (port) => {
    const admin = await freePort();
    const folder = makeFolder(name);
    for (const [file, text] of syntheticList('urls', addressesOf(world))) writeInto(folder, file, text);
    const listen = `address: 127.0.0.1, port: ${port}${more}`;
    const file = writeInto(folder, 'netvakt.yaml', configuration(listen, admin, world));
    const [command, ...words] = NETVAKT;
    const args = [...words, 'run', '--config', file];
    // As the user who runs the laboratory: the checkout may be readable by nobody else.
    const options = { name, command, args, folder, port, unprivileged: false };
    const daemon = await startDaemon(options);
    // Its port accepts from its first worker on. It logs this when all of them listen, and its figures are available.
    await until(`${name} listens`, () => {
      if (!daemon.alive) throw new Error(`${name} has ended: ${daemon.output()}`);
      return daemon.output().includes('"message":"listening"');
    });
    const filter = running(name, daemon, `http://127.0.0.1:${admin}/metrics`);
    return greeting === undefined ? filter : { ...filter, address: { ...filter.address, greeting } };
  });
}

/** Netvakt as a proxy that its clients know of. */
export const netvakt: FilterKind = {
  name: 'netvakt',
  program: undefined,
  start: async (world: World): Promise<Filter> => await start('netvakt', '', world),
};

/**
 * Netvakt as a transparent filter. No kernel rule brings connections here, so that any user can run it: a trusted peer reports
 * where each was going, as a load balancer does.
 */
export const netvaktTransparent: FilterKind = {
  name: 'netvakt-transparent',
  program: undefined,
  form: 'origin',
  start: async (world: World): Promise<Filter> => {
    const keys = ', mode: redirect, trusted_peers: [127.0.0.1], h2c: refuse';
    const greeting = `PROXY TCP4 198.51.100.7 127.0.0.1 40000 ${world.http}\r\n`;
    return await start('netvakt-transparent', keys, world, greeting);
  },
};
