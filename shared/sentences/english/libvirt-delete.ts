/** What libvirt would do or refuse when it deletes snapshots. */
export const libvirtDeleteSentences = {
  'one-by-one':
    'libvirt can’t delete snapshots that are in files of their own together with those below them, so they are deleted one by one, from the last to the first.',
  'other-image':
    '“{name}” is inside an image of the disk {disk} that {machine} does not use now, and libvirt deletes only in images in use while the machine is on.',
  'other-image/remedy': 'Shut the machine down, then delete it.',
  'name-plain:delete':
    '“{name}” has other characters in its name than letters from A to Z, digits, “.”, “-” and “_”, and libvirt {version} deletes such a snapshot only while {machine} is off.',
  'name-plain:delete/remedy': 'Shut the machine down, then delete it.',
  'overlay-stays':
    'libvirt leaves the file {path} where it is, if it is there still; no snapshot needs it after this.',
  'overlay-stays/remedy': 'Remove it by hand then.',
  'half-deleted':
    'A deletion of “{below}” broke off while it was merged into a file of “{name}”, and libvirt deletes “{name}” only when that is finished.',
  'half-deleted/remedy':
    'Delete “{below}” again, which finishes it. If the machine is paused, resume it first.',
  'half-deleted:alone':
    'A deletion of what was below “{name}” broke off while it was merged into a file of “{name}”, and libvirt does not go on with it.',
  'half-deleted:alone/remedy':
    'Put the images right with “qemu-img”, then remove the rest with “virsh snapshot-delete --metadata”.',
  'no-external-delete': '“{name}” is in files of its own, and libvirt {version} can’t delete such snapshots.',
  'no-external-delete/remedy':
    'Update libvirt to 9.0 or later; until then merge the files by “virsh blockcommit” or “virsh blockpull”.',
  'current-with-children':
    '“{name}” is what {machine} runs on now and has snapshots below it, so libvirt can’t merge its files.',
  'current-with-children/remedy': 'Delete those below it first, or restore another snapshot.',
  'several-children':
    '{children} snapshots grew from “{name}”, and its files can be merged into one of them only.',
  'several-children/remedy': 'Delete all but one of those first.',
  'other-branch':
    '“{name}” has a snapshot below it and is not among those that {machine} grew from, so libvirt can’t merge its files.',
  'other-branch/remedy': 'Restore the last snapshot of that branch first, or delete those below it.',
  'internal-parent':
    '“{name}” is in files of its own while “{parent}” above it is inside an image; merging them would damage “{parent}”.',
  'internal-parent/remedy': 'Delete “{parent}” first.',
  'volume-disk':
    'The disk {disk} of {machine} was named by its storage pool when “{name}” was taken, and libvirt may fail to merge a file into such a one; nothing is lost then.',
  'volume-disk/remedy':
    'If it fails, merge the files by “virsh blockcommit” and remove libvirt’s record with “virsh snapshot-delete --metadata”.',
  paused:
    'The memory of {machine} was saved to a file or loaded from one while it is paused, and QEMU merges none of its files until it has run again.',
  'paused/remedy': 'Resume the machine first; it may be paused again at once.',
  'paused:perhaps':
    '{machine} is paused. If it did not run since its memory was saved to a file or loaded from one, merging files fails (“Block node is read-only”); nothing is lost then, and a second try once it has run finishes it.',
  'paused:perhaps/remedy': 'Resume the machine first; it may be paused again at once.',
  'merge-while-off':
    '“{name}” is not the last snapshot before the present state of {machine}, and libvirt {version} can’t merge the files of such a one while the machine is off.',
  'merge-while-off/remedy': 'Start the machine first, or delete those below it first.',
  'managed-save:delete':
    '{machine} has a saved state from which its next start goes on, with the files as they are now. Without those of “{name}” it could not be started any more.',
  'managed-save:delete/remedy':
    'Start the machine first, or give that state up with “virsh managedsave-remove”.',
  'starts-for-delete': 'libvirt starts {machine} for it, without letting it run, and stops it afterwards.',
  'image-in-use': 'Deleting “{name}” would remove {path}, which {machine} uses now.',
  'image-in-use/remedy':
    'Leave it, or remove only libvirt’s record of it with “virsh snapshot-delete --metadata”.',
  'data-loss':
    '“{name}” is in files of its own that grew from an image which “{needed}” needs. Deleting it with libvirt {version} can remove that image, and everything in it.',
  'data-loss/remedy': 'Delete “{needed}” first.',
  'data-loss:old':
    '“{name}” is in files of its own that grew from an image which “{needed}” needs. Deleting it with libvirt {version} can remove that image, and everything in it.',
  'data-loss:old/remedy': 'Delete “{needed}” first, or update libvirt to 11.0 or later.',
} as const;
