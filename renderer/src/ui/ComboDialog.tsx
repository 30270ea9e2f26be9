import { Dialog as Base } from '@base-ui/react/dialog';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Search } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useRem } from '../lib/use-rem.ts';
import styles from './ComboDialog.module.css';
import { focusAfter } from './Dialog.tsx';

export interface ComboOption {
  readonly id: string;
  /** Options with the same one stand together below it. */
  readonly group: string;
}

export interface ComboDialogProps<T extends ComboOption> {
  readonly title: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** In the order in which they are shown. */
  readonly options: readonly T[];
  /** The text that `options` fit, which may lag behind `text` while it is typed. */
  readonly optionsFit: string;
  readonly draw: (option: T) => ReactNode;
  /** Height of an option, in rem. */
  readonly optionRem: number;
  readonly onChoose: (option: T) => void;
  readonly onClose: () => void;
  /** Said below the field: what was understood, or that nothing was found. */
  readonly note?: ReactNode;
  readonly size?: 'normal' | 'wide';
}

const HEADING_REM = 1.875;

type Line<T> =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'option'; readonly option: T; readonly index: number };

/** A field with what fits it below, to be chosen by arrow keys and Enter (WAI-ARIA combobox with a listbox). */
export function ComboDialog<T extends ComboOption>(props: ComboDialogProps<T>) {
  const { options, optionsFit, text, optionRem } = props;
  const id = useId();
  const rem = useRem();
  // Known later than this component is: the dialog puts its content elsewhere in the page.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const leadsAway = useRef(false);
  const [cameFrom] = useState(() => document.activeElement);
  const [{ at, of }, setActive] = useState({ at: 0, of: text });
  const active = of === text ? Math.min(at, options.length - 1) : 0;
  const lines = useMemo(() => linesOf(options), [options]);
  const activeLine = lines.findIndex((line) => line.kind === 'option' && line.index === active);
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used here
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => Math.round(rem * (lines[index]?.kind === 'heading' ? HEADING_REM : optionRem)),
    overscan: 4,
    rangeExtractor: useCallback((range: Range) => withLine(range, activeLine), [activeLine]),
  });
  useEffect(() => {
    if (rem > 0 && lines.length > 0) virtualizer.measure();
  }, [virtualizer, rem, lines]);
  useEffect(() => {
    if (activeLine >= 0) virtualizer.scrollToIndex(activeLine === 1 ? 0 : activeLine, { align: 'auto' });
  }, [virtualizer, activeLine]);

  const choose = (option: T | undefined) => {
    if (option === undefined) return;
    leadsAway.current = true;
    props.onChoose(option);
  };
  // Enter means what was typed, not what was found for the text before it.
  const [enteredFor, setEnteredFor] = useState<string | null>(null);
  const isEntered = enteredFor === text && optionsFit === text;
  const chooseEntered = useEffectEvent(() => {
    setEnteredFor(null);
    choose(options[active]);
  });
  useEffect(() => {
    if (isEntered) chooseEntered();
  }, [isEntered]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = indexAfter(event, active, options.length);
    if (to !== null) setActive({ at: to, of: text });
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) setEnteredFor(text);
    else return;
    event.preventDefault();
  };
  const optionId = (index: number) => `${id}-option-${index}`;
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={styles.popup}
            data-size={props.size ?? 'normal'}
            finalFocus={() => focusAfter(leadsAway.current ? null : cameFrom)}
          >
            <Base.Title className={styles.hidden}>{props.title}</Base.Title>
            <div className={styles.field}>
              <Search aria-hidden />
              <input
                role="combobox"
                aria-label={props.title}
                aria-expanded={options.length > 0}
                aria-controls={`${id}-list`}
                aria-activedescendant={options.length > 0 ? optionId(active) : undefined}
                aria-autocomplete="list"
                className={styles.input}
                dir="auto"
                placeholder={props.placeholder}
                autoComplete="off"
                spellCheck={false}
                value={text}
                onChange={(event) => props.onText(event.target.value)}
                onKeyDown={onKeyDown}
              />
            </div>
            <div className={styles.note} role="status">
              {props.note}
            </div>
            <div
              ref={setScroller}
              id={`${id}-list`}
              role="listbox"
              aria-label={props.title}
              className={styles.list}
              hidden={options.length === 0}
            >
              <div role="none" className={styles.lines} style={{ blockSize: virtualizer.getTotalSize() }}>
                {virtualizer.getVirtualItems().map(({ index, start, size }) => {
                  const line = lines[index];
                  if (line === undefined) return null;
                  const style = { transform: `translateY(${start}px)`, blockSize: size };
                  return line.kind === 'heading' ? (
                    <div
                      key={`heading ${line.text}`}
                      role="presentation"
                      className={styles.heading}
                      style={style}
                    >
                      <bdi>{line.text}</bdi>
                    </div>
                  ) : (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard
                    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and points here
                    <div
                      key={line.option.id}
                      id={optionId(line.index)}
                      role="option"
                      aria-selected={line.index === active}
                      aria-posinset={line.index + 1}
                      aria-setsize={options.length}
                      className={styles.option}
                      style={style}
                      onPointerMove={() => line.index !== active && setActive({ at: line.index, of: text })}
                      onClick={() => choose(line.option)}
                    >
                      {props.draw(line.option)}
                    </div>
                  );
                })}
              </div>
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function linesOf<T extends ComboOption>(options: readonly T[]): readonly Line<T>[] {
  const lines: Line<T>[] = [];
  let group: string | null = null;
  for (const [index, option] of options.entries()) {
    if (option.group !== group) lines.push({ kind: 'heading', text: option.group });
    group = option.group;
    lines.push({ kind: 'option', option, index });
  }
  return lines;
}

function indexAfter(event: KeyboardEvent, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (event.key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'PageDown':
      return Math.min(count - 1, at + 8);
    case 'PageUp':
      return Math.max(0, at - 8);
    case 'Home':
      return event.ctrlKey ? 0 : null;
    case 'End':
      return event.ctrlKey ? count - 1 : null;
    default:
      return null;
  }
}

function withLine(range: Range, line: number): number[] {
  const indices = defaultRangeExtractor(range);
  return line < 0 || line >= range.count || indices.includes(line)
    ? indices
    : [...indices, line].sort((a, b) => a - b);
}
