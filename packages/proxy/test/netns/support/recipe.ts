import { readFileSync } from 'node:fs';

const README = new URL('../../../src/linux/README.md', import.meta.url);

/** The code of the README's section, so that what operators read is what is tested. */
function fenced(section: string, language: string): string {
  const text = readFileSync(README, 'utf8').split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const code = text.split(`\n\`\`\`${language}\n`)[1]?.split('\n```\n')[0];
  if (code === undefined) throw new Error(`README.md has no ${language} in the section ${section}`);
  return code;
}

/** nftables rules: port 80 and 443 to the listener on port 8080 of loopback. */
export const tproxyRules = (): string => fenced('TPROXY', 'nft');
/** The routes that the rules need, as commands of a shell. */
export const tproxyRoutes = (): string => fenced('TPROXY', 'sh');
/** nftables rules: port 80 and 443, of others and of the machine itself, to the listener on port 8081. */
export const redirectRules = (): string => fenced('REDIRECT', 'nft');
