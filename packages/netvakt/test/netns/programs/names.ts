/**
 * A name server on UDP port 53 of 127.0.0.1: the zone is its argument, a JSON object from names to addresses. A question for
 * another name, or for a family that the name has no address of, gets an empty answer. Ends with its standard input.
 */
import { NameServer } from '../../../../proxy/test/support/name-server.ts';

const zone = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, readonly string[]>>;
await NameServer.listen(({ name }) => ({ addresses: zone[name] ?? [], ttl: 60 }), 53);
process.stdout.write('ready\n');
process.stdin.on('close', () => process.exit()).resume();
