export function SnapshotTreeView(props: { readonly machineId: string }) {
  return <div data-machine={props.machineId} />;
}
