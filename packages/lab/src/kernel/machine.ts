/**
 * A virtual machine with a kernel of the distribution, on the files of this one. It can change none of them: what is written there goes into
 * the machine's own memory, and is gone with it. It has no network card.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const QEMU = 'qemu-system-x86_64';
/** What a machine needs to find its files: all other modules are among them. */
const MODULES = ['9p', '9pnet_virtio', 'virtio_pci', 'overlay'];
const SHARE = ['trans=virtio', 'version=9p2000.L', 'msize=512000', 'cache=loose'];

/** A kernel that can be started here. */
export interface InstalledKernel {
  /** In the form of `uname -r`. */
  readonly release: string;
  readonly image: string;
}

/** Kernels in /boot that have their modules next to them, by name. */
export function kernelsHere(): readonly InstalledKernel[] {
  const images = existsSync('/boot') ? readdirSync('/boot').filter((name) => name.startsWith('vmlinuz-')) : [];
  return images
    .map((name) => ({ release: name.slice('vmlinuz-'.length), image: join('/boot', name) }))
    .filter(({ release }) => existsSync(join('/lib/modules', release)))
    .toSorted((a, b) => a.release.localeCompare(b.release, 'en', { numeric: true }));
}

/** The reason none can be started here; `undefined` if one can. */
export function machineObstacle(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'its machine is an x86-64 one';
  if (process.geteuid?.() !== 0) return 'only root may read all files that the machine is given';
  const missing = [QEMU, 'mkinitramfs', 'openssl', 'curl'].filter(
    (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0,
  );
  if (missing.length > 0)
    return `not installed: ${missing.join(', ')} (Debian: qemu-system-x86 linux-image-amd64 openssl curl)`;
  return kernelsHere().length > 0 ? undefined : 'no kernel in /boot with its modules (Debian: linux-image-amd64)';
}

/** Machines that run themselves in KVM without nesting have the device, although their processors do not report the feature. */
function acceleration(): readonly string[] {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    if (/^flags\b.*\b(?:vmx|svm)\b/mu.test(readFileSync('/proc/cpuinfo', 'latin1')))
      return ['-accel', 'kvm', '-cpu', 'host'];
  } catch {
    // emulated
  }
  return ['-accel', 'tcg,thread=single', '-cpu', 'max'];
}

/**
 * Starts a kernel, runs a command as root, and ends with it.
 *
 * @param command - found among the files of this machine; its folders /tmp and /run are empty ones.
 * @param onLine - each line of the console.
 * @param most - milliseconds; then the machine is switched off. Emulated, it is about thirty times slower than this one.
 * Resolves with false if that was so.
 */
export async function runInMachine(
  kernel: InstalledKernel,
  command: readonly string[],
  onLine: (line: string) => void,
  most: number,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-kernel-'));
  let machine: ChildProcess | undefined;
  const end = (): void => {
    machine?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);
  try {
    const initrd = await initramfs(folder, kernel);
    const init = join(folder, 'init');
    await writeFile(init, initText(command), { mode: 0o755 });
    machine = spawn(QEMU, words(kernel, initrd, init), { stdio: ['ignore', 'pipe', 'inherit'] });
    if (machine.stdout !== null) createInterface(machine.stdout).on('line', onLine);
    const signal = AbortSignal.timeout(most);
    signal.addEventListener('abort', () => machine?.kill('SIGKILL'));
    await once(machine, 'close');
    return !signal.aborted;
  } finally {
    process.off('exit', end);
    end();
  }
}

async function initramfs(folder: string, { release }: InstalledKernel): Promise<string> {
  const configuration = join(folder, 'initramfs');
  for (const part of ['conf.d', 'hooks', 'scripts']) await mkdir(join(configuration, part), { recursive: true });
  await writeFile(join(configuration, 'initramfs.conf'), 'MODULES=list\nBUSYBOX=auto\nCOMPRESS=gzip\n');
  await writeFile(join(configuration, 'modules'), `${MODULES.join('\n')}\n`);
  const file = join(folder, 'initrd');
  const { status, stderr } = spawnSync('mkinitramfs', ['-d', configuration, '-o', file, release], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mkinitramfs ended with ${status}: ${stderr}`);
  return file;
}

function words({ image }: InstalledKernel, initrd: string, init: string): string[] {
  // On a busy machine an emulated processor is late for the kernel's checks of clocks and of itself.
  const append = `console=ttyS0 quiet panic=-1 no_timer_check nowatchdog root=host rootfstype=9p rootflags=${SHARE.join(',')} ro init=${init}`;
  // With two emulated processors V8 ends now and then, at a check of its own code pages.
  const devices = '-m 2G -smp 1 -nic none -display none -monitor none -serial stdio -no-reboot'.split(' ');
  const share = 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap';
  return [
    ...acceleration(),
    ...devices,
    '-kernel',
    image,
    '-initrd',
    initrd,
    '-append',
    append,
    '-fsdev',
    share,
    '-device',
    'virtio-9p-pci,fsdev=host,mount_tag=host',
  ];
}

/** The machine's first process: makes all files writable, and ends the machine whatever becomes of the command. */
function initText(command: readonly string[]): string {
  return `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t tmpfs machine /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay machine -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
for folder in proc sys dev; do mount --rbind /$folder /mnt/root/$folder; done
for folder in tmp run; do mount -t tmpfs machine /mnt/root/$folder; done
ip link set lo up
chroot /mnt/root ${command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')}
poweroff -f
`;
}
