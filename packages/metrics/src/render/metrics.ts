import type { Sources } from '../families/definition.ts';
import { DEFINITIONS } from '../families/table.ts';
import { renderFamily } from './family.ts';
import { CONTENT_TYPE, type Exposition, negotiate } from './negotiate.ts';
import { type BoundRegistry, runtimeRegistry } from './registry.ts';

/** A body ready to be sent to a scraper. */
export interface Rendered {
  readonly contentType: (typeof CONTENT_TYPE)[Exposition];
  readonly body: string;
}

/**
 * Everything that the process exports. Two registries stand side by side because prom-client 15 renames a counter
 * for good when it renders OpenMetrics, so one registry cannot serve both formats.
 */
export class Metrics {
  readonly #sources: Sources;
  readonly #registries: Readonly<Record<Exposition, BoundRegistry>>;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#registries = { text: runtimeRegistry('text'), openmetrics: runtimeRegistry('openmetrics') };
  }

  /** Renders the state of this moment in the format that `accept` asks for. Asks no worker. */
  async render(accept: string | undefined): Promise<Rendered> {
    const exposition = negotiate(accept);
    const own = DEFINITIONS.map((definition) => renderFamily(definition, exposition, this.#sources)).join('');
    // Last, because in OpenMetrics it ends with the mark of the end.
    const runtime = await this.#registries[exposition].metrics();
    return { contentType: CONTENT_TYPE[exposition], body: own + runtime };
  }
}
