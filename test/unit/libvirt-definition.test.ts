import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../electron/hypervisor/libvirt/definition.ts';

const domain = (inside: string, devices = '') =>
  `<domain type='kvm'><name>web &amp; more</name>${inside}<devices>${devices}</devices></domain>`;

describe('a machine’s definition', () => {
  it('says what it is called, how much memory it has, and nothing that is not there', () => {
    expect(parseDefinition(domain('<uuid>11111111-2222-3333-4444-555555555555</uuid>'))).toEqual({
      uuid: '11111111-2222-3333-4444-555555555555',
      name: 'web & more',
      memoryBytes: null,
      disks: [],
      heads: 0,
      firmware: { kind: 'bios' },
      tpm: false,
      passthrough: [],
      sharedFolders: [],
      virtiofs: false,
      sharedMemory: false,
      agent: 'none',
    });
  });

  it.each([
    ["<memory unit='KiB'>2048</memory>", 2 * 1024 ** 2],
    ['<memory>2048</memory>', 2 * 1024 ** 2],
    ["<memory unit='GiB'>3</memory>", 3 * 1024 ** 3],
    ["<memory unit='MB'>5</memory>", 5_000_000],
    ["<memory unit='parsec'>5</memory>", null],
    ['<memory>lots</memory>', null],
  ])('reads %s', (memory, bytes) => {
    expect(parseDefinition(domain(memory)).memoryBytes).toBe(bytes);
  });

  it('reads disks of every kind, and the images below them', () => {
    const { disks } = parseDefinition(
      domain(
        '',
        `<disk type='file' device='disk' snapshot='no'><driver name='qemu' type='qcow2'/>
           <source file='/a/b.qcow2'/><backingStore type='file'><format type='qcow2'/><source file='/a/c.qcow2'/>
             <backingStore type='block'><source dev='/dev/sdx'/><backingStore/></backingStore></backingStore>
           <target dev='vda' bus='virtio'/></disk>
         <disk type='block' device='lun'><source dev='/dev/sdb'/><target dev='sda'/></disk>
         <disk type='network'><driver type='raw'/><source protocol='rbd' name='pool/image'/><target dev='vdb'/></disk>
         <disk type='volume'><source pool='default' volume='x'/><target dev='vdc'/><readonly/></disk>
         <disk type='file' device='cdrom'><target dev='sdb'/></disk>`,
      ),
    );
    expect(disks).toEqual([
      {
        target: 'vda',
        device: 'disk',
        type: 'file',
        source: '/a/b.qcow2',
        format: 'qcow2',
        readOnly: false,
        snapshot: 'no',
        backing: ['/a/c.qcow2', '/dev/sdx'],
      },
      {
        target: 'sda',
        device: 'lun',
        type: 'block',
        source: '/dev/sdb',
        format: null,
        readOnly: false,
        snapshot: null,
        backing: [],
      },
      {
        target: 'vdb',
        device: 'disk',
        type: 'network',
        source: 'pool/image',
        format: 'raw',
        readOnly: false,
        snapshot: null,
        backing: [],
      },
      {
        target: 'vdc',
        device: 'disk',
        type: 'volume',
        source: 'default/x',
        format: null,
        readOnly: true,
        snapshot: null,
        backing: [],
      },
      {
        target: 'sdb',
        device: 'cdrom',
        type: 'file',
        source: null,
        format: null,
        readOnly: true,
        snapshot: null,
        backing: [],
      },
    ]);
  });

  it('counts heads over all video devices', () => {
    const video = (model: string) => `<video>${model}</video>`;
    const heads = (...models: string[]) => parseDefinition(domain('', models.map(video).join(''))).heads;
    expect(heads("<model type='vga' heads='1'/>", "<model type='qxl' heads='3'/>")).toBe(4);
    expect(heads("<model type='virtio'/>", '')).toBe(1);
    expect(heads("<model type='none'/>")).toBe(0);
  });

  it.each([
    ["<os><type>hvm</type><loader type='rom'>/bios</loader></os>", { kind: 'bios' }],
    ["<os firmware='efi'/>", { kind: 'uefi', nvramFormat: null }],
    ["<os><loader type='pflash'>/ovmf</loader></os>", { kind: 'uefi', nvramFormat: null }],
    ['<os><nvram>/vars.fd</nvram></os>', { kind: 'uefi', nvramFormat: 'raw' }],
    ["<os><nvram format='qcow2'>/vars.qcow2</nvram></os>", { kind: 'uefi', nvramFormat: 'qcow2' }],
  ])('tells the firmware by %s', (os, firmware) => {
    expect(parseDefinition(domain(os)).firmware).toEqual(firmware);
  });

  it('finds what snapshots have trouble with', () => {
    const found = parseDefinition(
      domain(
        '',
        `<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
         <hostdev mode='subsystem' type='pci'/><hostdev type='new kind'/>
         <interface type='hostdev'/><interface type='network'/>
         <filesystem type='mount'><target dir='home'/></filesystem>
         <shmem name='x'/>`,
      ),
    );
    expect(found).toMatchObject({
      tpm: true,
      passthrough: ['a PCI device of the host', 'a device of the host', 'a network card of the host'],
      sharedFolders: ['home'],
      sharedMemory: true,
    });
    const hostTpm = domain('', "<tpm><backend type='passthrough'/></tpm>");
    expect(parseDefinition(hostTpm).tpm).toBe(false);
  });

  it.each([
    [
      "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>",
      'connected',
    ],
    ["<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>", 'disconnected'],
    [
      "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0' state='connected'/></channel>",
      'none',
    ],
  ])('knows whether a guest agent is there', (channel, agent) => {
    expect(parseDefinition(domain('', channel)).agent).toBe(agent);
  });
});
