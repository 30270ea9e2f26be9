/** Restoring and activating: what speaks against it, its steps, how it fails. */
export const restoreSentences = {
  restarts:
    '“{name}” holds disks only: {machine} is powered off, its disks are put back, and it is started again.',
  'no-start': 'Snapgrove can’t start {machine}: {why}.',
  'no-start/remedy': 'Look at the command line that starts it, and agree to it.',
  'no-start:disks':
    '“{name}” holds disks only, so {machine} must be powered off and started again, and Snapgrove can’t start it: {why}.',
  'no-start:disks/remedy': 'Look at the command line and agree to it, or shut the machine down first.',
  'other-state': '{machine} should be running now, but QEMU says {state}.',
  'other-state/remedy': 'Look at its screen, then pause or resume it.',
  'other-state:paused': '{machine} should be paused now, but QEMU says {state}.',
  'other-state:paused/remedy': 'Look at its screen, then pause or resume it.',
  'safety-left': 'The older safety snapshot “{name}” was not removed: {why}',
  'safety-left/remedy': 'Delete it by hand.',

  'restore/refused': '“{name}” of {machine} was not restored, and nothing was changed.',
  'restore/tried': '“{name}” of {machine} was not restored',
  'activate/refused': '“{name}” of {machine} was not activated.',
  'activate/tried': '“{name}” of {machine} was not activated',
  'activate/busy': '{machine} is being worked on; wait until that is done. Nothing was changed.',
  'activate/none': 'No snapshot of {machine} is activated. Nothing was changed.',
  'activate/put-already':
    'libvirt has put {machine} to the snapshot already. Nothing was changed; to go back, restore the snapshot that was kept of the state before.',
  'restore/kept': '{why} The state before is kept as “{name}”.',
  'restore/powered-off': '{why} {machine} was powered off for it before that; start it again.',
  'restore/ended':
    '{machine} ended while “{name}” was being restored, so its disks may be partly those of the snapshot. All snapshots are still there: restore this or another one before you use the machine.',
  'restore/nothing-sent': '{why} Nothing was sent to QEMU.',
  'restore/no-memory': 'No drive of {machine} holds the memory of “{name}”. Nothing was sent to QEMU.',
  'restore/rejected':
    'QEMU refused to restore “{name}” of {machine}: {why}. Nothing was changed, and the machine is as it was.',
  'restore/rejected:running':
    'QEMU refused to restore “{name}” of {machine}: {why}. Nothing was changed, and the machine runs on.',
  'restore/failed': 'Restoring “{name}” of {machine} failed half way: {why}. {stopped}',
  'restore/unknown-stopped':
    'The connection to {machine} was lost while “{name}” was being restored, and QEMU does not tell how it ended. {stopped}',
  'restore/unknown':
    'The connection to {machine} was lost while “{name}” was being restored, and QEMU does not tell how it ended. Look at its screen: it shows either the snapshot or the state before. All snapshots are still there.',
  'restore/silent':
    'The connection to {machine} was lost while “{name}” was being restored, and did not come back. All snapshots are still in its images; restore this or another one once it can be reached again.',
  'restore/stopped':
    'The machine is stopped and must not be resumed, because its disks may be those of the snapshot while its memory is not. All snapshots are still there: restore this or another one, or power the machine off.',
  'restore/not-what-it-was':
    'The snapshot “{name}” of {machine} is no longer what it was: another program deleted, replaced or moved it. Nothing was done; the tree shows what is there now.',
  'restore/disks-tried': 'The disks of {machine} could not all be put to “{name}”',
  'restore/nothing-changed': 'Nothing was changed.',
  'restore/put-back-already':
    '{paths, list} was put back already: restore this or another snapshot again before you start the machine.',
  'restore/loses':
    'Everything that happened in {machine} so far: memory, open programs and what was written to its disks.',
  'restore/loses-since':
    'Everything that happened in {machine} since “{name}”: memory, open programs and what was written to its disks.',
  'restore/loses:off': 'Everything that was written to the disks of {machine} so far.',
  'restore/loses-since:off': 'Everything that was written to the disks of {machine} since “{name}”.',

  'clock-not-set': 'The clock in {machine} shows the time of the snapshot. {why}',
  'clock-not-set/remedy': 'Set the time in the guest, or restart it.',
  'clock/not-answered': 'Its guest agent did not set it: {said}.',

  'step/clock': 'Setting the guest’s clock.',
  'step/load': 'Loading “{name}”.',
  'step/power-off': 'Powering {machine} off.',
  'step/put-back': 'Putting {path} back.',
  'step/activated': '“{name}” is what {machine} starts from next time.',
  'step/keep': 'Keeping the current state as “{name}”.',
  'step/drop-safety': 'Removing the older safety snapshot “{name}”.',
} as const;
