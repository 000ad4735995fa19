import { createHash } from 'node:crypto';
import { DAY, escapeHtml } from '@netvakt/proxy';
import type { Facts, HelpGroup, Named } from './facts.ts';
import { STYLE } from './style.ts';

/** Languages that are written from right to left, for operators who bring one. */
const RIGHT_TO_LEFT = /^(?:ar|dv|fa|he|ps|ug|ur|yi)(?:-|$)/;

/** A shield: an ornament, so it has no name. */
const SHIELD =
  '<svg aria-hidden="true" width="40" height="48" viewBox="3.6 2 16.8 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M12 3 4.5 6v5.2c0 4.5 3.1 8.1 7.5 9.8 4.4-1.7 7.5-5.3 7.5-9.8V6z"/><path d="M9 12h6"/></svg>';

/**
 * The page as HTML. `market` is part of the reference code, `SE-20260131-3f9a0c`: the market, the day of sending and the
 * first 24 bits of a digest of everything the page says. Nothing in it is known from a request.
 */
export function renderPage(facts: Facts, market: string): string {
  const version = createHash('sha256').update(page(facts, '')).digest('hex').slice(0, 6);
  return page(facts, `${market.toUpperCase()}-${DAY}-${version}`);
}

function page({ language, words, english, operator, legal, objection, help }: Facts, code: string): string {
  const direction = RIGHT_TO_LEFT.test(language) ? ' dir="rtl"' : '';
  return `<!DOCTYPE html>
<html lang="${language}"${direction}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(words.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
${SHIELD}
<h1>${escapeHtml(words.title)}</h1>
<p class="lead">${escapeHtml(words.lead)}</p>
<p>${escapeHtml(words.calm)}</p>
</header>
<main>
<section class="calm" aria-labelledby="privacy">
<h2 id="privacy">${escapeHtml(words.privacyTitle)}</h2>
<p>${escapeHtml(words.privacy)}</p>
</section>
<section aria-labelledby="help">
<h2 id="help">${escapeHtml(words.helpTitle)}</h2>
<ul class="help">
${help.map(helpGroup).join('\n')}
</ul>
</section>
<section aria-labelledby="why">
<h2 id="why">${escapeHtml(words.whyTitle)}</h2>
<p>${escapeHtml(words.why)}</p>
<p>${escapeHtml(words.legal)}</p>
<ul>
${legal.map((one) => `<li>${named(one)}</li>`).join('\n')}
</ul>
</section>
<section aria-labelledby="decides">
<h2 id="decides">${escapeHtml(words.decideTitle)}</h2>
<p>${escapeHtml(words.decide)}</p>
</section>
<section aria-labelledby="mistake">
<h2 id="mistake">${escapeHtml(words.objectTitle)}</h2>
<p>${escapeHtml(words.object)}</p>
<p><a class="go" href="${escapeHtml(objection)}" rel="noreferrer">${escapeHtml(words.objectLink)}</a></p>
<p class="note">${escapeHtml(words.reference)}: <code>${code}</code><br>${escapeHtml(words.referenceNote)}</p>
</section>
</main>
<footer>
<p>${named(operator)}</p>
${english === undefined ? '' : `<p lang="en" dir="ltr">${escapeHtml(english.text)}</p>\n`}</footer>
</body>
</html>
`;
}

function helpGroup({ title, lines }: HelpGroup): string {
  const shown = lines.map(
    ({ phone, note, ...line }) =>
      `<p>${named(line)}${phone === undefined ? '' : `<br>${telephone(phone)}`}</p>${note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>`}`,
  );
  return `<li><h3>${escapeHtml(title)}</h3>${shown.join('')}</li>`;
}

function telephone(number: string): string {
  return `<a href="tel:${number.replace(/[^+\d]/g, '')}">${escapeHtml(number).replaceAll(' ', '&nbsp;')}</a>`;
}

function named({ text, link }: Named): string {
  return link === undefined
    ? escapeHtml(text)
    : `<a href="${escapeHtml(link)}" rel="noreferrer">${escapeHtml(text)}</a>`;
}
