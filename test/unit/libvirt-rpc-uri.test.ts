import { describe, expect, it } from 'vitest';
import {
  chooseUri,
  emptyClientConfiguration,
  parseClientConfiguration,
} from '../../electron/libvirt-rpc/client-configuration.ts';
import { chooseSocket, socketFolders } from '../../electron/libvirt-rpc/sockets.ts';
import { daemonName, parseConnectionUri } from '../../electron/libvirt-rpc/uri.ts';

describe('connection URIs', () => {
  it.each([
    [
      'qemu:///system',
      { driver: 'qemu', transport: 'local', host: null, user: null, port: null, path: '/system' },
    ],
    ['qemu:///session', { transport: 'local', path: '/session' }],
    ['test:///default', { driver: 'test', transport: 'local', path: '/default' }],
    [
      'qemu+unix:///system?socket=/run/x%20y',
      { transport: 'local', parameters: new Map([['socket', '/run/x y']]) },
    ],
    ['qemu+ssh://ann@rack-1:2222/system', { transport: 'ssh', user: 'ann', host: 'rack-1', port: 2222 }],
    [
      'qemu+ssh://rack-1/session',
      { transport: 'ssh', user: null, host: 'rack-1', port: null, path: '/session' },
    ],
    ['qemu+ssh://a%40b@[fe80::1]/system', { user: 'a@b', host: 'fe80::1' }],
    ['QEMU+SSH://h/system', { driver: 'qemu', transport: 'ssh', host: 'h' }],
    ['qemu+libssh2://h/system', { transport: 'ssh' }],
    [
      'qemu+ssh://h/system?keyfile=/k&no_verify=1;proxy=netcat',
      {
        parameters: new Map([
          ['keyfile', '/k'],
          ['no_verify', '1'],
          ['proxy', 'netcat'],
        ]),
      },
    ],
  ])('%s', (text, parts) => {
    expect(parseConnectionUri(text)).toMatchObject({ text, ...parts });
  });

  it.each([
    ['', 'uri'],
    ['system', 'uri'],
    ['qemu:///sys%zz', 'uri'],
    ['qemu+ssh:///system', 'uri'],
    ['qemu+unix://host/system', 'uri'],
    ['qemu+ssh://host:0/system', 'uri'],
    ['qemu+ssh://host:70000/system', 'uri'],
    ['qemu+ssh://host:x/system', 'uri'],
    ['qemu+ssh://-oProxyCommand=touch%20x/system', 'uri'],
    ['qemu+ssh://%2DoProxyCommand=x/system', 'uri'],
    ['qemu+ssh://-lroot@host/system', 'uri'],
    ['qemu+ssh://ho%0Ast/system', 'uri'],
    ['qemu+ssh://ho%00st/system', 'uri'],
    ['qemu+ssh://ho st/system', 'uri'],
    ['qemu://host/system', 'unsupported'],
    ['qemu+tls://host/system', 'unsupported'],
    ['qemu+tcp://host/system', 'unsupported'],
    ['qemu+ext:///system?command=x', 'unsupported'],
  ])('refuses “%s”', (text, code) => {
    expect(() => parseConnectionUri(text)).toThrow(
      expect.objectContaining({ code, remedy: expect.objectContaining({ text: expect.any(String) }) }),
    );
  });

  it.each([
    ['qemu+ssh://ann@h:22/system?keyfile=/k&no_tty=1', 'qemu:///system'],
    ['qemu+unix:///session?socket=/s', 'qemu:///session'],
    ['test+unix:///default?socket=/s', 'test:///default'],
    ['test:///etc/libvirt/test%20driver.xml', 'test:///etc/libvirt/test%20driver.xml'],
    ['qemu:///embed?root=/r%26d', 'qemu:///embed?root=%2Fr%26d'],
    ['qemu+ssh://h/system?name=test:///default', 'test:///default'],
  ])('tells the daemon of %s: %s', (text, name) => {
    expect(daemonName(parseConnectionUri(text))).toBe(name);
  });
});

