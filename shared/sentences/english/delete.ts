/** Deleting snapshots: what speaks against it, its steps, how it fails. */
export const deleteSentences = {
  'not-there': 'This snapshot is not there any more.',
  'no-descendants': '“{name}” has no descendants to delete.',
  'not-seen:there': '“{name}” may still be in {paths, list}, which can’t be changed by way of {machine} now.',
  'not-seen:there/remedy':
    'Attach that drive again, writable, then delete it; or forget what Snapgrove knows of it.',
  'part-stays':
    '“{name}” lives on {paths, list} too, which can’t be changed by way of {machine} now: that part of it stays there.',
  'part-stays/remedy': 'Attach that drive again, writable, first.',
  pinned: {
    one: '{names, quoted} of {machine} is pinned.',
    other: '{names, quoted} of {machine} are pinned.',
  },
  'pinned/remedy': 'Unpin first, or agree to it by name.',

  'delete/refused': 'Nothing was deleted.',
  'delete/tried': '“{name}” of {machine} was not deleted',
  'delete/refused-because': '{why} Nothing was deleted.',
  'delete/pinned': {
    one: 'Nothing was deleted: {names, quoted} of {machine} is pinned. Unpin first, or agree to it by name.',
    other:
      'Nothing was deleted: {names, quoted} of {machine} are pinned. Unpin first, or agree to it by name.',
  },
  'delete/unshown': {
    one: 'Nothing was deleted: {names, quoted} of {machine} has come since the plan was shown, and would be deleted too. Look at the plan again.',
    other:
      'Nothing was deleted: {names, quoted} of {machine} have come since the plan was shown, and would be deleted too. Look at the plan again.',
  },
  'delete/silent':
    'The connection to {machine} was lost while “{name}” was being deleted, and did not come back. QEMU may have finished it all the same: the tree shows what there is as soon as the machine can be reached again.',
  'delete/failed':
    'The snapshot “{name}” of {machine} could not be deleted: {why}. It is still on {drives, list}. The machine and its other snapshots are unharmed.',
  'delete/not-removed': 'QEMU did not remove it',
  'delete/tried-offline': 'The snapshot “{name}” of {machine} could not be deleted',
  'delete/still-in': 'It is still in {paths, list}. The machine and its other snapshots are unharmed.',
  'delete/ended':
    '{machine} ended while “{name}” was being deleted, and it is still there. Its other snapshots are unharmed; start the machine again, then delete it again.',
  'delete/ended-unseen':
    '{machine} ended while “{name}” was being deleted, and nobody can tell now whether {drives, list} still holds it. Its other snapshots are unharmed; start the machine again, then delete it again.',
  'delete/not-there': 'This snapshot is not there any more.',
  'delete/not-there-of': 'This snapshot of {machine} is not there any more.',
  'forget/still-there': '“{name}” is still there; delete it instead.',
  'forget/not-seen': '“{name}” may still be there: {machine} can’t be looked into now.',

  'step/delete': 'Deleting “{name}”.',
  'step/delete-in': 'Deleting “{name}” from {path}.',
  'step/forget': 'Forgetting “{name}”, which is not in the images any more.',
} as const;
