/** Taking a snapshot: what speaks against it, its steps, how it fails. */
export const takeSentences = {
  'no-external': 'Snapshots of {machine} live inside its images: it is reached over QMP.',
  'no-external/remedy': 'Take it without new files.',
  'disks-like-power-cut':
    'Without the memory the disks of {machine} are kept as after a power cut: what programs had not written yet is not in the snapshot.',
  'disks-like-power-cut:agent':
    'Without the memory the disks of {machine} are kept as after a power cut: what programs had not written yet is not in the snapshot.',
  'disks-like-power-cut:agent/remedy': 'Let the guest agent make the file systems quiet first.',
  'no-agent': '{why}',
  'quiesce-memory':
    'A snapshot with the memory holds the guest as it runs: file systems that stand still would do so after every restore.',
  'quiesce-memory/remedy': 'Take it without the memory, or without making the file systems quiet.',
  'no-agent/remedy': 'Take the snapshot without making file systems quiet.',
  'little-room':
    'Saving the memory may take up to {memory, bytes}, and {free, bytes} are free where the image is.',
  'little-room/remedy': 'Make room, or take a snapshot of the disks only.',
  'not-thawed': 'The guest agent of {machine} did not confirm that its file systems run again: {why}',
  'not-thawed/remedy':
    'Look into the guest: restarting qemu-guest-agent there thaws them. Snapgrove tries again when it connects anew.',
  stopped: '{machine} ran before the snapshot and does not run now ({state}).',
  'stopped/remedy': 'Look at why it stopped, then resume it.',
  'machine-ended': '{machine} ended while the snapshot “{name}” was being taken; the snapshot is complete.',

  'image-unlinked':
    'The image of the drive {drive} of {machine} is not at {path} any more: only QEMU still has it, and when QEMU ends, it is lost with every snapshot in it.',
  'image-unlinked/remedy':
    'Copy what must be kept out of the machine while it runs; start it without -snapshot next time.',
  'take/refused': 'The snapshot “{name}” of {machine} was not taken.',
  'take/tried': 'The snapshot “{name}” of {machine} was not taken',
  'take/failed': 'The snapshot “{name}” of {machine} was not taken: {why}. {rest, sentences}',
  'take/image-disk-full': 'the disk that its image is on is full',
  'take/not-everywhere': 'it is not on every drive that it should be on',
  'take/runs-on': '{machine} runs on and is unharmed.',
  'take/stopped': '{machine} is stopped now ({state}).',
  'take/as-it-was': '{machine} is as it was.',
  'take/remains': 'A part of it is still on {drives, list}; delete it there.',
  'take/make-room': 'Make room there, then take it again.',
  'take/silent':
    'The connection to {machine} was lost while “{name}” was being taken, and did not come back. QEMU may have finished it all the same: the tree shows what there is as soon as the machine can be reached again.',
  'take/ended':
    '{machine} ended while the snapshot “{name}” was being taken, and it was not taken. {machine}’s other snapshots are unharmed; start it again, then take it.',
  'take/ended-partly':
    '{machine} ended while the snapshot “{name}” was being taken, and only a part of it is there. {machine}’s other snapshots are unharmed; delete that part before you take it again.',
  'take/no-drive': '{machine} has no drive that can hold a snapshot.',
  'take/no-agent': '{why} No snapshot was taken.',
  'take/not-frozen':
    'The guest agent of {machine} could not make its file systems quiet: {why} No snapshot was taken.',
  'take/no-agent-answers':
    'No guest agent answers in {machine}: {why} No snapshot was taken. Start qemu-guest-agent in the guest, or take the snapshot without it.',
  'take/failed-frozen': '{why} {frozen}',
  'take/nothing-left': 'Nothing of it is left, and {machine} is unharmed.',
  'take/left-in': 'A part of it is still in {paths, list}; delete it there. {machine} is unharmed.',
  'take/not-on-all':
    'qemu-img took the snapshot “{name}” of {machine}, but it is not on every drive. The tree shows where it is; nothing else was changed.',

  'step/freeze': 'Making the guest’s file systems quiet.',
  'step/save-memory': {
    one: 'Saving memory and the drive.',
    other: 'Saving memory and {count} drives.',
  },
  'step/save-drives': { one: 'Saving the drive.', other: 'Saving {count} drives.' },
  'step/save-image': 'Saving {path}.',
  'step/notes-follow': '“{name}” was taken. Its notes could not be written; they follow once they can be.',
} as const;
