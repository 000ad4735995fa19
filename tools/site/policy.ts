/**
 * What a page of the site may load: files of the site, and nothing else. VitePress writes two scripts into each page; they become a
 * file, so that no page needs an exception.
 */

/** The policy of every page, in the page itself: it holds on any web server. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Path on the site of the colours of code. */
export const HIGHLIGHT = 'highlight.css';
/** Path on the site of what runs before a page is shown: it chooses light or dark. */
export const EARLY = 'early.js';

const INLINE_SCRIPT = /<script id="[\w-]+">([^]*?)<\/script>\s*/gu;

/** Takes the scripts out of pages. They are the same in every page. */
export class InlineScripts {
  readonly #base: string;
  readonly #texts = new Set<string>();

  constructor(base: string) {
    this.#base = base;
  }

  /** All that was taken out, as one script. */
  get text(): string {
    return `${[...this.#texts].join(';\n')};\n`;
  }

  /** Returns a page that loads its scripts from files, with the policy that demands it. */
  takenOutOf(html: string): string {
    for (const [, script = ''] of html.matchAll(INLINE_SCRIPT)) this.#texts.add(script);
    const head = [
      `<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">`,
      `<link rel="stylesheet" href="${this.#base}${HIGHLIGHT}">`,
      `<script src="${this.#base}${EARLY}"></script>`,
    ];
    return html.replaceAll(INLINE_SCRIPT, '').replace(/(<meta charset[^>]*>)/u, `$1\n    ${head.join('\n    ')}`);
  }
}
