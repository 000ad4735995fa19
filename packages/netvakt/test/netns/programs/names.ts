/**
 * A name server on UDP port 53 of 127.0.0.1: the zone is its argument, a JSON object from names to addresses; behind it stand
 * the seconds that an answer is good for, if they are not 60. A question for another name, or for a family that the name has
 * no address of, gets an empty answer. Ends with its standard input.
 */
import { NameServer } from '../../../../proxy/test/support/name-server.ts';

const ttl = Number(process.argv[3] ?? 60);
const zone = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, readonly string[]>>;
await NameServer.listen(({ name }) => ({ addresses: zone[name] ?? [], ttl }), 53);
process.stdout.write('ready\n');
process.stdin.on('close', () => process.exit()).resume();
