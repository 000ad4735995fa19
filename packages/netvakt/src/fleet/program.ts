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
    common('publish', 'Compile the lists, seal and sign the snapshot, and start its roll-out.')
      .option('--at-once', 'roll out to all nodes at once')
      .action((options: PublishOptions) => act(async () => (await import('./publish.ts')).publish(compile))(options));
    common('advance', 'Take the next step of the roll-out now.').action((options: FleetOptions) =>
      act(async () => (await import('./publish.ts')).advance)(options),
    );
    common('halt', 'Roll back on every node.').action((options: FleetOptions) =>
      act(async () => (await import('./publish.ts')).halt)(options),
    );
    common('update', 'Fetch the snapshot that this node should use.').action((options: FleetOptions) =>
      act(async () => (await import('./update.ts')).update)(options),
    );
    common('status', 'Show what this node uses, and what was published from here.').action((options: FleetOptions) =>
      act(async () => (await import('./status.ts')).status)(options),
    );
    common('turn', 'Print at which step of a roll-out each node takes part.')
      .argument('<node...>', 'names of nodes')
      .action((nodes: string[], options: Omit<PlaceOptions, 'nodes'>) =>
        act(async () => (await import('./status.ts')).turn)({ ...options, nodes }),
      );
    named(fleet.command('simulate'), 'Simulate how many nodes a bad snapshot reaches before it is halted.')
      .option('--nodes <n>', 'nodes', wholeNumber, 1000)
      .option('--shares <list>', 'per cent of the nodes, step by step', percents, ROLL_OUT.shares)
      .option('--hold-minutes <n>', 'between two steps', wholeNumber, ROLL_OUT.holdMinutes)
      .option('--every-seconds <n>', 'between two checks of the store by a node', wholeNumber, ROLL_OUT.everySeconds)
      .option('--noticed-minutes <n>', 'from the first node with the snapshot to the halt', wholeNumber, 20)
      .option('--json', 'JSON instead of text')
      .action((options: SimulateOptions) => act(async () => (await import('./simulate.ts')).simulate)(options));
  };
