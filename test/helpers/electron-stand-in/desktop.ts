import { EventEmitter } from 'node:events';
import type { DialogQuestion } from './control-channel.ts';
import { tell } from './state.ts';

const asked = new Map<number, (answer: unknown) => void>();
let lastQuestion = 0;

/** Hands the test's answer to whoever asked. */
export function answerDialog(id: number, answer: unknown): void {
  asked.get(id)?.(answer);
  asked.delete(id);
}

function ask(kind: DialogQuestion['kind'], options: Readonly<Record<string, unknown>>): Promise<unknown> {
  lastQuestion += 1;
  const id = lastQuestion;
  const answer = new Promise((resolve) => asked.set(id, resolve));
  tell({ t: 'dialog', id, question: { kind, options } });
  return answer;
}

export const dialog = {
  async showMessageBox(_window: unknown, options: { readonly buttons: readonly string[] }) {
    const label = await ask('message', { ...options });
    const response = typeof label === 'string' ? options.buttons.indexOf(label) : -1;
    if (response < 0) throw new Error(`the question has no button "${String(label)}"`);
    return { response, checkboxChecked: false };
  },
  async showOpenDialog(_window: unknown, options: Readonly<Record<string, unknown>>) {
    const path = await ask('open', options);
    return { canceled: path === null, filePaths: typeof path === 'string' ? [path] : [] };
  },
  async showSaveDialog(_window: unknown, options: Readonly<Record<string, unknown>>) {
    const path = await ask('save', options);
    return { canceled: path === null, filePath: typeof path === 'string' ? path : '' };
  },
  showErrorBox(title: string, content: string): void {
    tell({ t: 'dialog', id: 0, question: { kind: 'error', options: { title, content } } });
  },
};

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true;
  }
  readonly #options: { readonly title: string; readonly body: string };
  constructor(options: { readonly title: string; readonly body: string }) {
    super();
    this.#options = options;
  }
  show(): void {
    tell({ t: 'notification', ...this.#options });
  }
}
