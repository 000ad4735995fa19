import { EXIT, type SelfTestContext } from './context.ts';
import { addressOf, OptionError, originsOf, type SelfTestOptions } from './options.ts';
import { startOrigins } from './origin/origins.ts';

/** Serves the origins on this machine for a self-test on another, until a signal comes. */
export async function serveOrigins({ stdout, stderr }: SelfTestContext, options: SelfTestOptions): Promise<number> {
  if (options.control === undefined)
    throw new OptionError('Name with --control ADDRESS:PORT where the self-test asks for what arrived');
  const place = originsOf(options.origins);
  const control = addressOf(options.control, '--control');
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  try {
    const origins = await startOrigins({ ...place, controlPort: control.port });
    await stdout.write(
      `serving ${place.address}:${origins.httpPort},${origins.httpsPort}; control port ${origins.controlPort ?? 0}\n`,
    );
    await ended;
    await origins.close();
    return EXIT.done;
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    await stderr.write(
      `Cannot listen on ${place.address} (${code})\n    Name an address of this machine and free ports with --origins and --control\n`,
    );
    return EXIT.failed;
  }
}
