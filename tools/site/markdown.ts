/** What the site changes in its pages while markdown-it renders them. The shapes are the parts of markdown-it's that are used. */
import { type LinkMap, linkFrom, pictureFrom } from './links.ts';

interface Token {
  type: string;
  content: string;
  hidden: boolean;
  readonly children: Token[] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}

interface State {
  readonly tokens: readonly Token[];
  readonly env: { readonly relativePath?: string };
}

type Rule = (tokens: Token[], ...rest: unknown[]) => string;

/** The parts of a markdown-it that are changed. */
interface MarkdownRenderer {
  readonly core: {
    readonly ruler: { push(name: string, rule: (state: State) => void): void; disable(name: string): void };
  };
  readonly renderer: { readonly rules: Record<string, Rule | undefined> };
}

/** Makes links and pictures lead to pages of the site, and keeps text from being taken for a template or an emoji. */
export function resolveLinks(markdown: MarkdownRenderer, map: LinkMap): void {
  markdown.core.ruler.disable('emoji');
  markdown.core.ruler.push('netvakt-links', ({ tokens, env }) => {
    const page = env.relativePath ?? '';
    for (const token of tokens) {
      if (token.type === 'html_block') token.content = withPictures(token.content, map, page);
      else if (token.children !== null) resolveIn(token.children, map, page);
    }
  });
  const { text } = markdown.renderer.rules;
  markdown.renderer.rules['text'] = (...words) => (text?.(...words) ?? '').replaceAll('{{', '&#123;&#123;');
}

/** HTML of a page: a picture that has a dark twin cannot be written otherwise. */
export function withPictures(html: string, map: LinkMap, page: string): string {
  return html.replaceAll(
    /\b(src|srcset)="([^"]+)"/gu,
    (_, name: string, target: string) => `${name}="${pictureFrom(map, page, target)}"`,
  );
}

function resolveIn(tokens: readonly Token[], map: LinkMap, page: string): void {
  let dropped = false;
  for (const token of tokens) {
    if (token.type === 'image') token.attrSet('src', pictureFrom(map, page, token.attrGet('src') ?? ''));
    else if (token.type === 'link_open') dropped = !resolveLink(token, map, page);
    else if (token.type === 'link_close' && dropped) drop(token);
  }
}

/** Returns false if there is nowhere to lead: the text of the link stays. */
function resolveLink(token: Token, map: LinkMap, page: string): boolean {
  const target = linkFrom(map, page, token.attrGet('href') ?? '');
  if (target === undefined) drop(token);
  else token.attrSet('href', target);
  return target !== undefined;
}

function drop(token: Token): void {
  token.type = 'text';
  token.content = '';
}
