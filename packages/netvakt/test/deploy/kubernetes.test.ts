import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { checkConfig } from '../../src/config/load.ts';
import { planOf } from '../../src/export/nft/plan-of-config.ts';

const FOLDER = fileURLToPath(new URL('../../../../deploy/kubernetes', import.meta.url));
const { version: VERSION } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
const missing = spawnSync('kubectl', ['version', '--client']).error !== undefined;
const { skip } = describe;
const describeWithKubectl =
  !missing || process.env['CI'] !== undefined
    ? describe
    : (name: string, tests: () => void): void => skip(`${name} (not installed: kubectl)`, tests);

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly readinessProbe?: object;
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly hostNetwork: boolean;
        readonly terminationGracePeriodSeconds: number;
        readonly initContainers: readonly Container[];
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
      };
    };
  };
}

describeWithKubectl('deploy/kubernetes, as kubectl renders it', () => {
  let resources: readonly Resource[];
  const only = (kind: string): Resource => {
    const found = resources.filter((resource) => resource.kind === kind);
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of kind ${kind}`);
    return found[0];
  };

  beforeAll(() => {
    const { stdout, status } = spawnSync('kubectl', ['kustomize', FOLDER], { encoding: 'utf8' });
    if (status !== 0) throw new Error('kubectl kustomize failed');
    resources = parseAllDocuments(stdout).map((document) => document.toJS() as Resource);
  });

  test('is these resources, all in one namespace', () => {
    expect(resources.map(({ kind }) => kind).toSorted()).toEqual([
      'ConfigMap',
      'DaemonSet',
      'Namespace',
      'NetworkPolicy',
      'PodMonitor',
      'PrometheusRule',
    ]);
    for (const { kind, metadata } of resources)
      expect([kind, metadata.namespace ?? metadata.name]).toEqual([kind, 'netvakt']);
  });

  test('has one capability, which rules and transparent sockets need, and nothing to write to but totals and a temporary folder', () => {
    const { initContainers, containers, hostNetwork } = only('DaemonSet').spec.template.spec;
    expect(hostNetwork).toBe(true);
    for (const { securityContext, image } of [...initContainers, ...containers]) {
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] },
      });
      expect(image).toBe(`registry.example/netvakt:${VERSION}`);
    }
    const writable = [...initContainers, ...containers].map(({ volumeMounts }) =>
      volumeMounts.flatMap(({ name, readOnly }) => (readOnly === true ? [] : [name])),
    );
    expect(writable).toEqual([['temporary'], ['totals', 'temporary']]);
  });

  test('is ready by /-/route, and takes longer to end than connections may', () => {
    const { containers, terminationGracePeriodSeconds } = only('DaemonSet').spec.template.spec;
    expect(containers[0]?.readinessProbe).toMatchObject({ httpGet: { path: '/-/route' } });
    expect(terminationGracePeriodSeconds * 1000).toBeGreaterThan(configuration().reloadable.graceMilliseconds + 10_000);
  });

  test('selects its own pods, and mounts the configuration that it makes', () => {
    const { selector, template } = only('DaemonSet').spec;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(only('PodMonitor').spec.selector.matchLabels).toEqual({ 'app.kubernetes.io/component': 'filter' });
    const mounted = template.spec.volumes.find(({ name }) => name === 'config')?.configMap?.name;
    expect(mounted).toBe(only('ConfigMap').metadata.name);
  });

  test('has a configuration that the program takes, with a plan of interception', () => {
    expect(planOf(configuration(), [])).toMatchObject({ mode: 'tproxy', subscribers: ['eth1'] });
  });

  const configuration = (): ReturnType<typeof checkConfig> =>
    checkConfig(only('ConfigMap').data['netvakt.yaml'] ?? '', '/etc/netvakt/netvakt.yaml');
});
