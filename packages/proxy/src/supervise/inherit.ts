import { closeOnExec } from '../linux/descriptor.ts';
import { type InheritedListener, inheritedListeners } from '../linux/inherited-listeners.ts';
import type { DataPlaneSettings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** Where the sockets come from that the service manager has passed on; asked only if a listener wants one. */
export type InheritanceSource = () => readonly InheritedListener[];

/**
 * Gives each listener that names an inherited socket its descriptor: those of one name in their order, each once. Throws a
 * {@link SettingsError} if a name has none left. On the main thread, once, before the workers start.
 */
export function withInherited(
  settings: DataPlaneSettings,
  source: InheritanceSource = inheritedForGood,
): DataPlaneSettings {
  if (settings.listeners.every(({ inherited }) => inherited === undefined)) return settings;
  const left = [...source()];
  const names = [...new Set(left.map(({ name }) => name))];
  const listeners = settings.listeners.map((listener, i) => {
    const { inherited } = listener;
    if (inherited === undefined) return listener;
    const at = left.findIndex(({ name }) => name === inherited);
    const [found] = at === -1 ? [] : left.splice(at, 1);
    if (found === undefined) throw new SettingsError(`listeners[${i}].inherited`, remedyFor(inherited, names));
    return { ...listener, descriptor: found.fd };
  });
  return { ...settings, listeners };
}

function inheritedForGood(): readonly InheritedListener[] {
  const listeners = inheritedListeners();
  for (const { fd } of listeners) closeOnExec(fd); // a child that outlives us would keep the port
  return listeners;
}

function remedyFor(name: string, names: readonly string[]): string {
  if (names.length === 0) {
    return `the service manager has passed on no socket. Start the service through its socket unit, with FileDescriptorName=${name}`;
  }
  return names.includes(name)
    ? `each socket named ${name} is taken by another listener. Add a ListenStream= to its socket unit`
    : `the service manager has passed on no socket of that name, only ${names.join(', ')}. Set FileDescriptorName=${name} in its socket unit`;
}
