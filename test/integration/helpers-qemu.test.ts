import { describe, expect, it } from 'vitest';
import { createQcow2, createRaw, startQemu } from '../helpers/qemu.ts';
import { connectRawQmp } from '../helpers/raw-qmp.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

describe('the QEMU that tests start', () => {
  it('answers on its monitor and saves a snapshot on its qcow2 drive', async () => {
    await using images = await makeTemporaryFolder();
    await createQcow2(images.entry('a.qcow2'));
    await createRaw(images.entry('b.raw'));
    await using qemu = await startQemu({
      name: 'helper',
      drives: [
        { nodeName: 'a', path: images.entry('a.qcow2'), format: 'qcow2' },
        { nodeName: 'b', path: images.entry('b.raw'), format: 'raw' },
      ],
    });
    await using qmp = await connectRawQmp(qemu.socketPath);

    await qmp.runJob('snapshot-save', { 'job-id': 'save', tag: 'first', vmstate: 'a', devices: ['a'] });

    expect(await qmp.execute('query-name')).toEqual({ name: 'helper' });
    expect(JSON.stringify(await qmp.execute('query-named-block-nodes'))).toContain('"name":"first"');
  });

  it('throws in QEMU’s words when a snapshot job fails and when QEMU cannot start', async () => {
    await using qemu = await startQemu();
    await using qmp = await connectRawQmp(qemu.socketPath);

    await expect(
      qmp.runJob('snapshot-save', { 'job-id': 'save', tag: 'first', vmstate: 'a', devices: ['a'] }),
    ).rejects.toThrow("No block device node 'a'");
    await expect(startQemu({ args: ['-no-such-option'] })).rejects.toThrow('-no-such-option: invalid option');
  });
});
