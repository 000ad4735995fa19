import { isUtf8 } from 'node:buffer';

/** The reason a fetched page is not served. */
export type PageFault = 'status' | 'type' | 'too-large' | 'not-utf-8' | 'no-html' | 'script' | 'redirects';

/** What a fetched page wants of other places; it is served, but the browser is instructed to load none of it. */
export type PageWarning = 'external-resource' | 'form' | 'frame';

/** What a look at a page found. */
export interface Inspection {
  readonly fault: PageFault | undefined;
  readonly warnings: readonly PageWarning[];
}

/** Code in any form. What slips through does not run: the page is sent with `default-src 'none'`. */
const SCRIPT = /<script\b|<[^>]*\son[a-z]+\s*=|\b(?:javascript|vbscript)\s*:|<(?:object|embed|applet)\b/i;
const REDIRECTS = /<meta\b[^>]*http-equiv\s*=\s*["']?refresh/i;
const EXTERNAL =
  /<(?:img|audio|video|source|track|input|picture|use|image)\b[^>]*\s(?:src|srcset|href|xlink:href|poster)\s*=\s*["']?(?!data:|#)[^\s"'>]|<link\b[^>]*\srel\s*=\s*["']?(?:stylesheet|icon|preload|prefetch|preconnect|dns-prefetch|shortcut)|@import\b|url\(\s*["']?(?!data:|#|["')\s])/i;

/** Looks at the body of a page that was fetched. Linear but for tags that never close; the body is bounded by its fetch. */
export function inspectPage(body: Uint8Array): Inspection {
  if (!isUtf8(body)) return { fault: 'not-utf-8', warnings: [] };
  const html = Buffer.from(body).toString();
  if (!/<html\b/i.test(html)) return { fault: 'no-html', warnings: [] };
  const text = html.replaceAll(/<!--[^]*?-->/g, '');
  const fault = SCRIPT.test(text) ? 'script' : REDIRECTS.test(text) ? 'redirects' : undefined;
  const warnings: PageWarning[] = [];
  if (EXTERNAL.test(text)) warnings.push('external-resource');
  if (/<form\b/i.test(text)) warnings.push('form');
  if (/<i?frame\b/i.test(text)) warnings.push('frame');
  return { fault, warnings };
}
