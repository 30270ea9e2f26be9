import type { CallOptions, Connection, ReadStreamOptions } from './connection.ts';
import { type DomainState, domainState, type PauseReason, pauseReason } from './domain-state.ts';
import {
  bits,
  domainCreateFlags,
  domainDestroyFlags,
  domainListFlags,
  domainSaveFlags,
  domainShutdownFlags,
  domainUndefineFlags,
  domainXmlFlags,
  type Flags,
  setTimeFlags,
} from './flags.ts';
import { procedures } from './procedures.ts';
import type { Domain, ParameterValue } from './structures.ts';

/** Seconds that the guest agent is waited for; `block` for ever, `default` libvirt's 5 seconds, `none` not at all. */
export type AgentTimeout = number | 'block' | 'default' | 'none';

/** `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_*`. */
const agentTimeouts = { block: -2, default: -1, none: 0 } as const;

export interface Screenshot {
  /** `image/png`, or `image/x-portable-pixmap` from older servers. */
  readonly mime: string;
  readonly data: Buffer;
}

/** What libvirt can do with a machine, one method per call. Every method throws LibvirtError, ConnectionFailure, or the signal's reason. */
export class DomainCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All machines, or those that the flags ask for. */
  async list(flags: Flags<typeof domainListFlags> = [], options?: CallOptions): Promise<readonly Domain[]> {
    const args = { needResults: 1, flags: bits(domainListFlags, flags) };
    return (await this.#connection.call(procedures.connectListAllDomains, args, options)).domains;
  }

  /** Throws LibvirtError `no-domain` when there is none. */
  async lookupByName(name: string, options?: CallOptions): Promise<Domain> {
    return (await this.#connection.call(procedures.domainLookupByName, { name }, options)).domain;
  }

  /** Throws LibvirtError `no-domain` when there is none. */
  async lookupByUuid(uuid: string, options?: CallOptions): Promise<Domain> {
    return (await this.#connection.call(procedures.domainLookupByUuid, { uuid }, options)).domain;
  }

  async state(domain: Domain, options?: CallOptions): Promise<DomainState> {
    return domainState(
      (await this.#connection.call(procedures.domainGetState, { domain, flags: 0 }, options)).state,
    );
  }

  /** As {@link state}, and why it is paused where it is. */
  async stateAndReason(
    domain: Domain,
    options?: CallOptions,
  ): Promise<{ readonly state: DomainState; readonly pausedFor: PauseReason | null }> {
    const got = await this.#connection.call(procedures.domainGetState, { domain, flags: 0 }, options);
    const state = domainState(got.state);
    return { state, pausedFor: pauseReason(state, got.reason) };
  }

  async isPersistent(domain: Domain, options?: CallOptions): Promise<boolean> {
    return (await this.#connection.call(procedures.domainIsPersistent, { domain }, options)).value === 1;
  }

  /** Memory in bytes, number of virtual processors, processor time in nanoseconds. */
  async info(domain: Domain, options?: CallOptions) {
    const info = await this.#connection.call(procedures.domainGetInfo, { domain }, options);
    return {
      state: domainState(info.state),
      memoryBytes: Number(info.memoryKiB) * 1024,
      maximumMemoryBytes: Number(info.maximumMemoryKiB) * 1024,
      virtualCpus: info.virtualCpus,
      cpuTimeNs: info.cpuTimeNs,
    };
  }

  /** The machine's definition. A running one's is as it runs now, or as at its next start with `inactive`. */
  async xml(
    domain: Domain,
    flags: Flags<typeof domainXmlFlags> = [],
    options?: CallOptions,
  ): Promise<string> {
    const args = { domain, flags: bits(domainXmlFlags, flags) };
    return (await this.#connection.call(procedures.domainGetXmlDesc, args, options)).value;
  }

  /** Defines a machine or changes its definition. */
  async define(xml: string, options?: CallOptions): Promise<Domain> {
    return (await this.#connection.call(procedures.domainDefineXml, { xml }, options)).domain;
  }

  async undefine(
    domain: Domain,
    flags: Flags<typeof domainUndefineFlags> = [],
    options?: CallOptions,
  ): Promise<void> {
    await this.#connection.call(
      procedures.domainUndefineFlags,
      { domain, flags: bits(domainUndefineFlags, flags) },
      options,
    );
  }

  async start(
    domain: Domain,
    flags: Flags<typeof domainCreateFlags> = [],
    options?: CallOptions,
  ): Promise<Domain> {
    const args = { domain, flags: bits(domainCreateFlags, flags) };
    return (await this.#connection.call(procedures.domainCreateWithFlags, args, options)).domain;
  }

  async suspend(domain: Domain, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.domainSuspend, { domain }, options);
  }

  async resume(domain: Domain, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.domainResume, { domain }, options);
  }

  /** Wakes a guest that is suspended to RAM. */
  async wakeUp(domain: Domain, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.domainPmWakeup, { domain, flags: 0 }, options);
  }

  /** Asks the guest to shut down; it may refuse. */
  async shutdown(
    domain: Domain,
    flags: Flags<typeof domainShutdownFlags> = [],
    options?: CallOptions,
  ): Promise<void> {
    const args = { domain, flags: bits(domainShutdownFlags, flags) };
    await this.#connection.call(procedures.domainShutdownFlags, args, options);
  }

  async reboot(domain: Domain, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.domainReboot, { domain, flags: 0 }, options);
  }

  /** Presses the reset button. */
  async reset(domain: Domain, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.domainReset, { domain, flags: 0 }, options);
  }

  /** Pulls the plug. */
  async destroy(
    domain: Domain,
    flags: Flags<typeof domainDestroyFlags> = [],
    options?: CallOptions,
  ): Promise<void> {
    const args = { domain, flags: bits(domainDestroyFlags, flags) };
    await this.#connection.call(procedures.domainDestroyFlags, args, options);
  }

  async hasManagedSave(domain: Domain, options?: CallOptions): Promise<boolean> {
    return (
      (await this.#connection.call(procedures.domainHasManagedSaveImage, { domain, flags: 0 }, options))
        .value === 1
    );
  }

  /** Saves the machine's state to a file of libvirt's and turns it off; its next start goes on from there, as it was unless told. */
  async managedSave(
    domain: Domain,
    flags: Flags<typeof domainSaveFlags> = [],
    options?: CallOptions,
  ): Promise<void> {
    const args = { domain, flags: bits(domainSaveFlags, flags) };
    await this.#connection.call(procedures.domainManagedSave, args, options);
  }

  async removeManagedSave(domain: Domain, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.domainManagedSaveRemove, { domain, flags: 0 }, options);
  }

  /** The machine's present job: how long it runs, in milliseconds, and how far it is, in bytes. Null when there is none. */
  async jobInfo(domain: Domain, options?: CallOptions) {
    const info = await this.#connection.call(procedures.domainGetJobInfo, { domain }, options);
    return info.type === 0
      ? null
      : {
          elapsedMs: Number(info.timeElapsedMs),
          totalBytes: Number(info.dataTotal),
          processedBytes: Number(info.dataProcessed),
          remainingBytes: Number(info.dataRemaining),
        };
  }

  /** All that libvirt counts about the present job, by libvirt's names. */
  async jobStats(domain: Domain, options?: CallOptions): Promise<ReadonlyMap<string, ParameterValue>> {
    return (await this.#connection.call(procedures.domainGetJobStats, { domain, flags: 0 }, options))
      .parameters;
  }

  async abortJob(domain: Domain, options?: CallOptions): Promise<void> {
    await this.#connection.call(procedures.domainAbortJob, { domain }, options);
  }

  /** Sizes of a disk, by target name such as `vda` or path, in bytes. */
  async blockInfo(domain: Domain, path: string, options?: CallOptions) {
    const info = await this.#connection.call(
      procedures.domainGetBlockInfo,
      { domain, path, flags: 0 },
      options,
    );
    return {
      capacityBytes: Number(info.capacity),
      allocationBytes: Number(info.allocation),
      physicalBytes: Number(info.physical),
    };
  }

  /** The block job on a disk, in bytes done and to do; null when there is none. */
  async blockJob(domain: Domain, path: string, options?: CallOptions) {
    const job = await this.#connection.call(
      procedures.domainGetBlockJobInfo,
      { domain, path, flags: 0 },
      options,
    );
    return job.found === 0
      ? null
      : { type: job.type, doneBytes: Number(job.current), endBytes: Number(job.end) };
  }

  /** The picture on a head, counted over all video devices. Needs a connection that may write; waits for the machine's job. */
  async screenshot(domain: Domain, head: number, options?: ReadStreamOptions): Promise<Screenshot> {
    const args = { domain, screen: head, flags: 0 };
    const { result, data } = await this.#connection.readStream(procedures.domainScreenshot, args, options);
    return { mime: result.mime ?? 'application/octet-stream', data };
  }

  /** Freezes the guest's file systems, all when `mountpoints` is empty; returns how many. */
  async freeze(domain: Domain, mountpoints: readonly string[] = [], options?: CallOptions): Promise<number> {
    return (
      await this.#connection.call(procedures.domainFsFreeze, { domain, mountpoints, flags: 0 }, options)
    ).value;
  }

  /** Thaws the guest's file systems, all when `mountpoints` is empty; returns how many. */
  async thaw(domain: Domain, mountpoints: readonly string[] = [], options?: CallOptions): Promise<number> {
    return (await this.#connection.call(procedures.domainFsThaw, { domain, mountpoints, flags: 0 }, options))
      .value;
  }

  /** Sets the guest's clock through its agent to a time in milliseconds since 1970, or to its hardware clock with `sync`. */
  async setTime(
    domain: Domain,
    timeMs: number,
    flags: Flags<typeof setTimeFlags> = [],
    options?: CallOptions,
  ): Promise<void> {
    const seconds = Math.floor(timeMs / 1000);
    const nanoseconds = Math.floor((timeMs - seconds * 1000) * 1e6);
    const args = { domain, seconds: BigInt(seconds), nanoseconds, flags: bits(setTimeFlags, flags) };
    await this.#connection.call(procedures.domainSetTime, args, options);
  }

  /** Sends a command (JSON) to the guest's agent and returns its answer (JSON), null when it gave none. */
  async agentCommand(
    domain: Domain,
    command: string,
    timeout: AgentTimeout = 'default',
    options?: CallOptions,
  ): Promise<string | null> {
    const seconds = typeof timeout === 'number' ? timeout : agentTimeouts[timeout];
    const args = { domain, command, timeout: seconds, flags: 0 };
    return (await this.#connection.call(procedures.qemuAgentCommand, args, options)).reply;
  }
}
