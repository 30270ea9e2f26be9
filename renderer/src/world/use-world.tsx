import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Connection } from '../../../shared/model/connection.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import { type Snapshot, splitSnapshotId } from '../../../shared/model/snapshot.ts';
import { createLivePictures, type LivePictures } from './live-pictures.ts';
import type { Session } from './session.ts';
import type { SnapshotsOfMachine, World } from './world.ts';

const SessionContext = createContext<Session | null>(null);
const LivePicturesContext = createContext<LivePictures | null>(null);

/** Gives the session to everything below. */
export function SessionProvider(props: { readonly session: Session; readonly children: ReactNode }) {
  const { session } = props;
  const live = useMemo(() => createLivePictures(session), [session]);
  return (
    <SessionContext value={session}>
      <LivePicturesContext value={live}>{props.children}</LivePicturesContext>
    </SessionContext>
  );
}

/** The session: `session.api` for calls to the core. Throws outside a SessionProvider. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no SessionProvider above');
  return session;
}

/** The screens of machines now. */
export function useLivePictures(): LivePictures {
  const live = useContext(LivePicturesContext);
  if (live === null) throw new Error('no SessionProvider above');
  return live;
}

/** A part of the world. The selector must return a primitive or a stored reference. */
export function useWorld<T>(selector: (world: World) => T): T {
  return useStore(useSession().world, selector);
}

export function useMachine(id: string | null): Machine | undefined {
  return useWorld((world) => (id === null ? undefined : world.machines.get(id)));
}

export function useConnection(id: string | null): Connection | undefined {
  return useWorld((world) => (id === null ? undefined : world.connections.get(id)));
}

export function useSnapshot(id: string | null): Snapshot | undefined {
  return useWorld((world) => (id === null ? undefined : snapshotOf(world, id)));
}

export function useJob(id: string): Job | undefined {
  return useWorld((world) => world.jobs.get(id));
}

const NO_SNAPSHOTS: SnapshotsOfMachine = new Map();

/** A machine's snapshots by id, in no order. */
export function useSnapshots(machineId: string): SnapshotsOfMachine {
  return useWorld((world) => world.snapshots.get(machineId) ?? NO_SNAPSHOTS);
}

/** Finds a snapshot by its id. */
export function snapshotOf(world: World, id: string): Snapshot | undefined {
  return world.snapshots.get(splitSnapshotId(id).machineId)?.get(id);
}
