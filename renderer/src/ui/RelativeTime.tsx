import { useTimedText } from '../lib/now.ts';
import { useText } from '../lib/text/use-text.tsx';

/** How long ago something was; keeps itself up to date, and says the exact time when pointed at. */
export function RelativeTime(props: { readonly at: number }) {
  const { age, exactTime } = useText();
  const text = useTimedText((now) => age(props.at, now));
  return (
    <time dateTime={new Date(props.at).toISOString()} title={exactTime(props.at)}>
      {text}
    </time>
  );
}
