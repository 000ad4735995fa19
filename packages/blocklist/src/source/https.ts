/**
 * A list over HTTPS: one request, one address. A redirect is refused, since it leads to a place that the operator did not configure; the body is
 * counted as it comes; the whole exchange has a time. No cookie, no proxy of the environment, no second connection.
 */
import { type RequestOptions, request } from 'node:https';
import { systemCode } from '../report/system.ts';
import { GrowingBuffer } from './growing-buffer.ts';
import { type FetchBounds, type FetchOutcome, type HttpsSource, unfetched } from './source.ts';

const MOST_PROOF_BYTES = 256 * 1024;
const MOST_HEAD_BYTES = 16 * 1024;
/** Room for a body of unknown length, at first. */
const FIRST_BYTES = 64 * 1024;

/** An ETag that is sent back: as RFC 9110 §8.8.3 writes it, and short. */
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/u;

/** Fetches the list, and its proof if it has an address. Never rejects. `etag` is that of the last fetch. */
export async function fetchHttps(
  source: HttpsSource,
  bounds: FetchBounds,
  etag: string | undefined,
): Promise<FetchOutcome> {
  const got = await get(source.url, source, bounds, etag);
  if (got.kind === 'failed' || source.proofUrl === undefined) return got;
  // A list that has not changed may have a new manifest, which extends its validity.
  const proof = await get(source.proofUrl, source, { ...bounds, maxBytes: MOST_PROOF_BYTES }, undefined);
  return proof.kind === 'fetched' ? { ...got, proof: proof.content } : proof;
}

function get(url: string, source: HttpsSource, bounds: FetchBounds, etag: string | undefined): Promise<FetchOutcome> {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    return Promise.resolve(unfetched('source-unreachable', 'its address is no https:// URL'));
  }
  return new Promise((resolve) => {
    const deadline = AbortSignal.timeout(bounds.maxMilliseconds);
    const exchange = request(url, optionsOf(source, etag, deadline));
    exchange.once('error', (error) => resolve(failure(error, deadline)));
    exchange.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const settle = (outcome: FetchOutcome): void => {
        resolve(outcome);
        response.destroy();
      };
      if (status === 304 && etag !== undefined) return settle({ kind: 'not-modified', proof: undefined });
      if (status >= 300 && status < 400) return settle(unfetched('source-redirect', `status ${status}`));
      if (status !== 200) return settle(unfetched('source-status', `status ${status}`));
      const { maxBytes } = bounds;
      const body = new GrowingBuffer(Math.min(maxBytes, Number(response.headers['content-length'] ?? FIRST_BYTES)));
      response.on('data', (chunk: Buffer) => {
        if (body.length + chunk.length > maxBytes) settle(unfetched('file-too-large', `more than ${maxBytes} bytes`));
        else body.push(chunk);
      });
      response.once('error', (error) => settle(failure(error, deadline)));
      response.once('end', () => {
        const tag = response.headers.etag;
        const known = tag !== undefined && ETAG.test(tag) ? tag : undefined;
        settle({ kind: 'fetched', content: body.bytes, proof: undefined, etag: known });
      });
    });
    exchange.end();
  });
}

function optionsOf(source: HttpsSource, etag: string | undefined, signal: AbortSignal): RequestOptions {
  const headers: Record<string, string> = { accept: '*/*', 'user-agent': 'netvakt' };
  if (etag !== undefined && ETAG.test(etag)) headers['if-none-match'] = etag;
  return {
    agent: false,
    headers,
    maxHeaderSize: MOST_HEAD_BYTES,
    minVersion: 'TLSv1.2',
    signal,
    ...(source.authorities === undefined ? {} : { ca: source.authorities }),
    ...(source.certificate === undefined ? {} : { cert: source.certificate }),
    ...(source.key === undefined ? {} : { key: source.key }),
  };
}

/** Codes of certificates that are not believed; Node has no class for them. */
const TLS_CODE = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/u;

function failure(error: unknown, deadline: AbortSignal): FetchOutcome {
  if (deadline.aborted) return unfetched('source-timeout', 'the time for one exchange was over');
  const code = systemCode(error) ?? 'unknown';
  return unfetched(TLS_CODE.test(code) ? 'source-certificate' : 'source-unreachable', code);
}
