/** What the paths to subscribers and origins are like: narrower than the nodes' own links, as PPPoE, mobile access and tunnels are. */
import { bare, CABLES, SUSPECT } from '../boxes/addresses.ts';
import { type Lab, type MachineScenario, mustBeNone, span, whole } from './scenario.ts';

const ALL_LOST = ['unfiltered', 'overblocked', 'refused', 'reset', 'truncated', 'timeout'] as const;
const NARROW = 1300;
const UPLOAD = 200_000;

/**
 * Makes the router's ways to subscribers and to the origin narrow, or wide again; what machines have learnt of the paths is
 * forgotten. The ways, not the links: a veth whose MTU is smaller than the other end's loses what single packets are larger.
 */
function links({ boxes }: Lab, verb: 'add' | 'delete'): void {
  for (const name of ['subscribers', 'origin'] as const) {
    for (const address of bare(CABLES[name].other))
      boxes.run('router', ['ip', 'route', verb, address, 'dev', name, 'mtu', 'lock', String(NARROW)]);
  }
  for (const box of ['subscribers', 'router', 'node1', 'node2', 'origin'] as const)
    boxes.run(box, ['sh', '-c', 'ip route flush cache; ip -6 route flush cache']);
}

/** Sends a body that no single packet holds, over each family; throws if one does not come whole. */
function upload({ boxes }: Lab): void {
  for (const address of SUSPECT) {
    const url = `http://${address.includes(':') ? `[${address}]` : address}/free`;
    const send = `head -c ${UPLOAD} /dev/zero | curl -s -m 120 -o /dev/null -w '%{http_code} %{size_upload}' -H Expect: --data-binary @- '${url}' || true`;
    const answer = boxes.run('subscribers', ['sh', '-c', send]);
    if (answer !== `200 ${UPLOAD}`) throw new Error(`An upload over a narrow link ended with ${answer}`);
  }
}

export const PATHS: readonly MachineScenario[] = [
  {
    name: 'narrow links',
    what: `The router’s ways to subscribers and to the origin carry packets of ${NARROW} bytes at most; nobody else knows. Then they are as before.`,
    promise:
      'The router’s ICMP errors come to the node whose packets were too big, whatever address these had: downloads, block pages and uploads come whole.',
    run: async (lab) => {
      await whole(lab);
      links(lab, 'add');
      try {
        const narrow = await span(lab, 'narrow', 5000);
        await lab.load.settled(Date.now());
        upload(lab);
        return [narrow];
      } finally {
        links(lab, 'delete');
      }
    },
    broken: ({ narrow }) => mustBeNone(narrow, 'narrow', ...ALL_LOST),
  },
];
