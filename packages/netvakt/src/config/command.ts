import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import type { Config } from './config.ts';
import { defaultConfig } from './default-config.ts';
import { configSchema } from './json-schema.ts';
import { loadConfig } from './load.ts';
import { ConfigError, describeProblem } from './problem.ts';

/** Prints the JSON Schema of the configuration, for editors. */
export const schema: Action<object> = async ({ stdout }) => {
  await stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`);
  return EXIT.done;
};

/** Renders the block pages of a configuration. Throws a {@link ConfigError}. */
export type RenderPages = (config: Config) => Promise<unknown>;

export interface ConfigCheckOptions {
  readonly file: string | undefined;
  readonly json: boolean | undefined;
}

/** Checks a configuration without running anything. Lists are not read: `netvakt compile` does that. */
export const checkFile =
  (renderPages: RenderPages): Action<ConfigCheckOptions> =>
  async ({ stdout, stderr }, { file = defaultConfig(), json }) => {
    try {
      const config = await loadConfig(file);
      await renderPages(config);
      const { fixed, reloadable } = config;
      const counts = { markets: fixed.markets.length, lists: reloadable.lists.length };
      await stdout.write(
        json === true
          ? `${JSON.stringify({ valid: true, ...counts })}\n`
          : `${file} is valid: ${counts.markets} markets, ${counts.lists} lists\n`,
      );
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const { problems } = error;
      if (json === true) await stdout.write(`${JSON.stringify({ valid: false, problems })}\n`);
      else await stderr.write(`${problems.map(describeProblem).join('\n')}\n`);
      return EXIT.failed;
    }
  };
