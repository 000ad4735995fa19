import type { Command } from 'commander';
import { percents, wholeNumber } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import { ROLL_OUT } from '../config/schema/defaults.ts';
import type { FleetOptions } from './command.ts';
import type { CompileLists, PublishOptions } from './publish.ts';
import type { SimulateOptions } from './simulate.ts';
import type { PlaceOptions } from './status.ts';

/** Adds `netvakt fleet …`. @param compile - makes what is published. */
export const fleetCommands =
  (compile: CompileLists): Registration =>
  (program, { named, act }) => {
    const fleet = named(program.command('fleet'), 'Compile once, for many nodes.');
    const common = (name: string, description: string): Command =>
      named(fleet.command(name), description)
        .option(...CONFIG)
        .option('--json', 'JSON instead of text');
    common('publish', 'Compile the lists, seal and sign the snapshot, begin to roll it out.')
      .option('--at-once', 'to all nodes at once')
      .action((options: PublishOptions) => act(async () => (await import('./publish.ts')).publish(compile))(options));
    common('advance', 'Take the next step of the roll-out now.').action((options: FleetOptions) =>
      act(async () => (await import('./publish.ts')).advance)(options),
    );
    common('halt', 'Take the roll-out back from every node.').action((options: FleetOptions) =>
      act(async () => (await import('./publish.ts')).halt)(options),
    );
    common('update', 'Fetch what this node should hold.').action((options: FleetOptions) =>
      act(async () => (await import('./update.ts')).update)(options),
    );
    common('status', 'Tell what this node holds, and what was published from here.').action((options: FleetOptions) =>
      act(async () => (await import('./status.ts')).status)(options),
    );
    common('turn', 'Tell at which share of the nodes it is each one’s turn.')
      .argument('<node...>', 'names of nodes')
      .action((nodes: string[], options: Omit<PlaceOptions, 'nodes'>) =>
        act(async () => (await import('./status.ts')).turn)({ ...options, nodes }),
      );
    named(fleet.command('simulate'), 'Tell how many nodes a bad push reaches, with a clock that is only a number.')
      .option('--nodes <n>', 'nodes', wholeNumber, 1000)
      .option('--shares <list>', 'per cent of the nodes, step by step', percents, ROLL_OUT.shares)
      .option('--hold-minutes <n>', 'between two steps', wholeNumber, ROLL_OUT.holdMinutes)
      .option('--every-seconds <n>', 'between two looks of a node at the store', wholeNumber, ROLL_OUT.everySeconds)
      .option('--noticed-minutes <n>', 'from the first node that has it to the halt', wholeNumber, 20)
      .option('--json', 'JSON instead of text')
      .action((options: SimulateOptions) => act(async () => (await import('./simulate.ts')).simulate)(options));
  };
