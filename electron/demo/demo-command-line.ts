/** The name of the demo machine's drive among QEMU's block nodes. */
export const DEMO_NODE_NAME = 'demo-disk';

export const DEMO_MACHINE_NAME = 'Demo machine';

export type DemoCommandLineOptions = {
  readonly uuid: string;
  /** The qcow2 disk. All paths are absolute: QEMU leaves its working folder when it becomes a daemon. */
  readonly diskPath: string;
  readonly socketPath: string;
  readonly pidPath: string;
  readonly logPath: string;
  /** Tried in this order; QEMU falls back to the next where one cannot be used. */
  readonly accelerators?: readonly ('kvm' | 'tcg')[];
};

/** The value of `-qmp` that gives the demo machine its monitor; a running QEMU is recognised by it. */
export function monitorArgument(socketPath: string): string {
  return `unix:${escapeCommas(socketPath)},server=on,wait=off`;
}

/**
 * The arguments that start the demo machine as a daemon, which outlives the app. No machine type is named, since
 * some distributions build QEMU without `pc`; the guest runs on all that have an IDE or AHCI bus and a VGA.
 */
export function demoCommandLine(options: DemoCommandLineOptions): readonly string[] {
  const { uuid, diskPath, socketPath, pidPath, logPath, accelerators = ['kvm', 'tcg'] } = options;
  const disk = {
    driver: 'qcow2',
    'node-name': DEMO_NODE_NAME,
    file: { driver: 'file', filename: diskPath },
  };
  return [
    '-name',
    DEMO_MACHINE_NAME,
    '-uuid',
    uuid,
    '-nodefaults',
    '-no-user-config',
    ...accelerators.flatMap((accelerator) => ['-accel', accelerator]),
    '-m',
    '32',
    '-display',
    'none',
    '-device',
    'VGA,vgamem_mb=4',
    '-blockdev',
    JSON.stringify(disk),
    '-device',
    `ide-hd,drive=${DEMO_NODE_NAME}`,
    '-qmp',
    monitorArgument(socketPath),
    '-daemonize',
    '-pidfile',
    pidPath,
    // A daemon keeps its standard error, where QEMU explains failed restores, only when it has a log to write.
    '-D',
    logPath,
    '-d',
    'unimp',
  ];
}

/** QEMU's option parser reads two commas as one that separates nothing. */
function escapeCommas(path: string): string {
  return path.replaceAll(',', ',,');
}
