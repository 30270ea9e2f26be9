import {
  domain,
  domainSnapshot,
  optionalText,
  storagePool,
  storageVolume,
  text,
  typedParameters,
  uuid,
} from './structures.ts';
import {
  array,
  type Codec,
  charArray,
  hyper,
  int,
  nothing,
  optional,
  struct,
  uint,
  unsignedHyper,
} from './xdr.ts';

/** A program that a libvirt daemon serves on one connection. */
export interface Program {
  readonly number: number;
  readonly version: number;
}

/** libvirt's programs (docs/kbase/internals/rpc.rst). */
export const programs = {
  remote: { number: 0x20008086, version: 1 },
  qemu: { number: 0x20008087, version: 1 },
  keepalive: { number: 0x6b656570, version: 1 },
} as const satisfies Record<string, Program>;

export interface Procedure<Args, Result> {
  readonly program: Program;
  readonly number: number;
  readonly args: Codec<Args>;
  readonly result: Codec<Result>;
  /**
   * `prompt`: answered at once, whatever the machine is doing (no job of the machine is taken).
   * `patient`: may wait for a job of the machine, for minutes.
   */
  readonly pace: 'prompt' | 'patient';
}

function prompt<Args, Result>(
  number: number,
  args: Codec<Args>,
  result: Codec<Result>,
): Procedure<Args, Result> {
  return { program: programs.remote, number, args, result, pace: 'prompt' };
}

function patient<Args, Result>(
  number: number,
  args: Codec<Args>,
  result: Codec<Result>,
): Procedure<Args, Result> {
  return { program: programs.remote, number, args, result, pace: 'patient' };
}

function qemu<Args, Result>(
  number: number,
  args: Codec<Args>,
  result: Codec<Result>,
): Procedure<Args, Result> {
  return { program: programs.qemu, number, args, result, pace: 'patient' };
}

/** `REMOTE_DOMAIN_LIST_MAX` and `REMOTE_DOMAIN_SNAPSHOT_LIST_MAX`. */
export const listMaximum = 16_384;

const withFlags = struct({ domain, flags: uint });
const onDomain = struct({ domain });
const onSnapshot = struct({ snapshot: domainSnapshot, flags: uint });
const theDomain = struct({ domain });
const theSnapshot = struct({ snapshot: domainSnapshot });
const aNumber = struct({ value: int });
const aVersion = struct({ value: unsignedHyper });
const aText = struct({ value: text });
const snapshotList = struct({ snapshots: array(domainSnapshot, listMaximum), count: int });

/**
 * Every call that Snapgrove makes (remote/remote_protocol.x, remote/qemu_protocol.x of libvirt 11.3).
 * Numbers are append-only in libvirt and stand nowhere else in this program.
 */
