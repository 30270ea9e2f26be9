import { z } from 'zod';

/** What the test asks of the process that runs the app, and what that tells or asks the test. */
export type ControlRequest =
  | { readonly ask: 'report' }
  | { readonly ask: 'menu'; readonly item: string }
  | { readonly ask: 'emit'; readonly on: 'app' | 'powerMonitor' | 'window'; readonly event: string }
  | { readonly ask: 'closeWindow' }
  | { readonly ask: 'quit' }
  | {
      readonly ask: 'sendAs';
      readonly origin: string;
      readonly isMainFrame: boolean;
      readonly args: readonly unknown[];
    }
  | { readonly ask: 'permission'; readonly permission: string };

export interface DialogQuestion {
  readonly kind: 'message' | 'open' | 'save' | 'error';
  readonly options: Readonly<Record<string, unknown>>;
}

export type ToProcess =
  | { readonly t: 'request'; readonly id: number; readonly request: ControlRequest }
  | { readonly t: 'dialogAnswer'; readonly id: number; readonly answer: unknown };

export type FromProcess =
  | { readonly t: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly t: 'dialog'; readonly id: number; readonly question: DialogQuestion }
  | { readonly t: 'notification'; readonly title: string; readonly body: string };

/** How the app has set Electron up, for a test to judge. */
export const settingsReportSchema = z.object({
  sandboxedBeforeReady: z.boolean(),
  menuRemovedBeforeReady: z.boolean(),
  schemes: z.array(z.object({ scheme: z.string(), privileges: z.record(z.string(), z.boolean()) })),
  schemesBeforeReady: z.boolean(),
  webPreferences: z.record(z.string(), z.unknown()),
  windowOptions: z.record(z.string(), z.unknown()),
  windowOpenAction: z.string(),
  /** Events of the web contents that are prevented when they are emitted. */
  prevented: z.record(z.string(), z.boolean()),
  ipcChannels: z.array(z.string()),
  devicePermission: z.boolean(),
  downloadPrevented: z.boolean(),
  isVisible: z.boolean(),
});
export type SettingsReport = z.infer<typeof settingsReportSchema>;
