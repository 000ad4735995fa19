/** The menus of the site and its first page, from the table of contents. */
import { kindsOf, type ListedPage, listedPages, type PageGroup, type PageKind, parentOf } from '../check/contents.ts';
import { anchorOf } from '../check/docs.ts';
import { textOf } from '../check/files.ts';
import type { ApiPage } from './api.ts';
import { sitePathOf } from './links.ts';

/** An entry of a menu, as VitePress takes it. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly SidebarItem[];
}

/** The group that the pages of the packages are in. */
const API = 'Packages (API)';
const REFERENCE = 'Reference';

/** Returns the menu at the top: the kinds of pages and the version. */
export function navigationOf(kinds: readonly PageKind[], version: string): SidebarItem[] {
  const parts = kinds.map(({ title }) => ({ text: title, link: `/#${anchorOf(title)}` }));
  return [...parts, { text: version, link: '/changelog' }];
}

/** Returns the menu at the side: a part for each kind, in it its pages and its groups, folded. */
export function sidebarOf(
  kinds: readonly PageKind[],
  pages: readonly string[],
  api: readonly ApiPage[],
): SidebarItem[] {
  const listed = new Set(listedPages(kinds));
  const item = ({ text, page }: ListedPage): SidebarItem => {
    const below = pages.filter((other) => !listed.has(other) && parentOf(other, listed) === page);
    const items = below.map((other) => ({ text: titleOf(other), link: linkTo(sitePathOf(other)) }));
    return { text, link: linkTo(sitePathOf(page)), ...(items.length > 0 ? { collapsed: true, items } : {}) };
  };
  const group = ({ title, pages: entries }: PageGroup): SidebarItem[] =>
    title === undefined ? entries.map(item) : [{ text: title, collapsed: true, items: entries.map(item) }];
  return kinds.map(({ title, groups }) => ({
    text: title,
    items: [...groups.flatMap(group), ...(title === REFERENCE ? [apiGroup(api)] : [])],
  }));
}

function apiGroup(api: readonly ApiPage[]): SidebarItem {
  return { text: API, collapsed: true, items: api.map(({ path, title }) => ({ text: title, link: linkTo(path) })) };
}

/** Returns the first page: what Netvakt is, a card for each kind of page, and the whole table of contents. */
export function homeOf(contents: string, description: string): string {
  const settings = {
    layout: 'home',
    editLink: false,
    hero: {
      name: 'Netvakt',
      text: 'Documentation',
      tagline: description,
      image: { src: '/icon.svg', alt: '' },
      actions: [
        { theme: 'brand', text: 'Inline in ten minutes', link: '/tutorial/inline' },
        { theme: 'alt', text: 'Try it on your machine', link: '/readme' },
      ],
    },
    features: cardsOf(kindsOf(contents)),
  };
  return `---\n${JSON.stringify(settings)}\n---\n\n${contents.slice(contents.search(/^## /mu))}`;
}

function cardsOf(kinds: readonly PageKind[]): { title: string; details: string; link: string }[] {
  return kinds.map(({ title, summary }) => ({ title, details: plainText(summary), link: `#${anchorOf(title)}` }));
}

/** Returns Markdown as text: links without their targets, code without its marks. */
export function plainText(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1').replaceAll(/[`*]/gu, '');
}

function titleOf(page: string): string {
  return plainText(/^# (.+)$/mu.exec(textOf(page))?.[1] ?? page);
}

function linkTo(path: string): string {
  return `/${path.replace(/(^|\/)index\.md$/u, '$1').replace(/\.md$/u, '')}`;
}
