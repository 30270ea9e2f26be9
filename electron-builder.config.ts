import type { Configuration } from 'electron-builder';

/** Playwright starts an app only with inspector arguments, so a build to be tested allows them; a release does not. */
const toBeTested = process.env.SNAPGROVE_BUILD_TO_BE_TESTED === '1';

const configuration: Configuration = {
  appId: 'app.snapgrove.Snapgrove',
  productName: 'Snapgrove',
  copyright: 'Copyright © 2026 The Snapgrove authors',
  directories: { output: 'dist', buildResources: 'assets' },
  // The build has everything bundled but sharp, which brings native code.
  files: [
    '.build/electron/**',
    '.build/preload/**',
    '.build/renderer/**',
    'assets/demo/guest.img',
    'assets/icon.png',
    'package.json',
    'LICENSE',
    '!**/*.map',
    '!node_modules/**',
    'node_modules/{sharp,detect-libc,semver}/**',
    'node_modules/@img/**',
  ],
  asar: true,
  // Worker threads and the loader of native code read from the disk, and QEMU an image that is one.
  asarUnpack: ['.build/electron/**', 'node_modules/**', 'assets/demo/**'],
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: toBeTested,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    loadBrowserProcessSpecificV8Snapshot: false,
  },
  npmRebuild: false,
  publish: null,
  linux: {
    target: ['deb', 'rpm', 'AppImage'],
    executableName: 'snapgrove',
    icon: 'assets/icon.png',
    category: 'System',
    synopsis: 'Snapshots of QEMU and libvirt machines as a tree of screenshots',
    maintainer: 'The Snapgrove authors <snapgrove@users.noreply.github.com>',
    desktop: {
      entry: {
        Name: 'Snapgrove',
        GenericName: 'Snapshot Manager',
        Comment: 'See, take and restore snapshots of virtual machines',
        Keywords: 'QEMU;KVM;libvirt;virtual machine;snapshot;',
        Categories: 'System;Emulator;',
        StartupWMClass: 'snapgrove',
      },
    },
  },
  deb: { recommends: ['qemu-system', 'qemu-utils'] },
  mac: { target: ['dmg'], icon: 'assets/icon.png', category: 'public.app-category.developer-tools' },
  win: { target: ['nsis'], icon: 'assets/icon.png' },
};

export default configuration;
