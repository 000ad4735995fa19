import { HOSTS, syntheticList } from '@netvakt/selftest';
import { patientLimits } from './patient-limits.ts';
import { freePorts } from './ports.ts';

/** Where the origins of the self-test will listen. */
export interface Place {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** Two ports of loopback that nobody listens on. */
export async function freePlace(): Promise<Place> {
  const [httpPort = 0, httpsPort = 0] = await freePorts(2);
  return { address: '127.0.0.1', httpPort, httpsPort };
}

/** As `--origins` takes it. */
export function originsOption({ address, httpPort, httpsPort }: Place): string {
  return `${address}:${httpPort},${httpsPort}`;
}

/** Options of a self-test on a busy machine: two minutes for an answer. */
export const PATIENTLY = ['--patience', '40'] as const;

/** A filter with the synthetic list. `listen`: `proxy.listen`; `place`: where an explicit proxy finds the names. */
export function configWith(listen: string, place?: Place, admin = '{ port: 0 }'): Record<string, string> {
  const hosts = place === undefined ? '' : `  hosts:\n${hostLines(place)}\n`;
  return {
    'selftest.txt':
      syntheticList('urls', { address: '127.0.0.1', httpPort: 0, httpsPort: 0 }).get('selftest.txt') ?? '',
    'netvakt.yaml': `operator: { name: Operator, url: https://operator.example/ }
block:
  { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists:
  - { id: selftest, file: selftest.txt, format: urls, statistics: apart }
admin: ${admin}
statistics: { interval_seconds: 0 }
log: { format: json }
proxy:
  workers: 2
  limits: ${patientLimits({ silence_milliseconds: 1000 })}
  listen: ${listen}
${hosts}`,
  };
}

function hostLines({ address, httpPort, httpsPort }: Place): string {
  const line = (name: string, port: number, to: number): string =>
    `    - { name: "${name}", port: ${port}, to: "${address}:${to}" }`;
  return HOSTS.flatMap((name) => [line(name, 80, httpPort), line(name, 443, httpsPort)]).join('\n');
}