describe('libvirt.conf', () => {
  const text = `
# uri_aliases = [ "commented=qemu:///out" ]
uri_aliases = [
  "hail=qemu+ssh://root@hail.example/system", # the old one
  # "gone=qemu:///system",
  'sleet=qemu+ssh://root@sleet.example/session?keyfile=/a=b',
  "not an alias=qemu:///system",
]
uri_default = "hail"
other = 3
`;

  it('gives its aliases and its default', () => {
    const configuration = parseClientConfiguration(text);
    expect(configuration.uriDefault).toBe('hail');
    expect(configuration.uriAliases).toEqual(
      new Map([
        ['hail', 'qemu+ssh://root@hail.example/system'],
        ['sleet', 'qemu+ssh://root@sleet.example/session?keyfile=/a=b'],
      ]),
    );
  });

  it.each(['', 'uri_aliases = [', 'uri_aliases = "x"', '\0\n[[[', 'uri_default = 7'])(
    'may be nonsense: %j',
    (bad) => {
      expect(parseClientConfiguration(bad)).toEqual(emptyClientConfiguration);
    },
  );

  const choice = {
    requested: null,
    environment: {},
    configuration: emptyClientConfiguration,
    privileged: false,
  };

  it('is asked after the user and the environment', () => {
    const configuration = parseClientConfiguration(text);
    const environment = { LIBVIRT_DEFAULT_URI: 'test:///default' };
    expect(chooseUri({ ...choice, requested: 'sleet', environment, configuration })).toContain(
      'sleet.example',
    );
    expect(chooseUri({ ...choice, environment, configuration })).toBe('test:///default');
    expect(chooseUri({ ...choice, environment: { LIBVIRT_DEFAULT_URI: '' }, configuration })).toContain(
      'hail.example',
    );
    expect(chooseUri(choice)).toBe('qemu:///session');
    expect(chooseUri({ ...choice, privileged: true })).toBe('qemu:///system');
  });
});

describe('sockets', () => {
  const folders = socketFolders({ XDG_RUNTIME_DIR: '/run/user/7' }, '/home/ann');
  const choose = (uri: string, existing: readonly string[], privileged = false) =>
    chooseSocket(parseConnectionUri(uri), folders, (path) => existing.includes(path), privileged);

  it('lie where libvirt puts them', () => {
    expect(folders).toEqual({ system: '/var/run/libvirt', session: '/run/user/7/libvirt' });
    expect(socketFolders({}, '/home/ann').session).toBe('/home/ann/.cache/libvirt');
    expect(socketFolders({ XDG_CACHE_HOME: '/c', XDG_RUNTIME_DIR: '' }, '/home/ann').session).toBe(
      '/c/libvirt',
    );
  });

  it('are the modular daemon’s where there is one, else the legacy one’s', () => {
    expect(
      choose('qemu:///system', ['/var/run/libvirt/virtqemud-sock', '/var/run/libvirt/libvirt-sock']),
    ).toEqual({
      path: '/var/run/libvirt/virtqemud-sock',
      scope: 'system',
      daemon: 'modular',
      readOnlyPath: '/var/run/libvirt/virtqemud-sock-ro',
    });
    expect(choose('qemu:///system', []).path).toBe('/var/run/libvirt/libvirt-sock');
    expect(choose('qemu:///system?mode=direct', []).path).toBe('/var/run/libvirt/virtqemud-sock');
    expect(choose('qemu:///system?mode=legacy', ['/var/run/libvirt/virtqemud-sock']).daemon).toBe('legacy');
    expect(choose('qemu+unix:///system?socket=/s', [])).toMatchObject({ path: '/s', readOnlyPath: null });
  });

  it('of a session daemon that never ran follow the system’s', () => {
    expect(choose('qemu:///session', [])).toMatchObject({
      path: '/run/user/7/libvirt/libvirt-sock',
      daemon: 'legacy',
    });
    expect(choose('qemu:///session', ['/var/run/libvirt/virtqemud-sock'])).toEqual({
      path: '/run/user/7/libvirt/virtqemud-sock',
      scope: 'session',
      daemon: 'modular',
      readOnlyPath: null,
    });
    expect(
      choose('qemu:///session', ['/run/user/7/libvirt/libvirt-sock', '/var/run/libvirt/virtqemud-sock']),
    ).toMatchObject({
      daemon: 'legacy',
    });
  });

  it('for the test driver are this user’s, and the system’s for root', () => {
    expect(choose('test:///default', []).scope).toBe('session');
    expect(choose('test:///default', [], true).scope).toBe('system');
  });
});
