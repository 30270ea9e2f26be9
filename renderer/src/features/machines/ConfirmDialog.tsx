import { type ReactNode, useRef } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';

export interface ConfirmDialogProps {
  /** What is asked, which is what the confirming button says too. */
  readonly title: string;
  /** Whether nothing takes it back: then Cancel has the focus first. */
  readonly isFinal?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** What becomes of what, and what stays. */
  readonly children: ReactNode;
}

/** Asks before something is done to a machine or a connection. */
export function ConfirmDialog({ title, isFinal = false, onConfirm, onClose, children }: ConfirmDialogProps) {
  const { t } = useText();
  const action = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const carryOut = async () => {
    if (await action.run(onConfirm)) onClose();
  };
  return (
    <Dialog
      title={title}
      width="narrow"
      initialFocus={isFinal ? cancel : confirm}
      onClose={onClose}
      onSubmit={() => void carryOut()}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button ref={confirm} look={isFinal ? 'danger' : 'primary'} submit disabled={action.isBusy}>
            {title}
          </Button>
        </>
      }
    >
      <p>{children}</p>
      <ProblemBox problem={action.problem} />
    </Dialog>
  );
}
