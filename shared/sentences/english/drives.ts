/** Drives: why snapshots leave one out, as clauses, and what is wrong with those that a snapshot lives on. */
export const driveSentences = {
  'drive/read-only': 'it is read-only',
  'drive/format': 'its format ({format}) can’t hold snapshots; qcow2 can',
  'drive/data-file': 'its data is in an external file, and such an image can’t hold snapshots',
  'drive/inactive': 'it is not active in this QEMU',
  'drive/not-looked-at': 'it was not looked at yet',
  'drive/elsewhere': 'its image is not known to be on this computer',
  'drive/no-file': 'it is not a file on this computer',
  'drive/image-missing': 'its image {path} is missing',
  'drive/image-unreadable': 'its image {path} can’t be read: {why, clause}',
  'drive/empty': 'it is empty',
  'drive/removable': 'it is a {kind} drive',
  'drive/unnamed': 'the drive',

  'no-drive': '{machine} has no drive that can hold a snapshot.',
  'no-drive/remedy': 'Attach its disk as a writable qcow2 image.',
  'no-drive:chosen': 'None of the chosen drives of {machine} can hold a snapshot.',
  'no-drive:chosen/remedy': 'Choose another drive.',
  'no-drive:libvirt': '{machine} has no drive that can be in a snapshot.',
  'no-drive:libvirt/remedy': 'Give it a writable disk, or choose one.',
  'drive-unable': 'The drive {drive} of {machine} can’t hold a snapshot: {why}.',
  'drive-unable/remedy': 'Leave it out.',
  'drive-left-out:take':
    'The drive {drive} is not part of the snapshot, and a restore leaves it as it is then: {why}.',
  'drive-left-out:restore': 'The drive {drive} is not rolled back: {why}.',
  'drive-left-out:always':
    'The drive {drive} is in no snapshot, and a restore leaves it as it is then: {why}.',
  'drive-left-out:writable':
    'The drive {drive} is in no snapshot, and a restore leaves it as it is then: {why}.',
  'drive-left-out:writable/remedy':
    'What is in a snapshot and what is on that drive may not fit together afterwards.',
  'drive-left-out:libvirt':
    'The drive {drive} is not part of the snapshot and is not rolled back by a restore: {why}.',
  'drive-not-chosen': 'The drive {drive} was not chosen: a restore leaves it as it is then.',
  'drive-not-chosen:libvirt': 'The drive {drive} is not in the snapshot: a restore leaves it as it is then.',
  'drive-unknown': '{machine} has no drive {drive}.',
  'drive-unknown/remedy': 'Choose another drive.',
  'drive-unknown:libvirt': '{machine} has no drive {drive}.',
  'image-full':
    'The image of the drive {drive} of {machine} holds {snapshots} snapshots, and a qcow2 image holds no more.',
  'image-full/remedy': 'Delete some of them first.',

  lost: '“{name}” is no longer in the images of {machine}; only Snapgrove’s notes and picture of it are left.',
  'lost/remedy': 'Bring the image that held it back, or forget it.',
  'not-seen': '{machine} can’t be reached now, so nobody can tell whether “{name}” is still in its images.',
  'not-seen/remedy': 'Reach the machine, or shut it down.',
  'drive-moved': 'The image of {drive} was at {path} when “{name}” was taken, and is elsewhere now.',
  'drive-resized':
    'The disk in {path} has another size than when “{name}” was taken; a restore sets it back to {size, bytes}.',
  'drive-resized/remedy': 'What lies beyond that size is lost by a restore; keep the current state first.',
  'drive-resized:unknown':
    'The disk in {path} has another size than when “{name}” was taken; a restore sets it back to the size it had.',
  'drive-resized:unknown/remedy':
    'What lies beyond that size is lost by a restore; keep the current state first.',
  'drive-replaced':
    '{path} ({drive}) is not the image that “{name}” was taken on: it holds another snapshot of that name.',
  'drive-replaced/remedy': 'Put the former image back in its place.',
  'snapshot-gone':
    '{path} ({drive}) does not hold “{name}” any more: it was deleted there, or the image was replaced.',
  'snapshot-gone/remedy': 'Put the former image back in its place.',
  'snapshot-gone:anywhere': '“{name}” is in none of the images of {machine}.',
  'snapshot-gone:anywhere/remedy': 'Bring the image that holds it back.',
  'drive-unusable': '“{name}” lives on {path} ({drive}), which can’t be used now: {why}.',
  'drive-unusable/remedy': 'Give the machine that image as it was, writable, then restore.',
  'drive-missing': '“{name}” lives on {path} ({drive}), which is not attached to {machine}.',
  'drive-missing/remedy': 'Attach {path} again, then restore.',
  'drive-without-snapshot':
    'The drive {drive} ({path}) holds no part of “{name}”: a restore leaves it as it is then.',
  'dirty-bitmap':
    'The drive {drive} ({path}) keeps a record of changes for backups (dirty bitmap {bitmaps, list}), and QEMU goes back to no snapshot while there is one.',
  'dirty-bitmap/remedy': 'Remove the bitmap with the backup program that made it.',
  unnamed: 'This snapshot has no name, and QEMU finds snapshots by their name only.',
  'unnamed/remedy':
    'Shut the machine down; “qemu-img snapshot -a” with the snapshot’s number puts its disk back.',
  'duplicate-name':
    'The image {path} holds more than one snapshot named “{name}”, and QEMU tells snapshots apart by name only.',
  'duplicate-name/remedy':
    'Shut the machine down, then delete one of them with “qemu-img snapshot -d”; it takes the first.',
} as const;
