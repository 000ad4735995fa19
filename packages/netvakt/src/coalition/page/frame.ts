/** What every page has around its sections: head, languages, footer. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '@netvakt/proxy';
import { PAGE_STYLE } from './style.ts';
import type { PageWords } from './words.ts';

/** A page without its frame. */
export interface PageContent {
  readonly language: string;
  /** Languages that the page is written in, this one among them. */
  readonly languages: readonly string[];
  readonly words: PageWords;
  /** Text. */
  readonly title: string;
  readonly lead: string;
  /** Id and title of each part, for the list of contents. */
  readonly parts: readonly (readonly [id: string, title: string])[];
  /** HTML between the contents and the first section. */
  readonly top: string;
  /** The sections, as HTML. */
  readonly body: string;
}

/** The page's policy allows its own style sheet, and nothing else: no script, nothing from other servers. */
const STYLE_HASH: string = createHash('sha256').update(PAGE_STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'`;

/** The page as HTML. The same content gives the same bytes. */
export function framedPage({ language, languages, words, title, lead, parts, top, body }: PageContent): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
${languages.map((tag) => `<link rel="alternate" hreflang="${tag}" href="${tag}.html">`).join('\n')}
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lead)}</p>
<nav aria-label="${escapeHtml(words.languages)}"><ul>${languages.map((tag) => languageLink(tag, language)).join('')}</ul></nav>
<nav aria-label="${escapeHtml(words.contents)}"><ul>${parts.map(([id, name]) => `<li><a href="#${id}">${escapeHtml(name)}</a></li>`).join('')}</ul></nav>
${top}
</header>
<main>
${body}
</main>
<footer><p>${escapeHtml(words.footer)}</p></footer>
</body>
</html>
`;
}

/** A language is called by its own name. */
function languageLink(tag: string, current: string): string {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
  const isCurrent = tag === current ? ' aria-current="page"' : '';
  return `<li><a href="${tag}.html" hreflang="${tag}" lang="${tag}"${isCurrent}>${escapeHtml(name)}</a></li>`;
}
