/** What a machine is and why something can't be done with it now; `start/…` are clauses. */
export const machineSentences = {
  'machine/finding': '{machine}: {what}',
  'machine/off': '{machine} is off.',
  'machine/on': '{machine} is on.',
  'machine/on-already': '{machine} is on already.',
  'machine/not-running': '{machine} is not running.',
  'machine/not-paused': '{machine} is not paused.',
  'machine/asleep': '{machine} is asleep; wake it up first.',
  'machine/unreached': '{machine} can’t be reached now.',
  'machine/unreached:why': '{machine} can’t be reached now. {why}',
  'machine/unseen': '{machine} can’t be reached now, and nobody can tell whether it runs.',
  'machine/unseen:why': '{machine} can’t be reached now, and nobody can tell whether it runs. {why}',
  'machine/unresponsive': 'QEMU does not answer for {machine}: it may be stopped or too busy.',
  'machine/fixed': '{machine} can’t be changed now: {why}',
  'machine/image-open': '{image} of {machine} is open in another program, so nothing may be written to it.',
  'machine/mixed-disks':
    'Putting the disks of {machine} back was cut off half way, so they may not belong together. Restore this snapshot or another one first.',
  'machine/migrating': '{machine} is being moved to another computer.',
  'machine/half-restored':
    'The last restore of {machine} failed half way, so its disks and its memory may not belong together. Restore a snapshot, or power it off.',
  'machine/no-memory': '{machine} is off and has no memory to save.',
  'machine/off-has-no-memory': 'A machine that is off has no memory to save.',
  'machine/no-drive':
    '{machine} has no drive that can hold a snapshot. Attach its disk as a writable qcow2 image.',
  'machine/no-disk': '{machine} has no drive that can be in a snapshot. Give it a writable disk.',
  'machine/inside-images': 'Snapshots of a machine reached over QMP live inside its images.',
  'machine/only-qemu-external': 'Only QEMU machines have external snapshots.',
  'machine/no-start': '{machine} can’t be started from here: {why}.',
  'machine/guest-shut-down': 'The guest of {machine} has shut down; reset it to start it again.',
  'machine/no-display': '{machine} has no display.',
  'machine/activates-off':
    '{machine} is on: libvirt changes what a machine starts from only while it is off.',
  'machine/ended': '{machine} has ended.',
  'machine/not-listed': 'This machine is not in the list any more.',

  'start/image-only': 'Snapgrove knows its image only, not the command line that starts it',
  'start/not-seen': 'Snapgrove has not seen the command line that starts it',
  'start/not-agreed': 'nobody has looked at the command line that starts it yet, and agreed to it',
  'start/elsewhere': 'its QEMU runs where Snapgrove does not see it, in a container or on another computer',
  'start/empty': 'its command line is empty',
  'start/open-files':
    'the program that started it handed it open files, which only that program can do again',

  'machine-state/running': 'running',
  'machine-state/paused': 'paused',
  'machine-state/suspended': 'suspended',
  'machine-state/off': 'off',
  'machine-state/crashed': 'crashed',
  'machine-state/broken': 'broken',
  'machine-state/unknown': 'unknown',

  'agent/elsewhere': 'The guest agent of {machine} is not known to be reached from this computer.',
  'agent/in-use': 'Another program is connected to the guest agent of {machine}.',
  'agent/none':
    '{machine} has no channel to a guest agent. Install qemu-guest-agent in the guest and give QEMU the port org.qemu.guest_agent.0 on a socket.',
  'agent/no-channel':
    'The machine has no channel for a guest agent; add one (org.qemu.guest_agent.0) to its definition.',
  'agent/silent': 'No guest agent answers; install qemu-guest-agent in the guest.',

  'half-restored':
    'The last restore of {machine} failed half way: its disks and its memory may not belong together.',
  'half-restored/remedy': 'Restore a snapshot, or power the machine off.',
  'half-restored:stopped':
    'The last restore of {machine} failed half way. It is stopped and is not resumed, because its disks and its memory may not belong together. All snapshots are still there.',
  'half-restored:stopped/remedy': 'Restore a snapshot, or power the machine off.',
  'disks-half-restored': '{why}',
  'io-error': '{machine} stopped because a disk could not be written, perhaps for lack of room.',
  'io-error/remedy': 'Make room on the host first.',
  'in-use': '{why}',
  'in-use/remedy': 'End the program that uses it, or add the machine by its own QMP socket.',
  migrating: '{machine} is being moved to another computer.',
  'migrating/remedy': 'Wait until that is over.',
  'memory-blocked': 'QEMU can’t save or load the memory of {machine} now: {why}',
  'memory-blocked/remedy': 'Remove that device, or use the disks only.',
  'memory-size': '{machine} has {now, bytes} of memory and had {before, bytes} when “{name}” was taken.',
  'memory-size/remedy': 'Start it with {before, bytes} of memory (-m {mebibytes}), then restore.',
  'devices-differ':
    '{machine} has other devices than when “{name}” was taken, and memory fits only the devices it was saved with (gone: {gone, list}; new: {added, list}).',
  'devices-differ/remedy': 'Start it with the devices that it had then, then restore.',
  'devices-differ:gone':
    '{machine} has other devices than when “{name}” was taken, and memory fits only the devices it was saved with (gone: {gone, list}).',
  'devices-differ:gone/remedy': 'Start it with the devices that it had then, then restore.',
  'devices-differ:new':
    '{machine} has other devices than when “{name}” was taken, and memory fits only the devices it was saved with (new: {added, list}).',
  'devices-differ:new/remedy': 'Start it with the devices that it had then, then restore.',
} as const;
