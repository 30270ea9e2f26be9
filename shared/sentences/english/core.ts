/** Jobs and their history, the list of machines, the demo machine, the store. */
export const coreSentences = {
  refused: '{what} {why, sentences}',
  'call/unknown': 'This version of Snapgrove has no request named "{method}".',
  'call/invalid': 'The input of "{method}" is not valid. {said}',
  'call/too-many': 'More than {most} requests are open on one connection.',
  'call/mistake': 'Snapgrove made a mistake. Its log says more under the number {number}.',
  'call/cancelled': 'The operation was cancelled.',
  'call/caller-gone': 'The connection of the caller was closed.',
  'call/disconnected':
    'The connection to Snapgrove was lost. What it had begun is shown once it is there again.',
  'shell/only-desktop':
    'Only the desktop application can do this. Use the address bar or a download instead.',

  'list/busy': '{machine} is being worked on; wait until that is done.',
  'list/busy-connection': 'A machine of this connection is being worked on; wait until that is done.',
  'list/remove-connection': 'Remove the whole connection instead.',
  'list/libvirt-socket':
    '{path} is the socket of libvirt, not of one machine. Give libvirt’s URI instead: qemu:///system for the machines of this computer, qemu:///session for your own.',
  'list/one-by-one': 'Machines on this computer are removed one by one.',
  'list/connection-removed': 'This connection was removed meanwhile.',
  'list/connection-gone': 'This connection is not in the list any more.',
  'title/test': 'libvirt’s test machines',
  'title/local': 'This computer (libvirt)',
  'title/local-own': 'This computer (libvirt, your own machines)',
  'title/host-own': '{host}, your own machines',

  'job/closing': 'Snapgrove is being closed. Nothing was changed.',
  'job/left': 'Snapgrove is being closed.',
  'job/closed-before': 'Snapgrove was closed before this was begun. Nothing was changed.',
  'job/gone': 'There is no such job any more.',
  'job/not-undoable': 'This can’t be undone any more.',
  'job/snapshot-of': '“{name}” of {machine}',
  'job/interrupted': 'Snapgrove ended while this was running for {what}. The tree shows what is there now.',
  'job/not-begun': 'Snapgrove ended before this was begun for {what}. Nothing was changed.',
  'job/mistake':
    'Something went wrong inside Snapgrove; the log has the details. The tree shows what is there now.',

  'found/not-made': 'The snapshot “{name}” was not made.',
  'found/made': 'The snapshot “{name}” was made.',
  'found/made-without-picture': 'The snapshot “{name}” was made; its picture was not kept.',
  'found/not-deleted': '“{name}” was not deleted and is still there.',
  'found/delete-in-doubt':
    'Deleting “{name}” was cut off, and nobody can tell now whether it is still there.',
  'found/deleted': '“{name}” was deleted.',
  'found/activated': '“{name}” was activated: {machine} starts from it next time.',
  'found/not-restored': '“{name}” was not restored. {machine} is as it was.',
  'found/not-restored-paused':
    '“{name}” was not restored. {machine} is as it was, and may have been paused for it.',
  'found/half-restored':
    'Restoring “{name}” failed half way. Restore it or another snapshot again before {machine} is used.',
  'found/restore-cut-off': 'Restoring “{name}” was cut off, and the snapshot is gone since.',
  'found/restored': '“{name}” was restored. {machine} is {state}.',
  'found/restored-runs': '“{name}” was restored. {machine} runs.',
  'found/restore-in-doubt':
    'Restoring “{name}” was cut off, and nobody can tell how far it came. If the screen of {machine} does not show it, restore it or another snapshot again: its disks may be partly those of “{name}”.',

  'store/full':
    'The disk that holds Snapgrove’s notes and pictures is full. Snapshots in the images are unharmed; make room and try again.',
  'store/not-writable': 'Snapgrove may not write into its own store. Snapshots are unharmed.',
  'store/taken':
    'Another Snapgrove, in another session, is using {path}. Your machines are unharmed. Quit it and try again.',
  'store/unreadable': 'Its metadata can’t be read: {said}',

  'demo/no-qemu':
    'The demo machine needs QEMU, which is not installed. Install QEMU for x86-64 and qemu-img (on Debian and Ubuntu: sudo apt install qemu-system-x86 qemu-utils), then try again.',
  'demo/no-room':
    'There is no room for the demo machine in {path}. Nothing else was changed. Free a few megabytes, then try again.',
  'demo/folder': 'The demo machine could not be made in {path}: {why}',
  'demo/not-started': 'The demo machine did not start. QEMU said: {said}',
  'demo/unreachable':
    "The demo machine already runs, as process {pid}, but its monitor {path} is gone, so it can't be reached. Its disk and snapshots are unharmed. Power it off, then start it again.",
  'demo/not-stopped':
    'The demo machine was asked to power off and still runs after {seconds} seconds, as process {pid}. Its disk and snapshots are unharmed. Wait a moment and try again.',
} as const;
