import { describe, expect, it } from 'vitest';
import { deviceName } from '../../renderer/src/lib/device-name.ts';

describe('deviceName', () => {
  it.each([
    ['/machine/peripheral/disk1/virtio-backend', 'disk1'],
    ['/machine/peripheral-anon/device[3]/virtio-backend', 'device[3]'],
    ['/machine/unattached/device[7]', 'device[7]'],
    ['virtio0', 'virtio0'],
    ['ide0-hd0', 'ide0-hd0'],
  ])('of %s is %s', (device, name) => {
    expect(deviceName(device)).toBe(name);
  });
});
