import { describe, expect, it } from 'vitest';
import {
  monitorAddresses,
  notRunnable,
  optionValue,
  splitOption,
  startsStopped,
  stoppedStart,
} from '../../electron/hypervisor/qemu/command-line.ts';

describe('splitOption', () => {
  it.each([
    ['a,b=c', ['a', 'b=c']],
    ['path=with,,comma,server', ['path=with,comma', 'server']],
    ['a,,', ['a,']],
    [',', ['', '']],
    ['', ['']],
  ])('splits %j at single commas', (value, parts) => {
    expect(splitOption(value)).toEqual(parts);
  });
});

describe('optionValue', () => {
  it.each([
    [['-name', 'web'], 'web'],
    [['-name', 'guest=web,process=x'], 'web'],
    [['-name', 'web,debug-threads=on'], 'web'],
    [['--name', 'old', '-name', 'new'], 'new'],
    [['-name', 'process=x'], null],
    [['-name'], null],
    [[], null],
  ])('reads the name in %j', (argv, name) => {
    expect(optionValue(argv, 'name', 'guest')).toBe(name);
  });
});

describe('monitorAddresses', () => {
  const unix = (path: string) => ({ type: 'unix', path });
  const tcp = (host: string, port: string) => ({ type: 'tcp', host, port });
  it.each([
    ['-qmp unix:/run/q.sock,server=on,wait=off', [unix('/run/q.sock')]],
    ['-qmp unix:/run/q.sock,server,nowait', [unix('/run/q.sock')]],
    ['--qmp unix:rel.sock,server=yes', [unix('rel.sock')]],
    ['-qmp-pretty unix:/run/q.sock,server=on', [unix('/run/q.sock')]],
    ['-qmp unix:/a,,b.sock,server=on', [unix('/a,b.sock')]],
    ['-qmp tcp:localhost:4444,server=on', [tcp('localhost', '4444')]],
    ['-qmp tcp::4444,server', [tcp('127.0.0.1', '4444')]],
    ['-qmp tcp:0.0.0.0:4444,server', [tcp('127.0.0.1', '4444')]],
    ['-chardev socket,id=m,path=/m.sock,server=on -mon chardev=m,mode=control', [unix('/m.sock')]],
    ['-chardev socket,id=m,path=/m.sock,server=on -mon m,mode=control,pretty=on', [unix('/m.sock')]],
    ['-chardev socket,path=/m.sock,id=m,server=on -qmp chardev:m', [unix('/m.sock')]],
    ['-chardev socket,id=m,port=5,host=::,server=on -mon chardev=m,mode=control', [tcp('127.0.0.1', '5')]],
    ['-qmp unix:/q.sock,server=on -qmp unix:/q.sock,server=on', [unix('/q.sock')]],
    // None of these can be connected to, or speaks QMP.
    ['-qmp unix:/run/q.sock', []],
    ['-qmp unix:/run/q.sock,server=off', []],
    ['-qmp stdio', []],
    ['-qmp', []],
    ['-monitor unix:/hmp.sock,server=on', []],
    ['-chardev socket,id=m,path=/m.sock,server=on -mon chardev=m,mode=readline', []],
    ['-chardev socket,id=m,path=/m.sock,server=on -mon chardev=other,mode=control', []],
    ['-chardev socket,id=m,path=/m.sock -mon chardev=m,mode=control', []],
    ['-chardev pty,id=m,server=on -mon chardev=m,mode=control', []],
    ['-chardev socket,id=m,fd=3,server=on -mon chardev=m,mode=control', []],
  ])('finds them in %s', (text, addresses) => {
    expect(monitorAddresses(['qemu', ...text.split(' ')])).toEqual(addresses);
  });
});

describe('starting again', () => {
  it('starts stopped, and leaves out what would load or receive a state', () => {
    const argv = ['qemu', '-m', '16', '-loadvm', 'x', '-S', '-incoming', 'tcp:0:1', '-name', '-S2'];
    expect(stoppedStart(argv)).toEqual(['qemu', '-S', '-m', '16', '-name', '-S2']);
    expect(stoppedStart(stoppedStart(argv))).toEqual(stoppedStart(argv));
    expect(stoppedStart([])).toEqual([]);
  });

  it('knows a command line that waits for its owner', () => {
    expect(startsStopped(['qemu', '-S'])).toBe(true);
    expect(startsStopped(['qemu', '-s'])).toBe(false);
  });

  it.each([
    [['qemu', '-m', '16'], null],
    [[], 'its command line is empty'],
    [['qemu', '-netdev', 'tap,id=n,fd=3'], expect.stringContaining('open files')],
    [['qemu', '-add-fd', 'fd=5,set=1'], expect.stringContaining('open files')],
    [['qemu', '-drive', 'file=/dev/fdset/1'], expect.stringContaining('open files')],
  ])('says of %j what stands against running it', (argv, reason) => {
    expect(notRunnable(argv)?.text ?? null).toEqual(reason);
  });
});