export const procedures = {
  connectOpen: prompt(1, struct({ name: optionalText, flags: uint }), nothing),
  connectClose: prompt(2, nothing, nothing),
  connectGetType: prompt(3, nothing, aText),
  connectGetVersion: prompt(4, nothing, aVersion),
  nodeGetInfo: prompt(
    6,
    nothing,
    struct({
      model: charArray(32),
      memoryKiB: unsignedHyper,
      cpus: int,
      mhz: int,
      nodes: int,
      sockets: int,
      cores: int,
      threads: int,
    }),
  ),
  connectGetCapabilities: patient(7, nothing, aText),
  domainCreate: patient(9, onDomain, nothing),
  domainDefineXml: patient(11, struct({ xml: text }), theDomain),
  domainDestroy: patient(12, onDomain, nothing),
  domainGetXmlDesc: patient(14, withFlags, aText),
  domainGetInfo: patient(
    16,
    onDomain,
    struct({
      state: int,
      maximumMemoryKiB: unsignedHyper,
      memoryKiB: unsignedHyper,
      virtualCpus: int,
      cpuTimeNs: unsignedHyper,
    }),
  ),
  domainLookupById: prompt(22, struct({ id: int }), theDomain),
  domainLookupByName: prompt(23, struct({ name: text }), theDomain),
  domainLookupByUuid: prompt(24, struct({ uuid }), theDomain),
  domainReboot: patient(27, withFlags, nothing),
  domainResume: patient(28, onDomain, nothing),
  domainShutdown: patient(33, onDomain, nothing),
  domainSuspend: patient(34, onDomain, nothing),
  connectGetHostname: prompt(59, nothing, aText),
  connectSupportsFeature: prompt(60, struct({ feature: int }), aNumber),
  authList: prompt(66, nothing, struct({ types: array(int, 20) })),
  authPolkit: prompt(70, nothing, struct({ complete: int })),
  storagePoolRefresh: patient(83, struct({ pool: storagePool, flags: uint }), nothing),
  storagePoolGetInfo: patient(
    87,
    struct({ pool: storagePool }),
    struct({ state: uint, capacity: unsignedHyper, allocation: unsignedHyper, available: unsignedHyper }),
  ),
  storageVolumeLookupByPath: patient(97, struct({ path: text }), struct({ volume: storageVolume })),
  storageVolumeGetInfo: patient(
    98,
    struct({ volume: storageVolume }),
    struct({ type: int, capacity: unsignedHyper, allocation: unsignedHyper }),
  ),
  connectGetUri: prompt(110, nothing, aText),
  connectIsSecure: prompt(149, nothing, aNumber),
  domainIsActive: prompt(150, onDomain, aNumber),
  domainIsPersistent: prompt(151, onDomain, aNumber),
  connectGetLibVersion: prompt(157, nothing, aVersion),
  domainGetJobInfo: prompt(
    163,
    onDomain,
    struct({
      type: int,
      timeElapsedMs: unsignedHyper,
      timeRemainingMs: unsignedHyper,
      dataTotal: unsignedHyper,
      dataProcessed: unsignedHyper,
      dataRemaining: unsignedHyper,
      memoryTotal: unsignedHyper,
      memoryProcessed: unsignedHyper,
      memoryRemaining: unsignedHyper,
      fileTotal: unsignedHyper,
      fileProcessed: unsignedHyper,
      fileRemaining: unsignedHyper,
    }),
  ),
  domainAbortJob: patient(164, onDomain, nothing),
  domainManagedSave: patient(182, withFlags, nothing),
  domainHasManagedSaveImage: prompt(183, withFlags, aNumber),
  domainManagedSaveRemove: patient(184, withFlags, nothing),
  domainSnapshotCreateXml: patient(185, struct({ domain, xml: text, flags: uint }), theSnapshot),
  domainSnapshotGetXmlDesc: prompt(186, onSnapshot, aText),
  domainSnapshotNum: prompt(187, withFlags, aNumber),
  domainSnapshotListNames: prompt(
    188,
    struct({ domain, maximum: int, flags: uint }),
    struct({ names: array(text, listMaximum) }),
  ),
  domainSnapshotLookupByName: prompt(189, struct({ domain, name: text, flags: uint }), theSnapshot),
  domainHasCurrentSnapshot: prompt(190, withFlags, aNumber),
  domainSnapshotCurrent: prompt(191, withFlags, theSnapshot),
  domainRevertToSnapshot: patient(192, onSnapshot, nothing),
  domainSnapshotDelete: patient(193, onSnapshot, nothing),
  domainGetBlockInfo: patient(
    194,
    struct({ domain, path: text, flags: uint }),
    struct({ allocation: unsignedHyper, capacity: unsignedHyper, physical: unsignedHyper }),
  ),
  domainCreateWithFlags: patient(196, withFlags, theDomain),
  domainScreenshot: patient(
    211,
    struct({ domain, screen: uint, flags: uint }),
    struct({ mime: optionalText }),
  ),
  domainGetState: prompt(212, withFlags, struct({ state: int, reason: int })),
  domainUndefineFlags: patient(231, withFlags, nothing),
  domainDestroyFlags: patient(234, withFlags, nothing),
  domainGetBlockJobInfo: patient(
    238,
    struct({ domain, path: text, flags: uint }),
    struct({ found: int, type: int, bandwidth: unsignedHyper, current: unsignedHyper, end: unsignedHyper }),
  ),
  domainSnapshotGetParent: prompt(244, onSnapshot, theSnapshot),
  domainReset: patient(245, withFlags, nothing),
  domainSnapshotNumChildren: prompt(246, onSnapshot, aNumber),
  domainSnapshotListChildrenNames: prompt(
    247,
    struct({ snapshot: domainSnapshot, maximum: int, flags: uint }),
    struct({ names: array(text, listMaximum) }),
  ),
  domainShutdownFlags: patient(258, withFlags, nothing),
  domainPmWakeup: patient(267, withFlags, nothing),
  domainSnapshotIsCurrent: prompt(271, onSnapshot, aNumber),
  domainSnapshotHasMetadata: prompt(272, onSnapshot, aNumber),
  connectListAllDomains: prompt(
    273,
    struct({ needResults: int, flags: uint }),
    struct({ domains: array(domain, listMaximum), count: uint }),
  ),
  domainListAllSnapshots: prompt(274, struct({ domain, needResults: int, flags: uint }), snapshotList),
  domainSnapshotListAllChildren: prompt(
    275,
    struct({ snapshot: domainSnapshot, needResults: int, flags: uint }),
    snapshotList,
  ),
  domainGetJobStats: patient(298, withFlags, struct({ type: int, parameters: typedParameters(64) })),
  connectDomainEventCallbackRegisterAny: prompt(
    316,
    struct({ event: int, domain: optional(domain) }),
    struct({ callback: int }),
  ),
  connectDomainEventCallbackDeregisterAny: prompt(317, struct({ callback: int }), nothing),
  domainFsFreeze: patient(335, struct({ domain, mountpoints: array(text, 256), flags: uint }), aNumber),
  domainFsThaw: patient(336, struct({ domain, mountpoints: array(text, 256), flags: uint }), aNumber),
  domainSetTime: patient(338, struct({ domain, seconds: hyper, nanoseconds: uint, flags: uint }), nothing),
  connectGetDomainCapabilities: patient(
    342,
    struct({
      emulator: optionalText,
      architecture: optionalText,
      machine: optionalText,
      virtualization: optionalText,
      flags: uint,
    }),
    aText,
  ),
  connectRegisterCloseCallback: prompt(360, nothing, nothing),
  connectUnregisterCloseCallback: prompt(361, nothing, nothing),
  storagePoolLookupByTargetPath: patient(
    391,
    struct({ path: text, flags: uint }),
    struct({ pool: storagePool }),
  ),
  qemuMonitorCommand: qemu(1, struct({ domain, command: text, flags: uint }), aText),
  qemuAgentCommand: qemu(
    3,
    struct({ domain, command: text, timeout: int, flags: uint }),
    struct({ reply: optionalText }),
  ),
} as const;

/** Features that a client asks for with `connectSupportsFeature` (`VIR_DRV_FEATURE_*`, libvirt_internal.h). */
export const features = { keepalive: 10 } as const;

/** `remote_auth_type`. */
export const authenticationTypes = { none: 0, sasl: 1, polkit: 2 } as const;

/** The keepalive program (rpc/virkeepaliveprotocol.x). */
export const keepalive = { ping: 1, pong: 2 } as const;
