/** The settings of VitePress, for the pages that tools/site/stage.ts has laid out. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformerStyleToClass } from '@shikijs/transformers';
import { anchorOf } from '../tools/check/docs.ts';
import { resolveLinks } from '../tools/site/markdown.ts';
import { EARLY, HIGHLIGHT, InlineScripts } from '../tools/site/policy.ts';

/** Returns the configuration of one site; `site` is a `DocsSite` of tools/site/stage.ts. */
export function configOf(site) {
  const classes = transformerStyleToClass({ classPrefix: 'c-' });
  const scripts = new InlineScripts(site.base);
  return {
    title: 'Netvakt',
    titleTemplate: ':title · Netvakt',
    description: site.description,
    lang: 'en',
    base: site.base,
    metaChunk: true,
    cacheDir: './.vitepress/cache',
    head: [['link', { rel: 'icon', href: `${site.base}icon.svg`, type: 'image/svg+xml' }]],
    markdown: {
      linkify: false,
      attrs: { disable: true },
      anchor: { slugify: anchorOf },
      codeTransformers: [classes],
      config: (renderer) => resolveLinks(renderer, site),
    },
    themeConfig: {
      siteTitle: 'Netvakt',
      nav: site.nav,
      sidebar: site.sidebar,
      notFound: {
        quote: 'No page has this address. Search for it, or begin at the first page.',
        linkText: 'First page',
      },
      outline: { level: [2, 3] },
      search: { provider: 'local', options: { detailedView: true } },
      externalLinkIcon: true,
      ...(site.repository === undefined
        ? {}
        : { editLink: { pattern: `${site.repository}/edit/main/:path`, text: 'Edit this page' } }),
    },
    transformPageData: (page) => ({ filePath: site.sources[page.relativePath] ?? page.filePath }),
    transformHtml: (html) => scripts.takenOutOf(html),
    buildEnd: ({ outDir }) => {
      writeFileSync(join(outDir, HIGHLIGHT), classes.getCSS());
      writeFileSync(join(outDir, EARLY), scripts.text);
    },
  };
}
