/** A file into an HTTPS store that takes PUT (RFC 9110 §9.3.4): WebDAV servers, object stores with a token or a client certificate. */
import { request } from 'node:https';
import { systemCode } from '../report/system.ts';
import type { HttpsSource } from './source.ts';

/** A store, and what is shown to it. */
export interface PutTarget extends Omit<HttpsSource, 'proofUrl'> {
  /** The value of the field `Authorization`; `undefined` if a certificate is enough. */
  readonly authorization: string | undefined;
}

/**
 * Puts `bytes` at `target.url`. Never rejects.
 *
 * @returns `undefined` once the store has confirmed it; otherwise what was found.
 */
export function putHttps(target: PutTarget, bytes: Buffer, milliseconds: number): Promise<string | undefined> {
  const { url, authorities, certificate, key, authorization } = target;
  const signal = AbortSignal.timeout(milliseconds);
  return new Promise((resolve) => {
    const exchange = request(url, {
      method: 'PUT',
      agent: false,
      minVersion: 'TLSv1.2',
      signal,
      headers: {
        'content-length': bytes.length,
        'content-type': 'application/octet-stream',
        'user-agent': 'netvakt',
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(authorities === undefined ? {} : { ca: authorities }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
    });
    exchange.once('error', (error) => resolve(signal.aborted ? 'no end in time' : (systemCode(error) ?? 'unknown')));
    exchange.once('response', (response) => {
      const { statusCode: status = 0 } = response;
      resolve(status >= 200 && status < 300 ? undefined : `status ${status}`);
      response.destroy();
    });
    exchange.end(bytes);
  });
}
