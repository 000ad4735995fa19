import { type CanonicalisedHost, canonicaliseHost } from '@netvakt/matcher';

/** True if `name` is one way to write the canonical `host`: in any case, with a trailing dot, an IPv6 address in any form. */
export function isSpelling(name: Buffer, host: string): boolean {
  const text = name.toString('latin1');
  return text === host || hostOf(text) === host;
}

/** True if both are ways to write one host. Rare: two names of one request that differ as bytes. */
export function areOneHost(a: Buffer, b: Buffer): boolean {
  const host = hostOf(a.toString('latin1'));
  return host !== undefined && host === hostOf(b.toString('latin1'));
}

function hostOf(text: string): string | undefined {
  const canonical: CanonicalisedHost = canonicaliseHost(text);
  return canonical.ok ? canonical.host : undefined;
}
