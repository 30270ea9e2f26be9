/** What lies over the frame: one dialog at a time. Ids of snapshots may be `HERE` where "or now" is said. */
export type Overlay =
  | { readonly kind: 'take'; readonly machineIds: readonly string[] }
  | { readonly kind: 'restore'; readonly snapshotId: string }
  | { readonly kind: 'activate'; readonly snapshotId: string }
  | { readonly kind: 'delete'; readonly snapshotIds: readonly string[] }
  | { readonly kind: 'addMachine' }
  | { readonly kind: 'cutOff'; readonly machineId: string; readonly action: 'powerOff' | 'reset' }
  | { readonly kind: 'removeMachine'; readonly machineId: string }
  | { readonly kind: 'removeConnection'; readonly connectionId: string }
  | { readonly kind: 'commandLine'; readonly machineId: string }
  | { readonly kind: 'jobs' }
  /** One snapshot, or now, in full size. */
  | { readonly kind: 'viewer'; readonly machineId: string; readonly id: string }
  /** Two snapshots, or one and now. */
  | {
      readonly kind: 'compare';
      readonly machineId: string;
      readonly left: string;
      readonly right: string;
      /** Whether to ask at once what to compare with. */
      readonly choosing?: boolean;
    }
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'palette' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' };

export type OverlayKind = Overlay['kind'];

/** The overlay of one kind. */
export type OverlayOf<K extends OverlayKind> = Extract<Overlay, { readonly kind: K }>;

/** What a component gets that draws an overlay. */
export interface OverlayProps<K extends OverlayKind> {
  readonly overlay: OverlayOf<K>;
  readonly onClose: () => void;
}
