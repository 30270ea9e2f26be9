import { Component, type ReactNode } from 'react';
import { useText } from '../lib/text/use-text.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';

/** Keeps a mistake in one part of the window from taking the rest with it. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <Failed onAgain={() => this.setState({ failed: false })} />;
  }
}

function Failed(props: { readonly onAgain: () => void }) {
  const { t } = useText();
  return (
    <Banner
      tone="danger"
      live
      action={
        <Button size="small" onClick={props.onAgain}>
          {t('app.draw.again')}
        </Button>
      }
    >
      {t('app.crashed')}
    </Banner>
  );
}
