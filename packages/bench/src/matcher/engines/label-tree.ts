import type { EngineAnswer, Maker, StringEngine } from '../engine.ts';

type Node = Map<string, Node | undefined>;

/** A level a label, right to left: `undefined` ends a rule and covers everything below. */
class LabelTree implements StringEngine {
  readonly input = 'string';
  readonly #root: Node = new Map();

  constructor(hosts: readonly string[]) {
    for (const host of hosts) this.#add(host.split('.').toReversed());
  }

  matchHost(host: string): EngineAnswer {
    let node: Node = this.#root;
    let end = host.length;
    while (end > 0) {
      const dot = host.lastIndexOf('.', end - 1);
      const label = host.slice(dot + 1, end);
      const next = node.get(label);
      if (next === undefined) return node.has(label) ? 1 : 0;
      node = next;
      end = dot;
    }
    return 0;
  }

  #add(labels: readonly string[]): void {
    let node: Node = this.#root;
    for (const label of labels.slice(0, -1)) {
      const next = node.get(label) ?? new Map<string, undefined>();
      if (node.has(label) && node.get(label) === undefined) return; // a shorter rule covers it
      node.set(label, next);
      node = next;
    }
    node.set(labels.at(-1) ?? '', undefined);
  }
}

export const maker: Maker = { build: ({ lines }) => Promise.resolve({ engine: new LabelTree(lines) }) };
