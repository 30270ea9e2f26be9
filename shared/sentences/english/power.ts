/** Starting and stopping machines. */
export const powerSentences = {
  'step/start': 'Starting {machine}.',
  'step/asked-to-shut-down': '{machine} was asked to shut down; the guest decides when.',
  'step/wait-for-connection': 'The connection to {machine} was lost; waiting for it to come back.',
  'qemu/says': 'QEMU says: {said}',
  'power/half-restored':
    'The last restore of {machine} failed half way: letting it go on could damage it. Restore a snapshot, or power it off.',
  'power/no-command-line': 'The command line of {machine} is not known.',
  'power/empty-command-line': 'The command line of {machine} is empty.',
  'power/not-loaded':
    '“{name}” was not loaded, and {machine} is off again: {why} Its disks were not changed.',
  'power/not-started': '{machine} was not started: QEMU says: {said}. Its disks and snapshots are unharmed.',
  'power/not-run':
    '{machine} was not started: {program} can’t be run ({said}). Its disks and snapshots are unharmed.',
  'power/silent':
    '{machine} was started, but its QMP socket did not answer within {seconds} seconds; it was ended again. Its disks and snapshots are unharmed.',
  'power/no-monitor':
    'The command line of {machine} has no QMP monitor that Snapgrove could connect to. It was not started; add one: -qmp unix:/path/to/qmp.sock,server=on,wait=off.',
  'power/still-on': '{machine} was told to power off and has not yet. Nothing else was done.',
  'power/image-still-open':
    '{machine} is off, but {image} is still open in another program. Nothing was written to it; end that program first.',
  'power/nothing-done': '{why} Nothing was done.',
  'power/nothing-done-in-use': '{why} Nothing was done. End that program first.',
  'power/activated-gone':
    '{machine} should start from “{name}”, but that snapshot is gone. It was not started, and nothing was changed; activate or restore another snapshot.',
  'power/activated-stale':
    '{machine} should start from “{name}”, but its disks were written since by another program, and that would be lost. It was not started; activate or restore a snapshot again.',
  'power/runs-already':
    'A QEMU with the monitor {address} runs already (process {pid}). {machine} was not started.',
  'power/image-held':
    '{image} of {machine} is open in {program} (process {pid}), so nothing may be written to it. Nothing was done. End that program first.',
  'power/not-started-because': '{machine} was not started. {why}',
  'power/no-start':
    'Snapgrove can’t start {machine}: {why}. Nothing was done; look at the command line and agree to it first.',
  'power/bad-command-line': '{machine} can’t be started with this command line: {why}.',
  'power/by-libvirt': 'This machine is started by libvirt.',
  'add/copy':
    '{machine} is on already, and the QEMU at {address} says that it is the same machine (UUID {uuid}) but has other drives. It was not added; give one of them another UUID with -uuid.',
  'add/not-qcow2': '{path} is a {format} image, and only qcow2 images hold snapshots.',
} as const;
