import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '../lib/text/use-text.tsx';
import { Button } from './Button.tsx';

/** How long it says that it has copied, in ms. */
const shownFor = 2_000;

/** Copies a text to the clipboard and says so. */
export function CopyButton(props: { readonly text: string }) {
  const { t } = useText();
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), shownFor);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = async () => {
    await navigator.clipboard.writeText(props.text);
    setDone(true);
  };
  return (
    <Button
      size="small"
      icon={isDone ? <Check aria-hidden /> : <Copy aria-hidden />}
      aria-live="polite"
      onClick={() => void copy()}
    >
      {t(isDone ? 'app.copied' : 'app.copy')}
    </Button>
  );
}
