/** `netvakt export rpz | hosts`: names that are blocked as a whole, for the DNS stage. */
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import { hostsText, rpzText } from './format/names.ts';
import { type EnforcedFiles, listedNames } from './names.ts';

export interface NameOptions {
  readonly config?: string;
  readonly format: 'rpz' | 'hosts';
}

export const names =
  (files: EnforcedFiles): Action<NameOptions> =>
  async ({ stdout, stderr, environment }, { config: file, format }) => {
    const listed = await listedNames(await files(await configured(file), environment));
    await stdout.write(format === 'rpz' ? rpzText(listed, Math.floor(Date.now() / 1000)) : hostsText(listed));
    const { domains, hosts, partly } = listed;
    await stderr.write(
      `${domains.length + hosts.length} names in clear: keep them as you keep the list. ` +
        `${partly.length} names of which only pages are listed are left out: DNS would block them as a whole\n`,
    );
    return EXIT.done;
  };
