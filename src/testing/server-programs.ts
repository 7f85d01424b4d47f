import { join } from "node:path";

/** Files and ports of one control plane. */
export interface ControlPlaneLayout {
  readonly folder: string;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly apiServerPort: number;
}

/** Files that the servers read, in the folder of the control plane. */
export const LAYOUT_FILES = {
  authority: "ca.crt",
  serverCertificate: "apiserver.crt",
  serverKey: "apiserver.key",
  tokenKey: "tokens.key",
  tokenPublicKey: "tokens.pub",
  adminKubeConfig: "admin.kubeconfig",
} as const;

const LOOPBACK = "127.0.0.1";

export function etcdUrl(layout: ControlPlaneLayout): string {
  return `http://${LOOPBACK}:${String(layout.etcdPort)}`;
}

export function apiServerUrl(layout: ControlPlaneLayout): string {
  return `https://${LOOPBACK}:${String(layout.apiServerPort)}`;
}

export function etcdArguments(layout: ControlPlaneLayout): string[] {
  return [
    `--data-dir=${join(layout.folder, "etcd")}`,
    `--listen-client-urls=${etcdUrl(layout)}`,
    `--advertise-client-urls=${etcdUrl(layout)}`,
    `--listen-peer-urls=http://${LOOPBACK}:${String(layout.etcdPeerPort)}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

/** What a user may change about the API server. */
export interface ApiServerChoices {
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly extra: readonly string[];
}

export function apiServerArguments(
  layout: ControlPlaneLayout,
  choices: ApiServerChoices,
): string[] {
  const file = (name: keyof typeof LAYOUT_FILES): string => join(layout.folder, LAYOUT_FILES[name]);
  return [
    `--etcd-servers=${etcdUrl(layout)}`,
    `--secure-port=${String(layout.apiServerPort)}`,
    `--bind-address=${LOOPBACK}`,
    `--advertise-address=${LOOPBACK}`,
    `--tls-cert-file=${file("serverCertificate")}`,
    `--tls-private-key-file=${file("serverKey")}`,
    `--client-ca-file=${file("authority")}`,
    `--service-account-issuer=${apiServerUrl(layout)}/`,
    `--service-account-key-file=${file("tokenPublicKey")}`,
    `--service-account-signing-key-file=${file("tokenKey")}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    "--allow-privileged=true",
    "--authorization-mode=RBAC",
    // Nothing makes the default service accounts that this plugin would demand of every pod.
    "--disable-admission-plugins=ServiceAccount",
    "--endpoint-reconciler-type=none",
    // Ends open watches at a polite stop; else the server waits a minute for them.
    "--shutdown-watch-termination-grace-period=1s",
    ...featureGateArguments(choices.featureGates),
    ...choices.extra,
  ];
}

export function controllerManagerArguments(layout: ControlPlaneLayout): string[] {
  return [
    `--kubeconfig=${join(layout.folder, LAYOUT_FILES.adminKubeConfig)}`,
    "--controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller",
    "--leader-elect=false",
    // Nobody asks it for its health or its metrics: without a port none can be taken.
    "--secure-port=0",
    "--use-service-account-credentials=false",
  ];
}

function featureGateArguments(gates: Readonly<Record<string, boolean>>): string[] {
  const list = Object.entries(gates).map(([name, on]) => `${name}=${String(on)}`);
  return list.length === 0 ? [] : [`--feature-gates=${list.join(",")}`];
}
