import { useText } from '../lib/text/use-text.tsx';

/** A size in bytes, in a unit that suits it. */
export function Bytes(props: { readonly size: number }) {
  return <span>{useText().bytes(props.size)}</span>;
}
