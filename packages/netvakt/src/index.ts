export { cliReference } from './command/reference.ts';
export type { Config, ConfiguredList, FixedConfig, ReloadableConfig } from './config/config.ts';
export { configSchema } from './config/json-schema.ts';
export { loadConfig } from './config/load.ts';
export { ConfigError, describeProblem, type Problem } from './config/problem.ts';
export { configReference } from './config/reference.ts';
export { completion, SHELLS, type Shell } from './manual/completion.ts';
export { manPage } from './manual/man-page.ts';
export { labelMembers } from './run/shape.ts';
