import { checkConfig } from '../../src/config/load.ts';
import { ConfigError, describeProblem } from '../../src/config/problem.ts';

/** The texts of the block page. */
const BLOCK = `block:
  { authority: Authority, legal_basis: https://law.example/, objection: 'mailto:a@b.example', help_line: https://help.example/ }
`;

/** The minimal configuration, ten lines. Tests add to it or break it. */
export const LEAST = `operator: { name: Operator, url: https://operator.example/ }
default_market: se
markets:
  - id: se
  - { id: lt, clients: [192.0.2.0/24] }
lists:
  - { id: domains, file: domains.txt }
  - { id: urls, file: lists/urls.txt, markets: [se] }
${BLOCK}`;

/** The messages about `text`, problem by problem; empty if it is valid. */
export function problemsOf(text: string): string[] {
  try {
    checkConfig(text, '/etc/netvakt/netvakt.yaml', 'netvakt.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(describeProblem);
  }
}
