/** Exact values: Prometheus 3 refuses a scrape whose content type it does not know. */
export const CONTENT_TYPE = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;

export type Exposition = keyof typeof CONTENT_TYPE;

/**
 * Chooses the format by a request's `Accept` (RFC 9110 §12.5.1). OpenMetrics only if it is named, in a version that
 * we speak, with a weight not below that of plain text; a wildcard, no header and nonsense all mean plain text.
 * At most 32 elements are read: the header comes from outside.
 */
export function negotiate(accept: string | undefined): Exposition {
  let openmetrics = 0;
  let text = 0;
  for (const element of (accept ?? '').split(',', 32)) {
    const [type = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
    const weight = weightOf(parameters);
    if (type === 'application/openmetrics-text' && speaksVersion(parameters))
      openmetrics = Math.max(openmetrics, weight);
    if (type === 'text/plain') text = Math.max(text, weight);
  }
  return openmetrics > 0 && openmetrics >= text ? 'openmetrics' : 'text';
}

/** 1.0.0 and its draft 0.0.1 have one syntax; without a version the reader takes any. */
function speaksVersion(parameters: readonly string[]): boolean {
  const version = parameters.find((parameter) => parameter.startsWith('version='))?.slice('version='.length);
  return version === undefined || version === '1.0.0' || version === '0.0.1';
}

function weightOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
  if (text === undefined) return 1;
  const weight = Number(text);
  return weight >= 0 && weight <= 1 ? weight : 0;
}
