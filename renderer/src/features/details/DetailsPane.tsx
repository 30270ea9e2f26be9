export function DetailsPane(props: { readonly machineId: string }) {
  return <div data-machine={props.machineId} />;
}
