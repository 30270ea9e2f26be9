import styles from './PaletteDialog.module.css';

/** A text with the characters that were found set off. */
export function Highlighted(props: { readonly text: string; readonly found: readonly number[] }) {
  const found = new Set(props.found);
  const parts: { readonly text: string; readonly isFound: boolean; readonly at: number }[] = [];
  for (const [at, letter] of props.text.split('').entries()) {
    const last = parts.at(-1);
    if (last !== undefined && last.isFound === found.has(at)) {
      parts[parts.length - 1] = { ...last, text: last.text + letter };
    } else parts.push({ text: letter, isFound: found.has(at), at });
  }
  return (
    <bdi>
      {parts.map(({ text, isFound, at }) =>
        isFound ? (
          <mark key={at} className={styles.found}>
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
