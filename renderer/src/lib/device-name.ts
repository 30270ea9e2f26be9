/**
 * The name of a drive's device as a person gave it: QEMU tells some by their place in its tree of objects, such as
 * `/machine/peripheral/disk1/virtio-backend` for the device `disk1`.
 */
export function deviceName(device: string): string {
  const place = /^\/machine\/(?:peripheral(?:-anon)?|unattached)\/([^/]+)/.exec(device);
  return place?.[1] ?? device;
}
