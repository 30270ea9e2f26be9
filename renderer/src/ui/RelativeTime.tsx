import { useTimedText } from '../lib/now.ts';
import { useText } from '../lib/text/use-text.tsx';
import { Tooltip } from './Tooltip.tsx';

/** How long ago something was; keeps itself up to date, and says the exact time when pointed at. */
export function RelativeTime(props: { readonly at: number }) {
  const { age, exactTime } = useText();
  const text = useTimedText((now) => age(props.at, now));
  return (
    <Tooltip text={exactTime(props.at)}>
      <time dateTime={new Date(props.at).toISOString()}>{text}</time>
    </Tooltip>
  );
}
