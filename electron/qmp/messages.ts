import { z } from 'zod';

/** QEMU's version as its greeting gives it; `micro` from 90 on is a release candidate. */
export type QemuVersion = {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  /** The distribution's own version text, often empty. */
  readonly package: string;
};

/** What a QMP server says first. */
export type QmpGreeting = {
  readonly version: QemuVersion;
  readonly capabilities: readonly string[];
};

/** Something QEMU tells unasked. */
export type QmpEvent = {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it happened, in ms since 1970; null where QEMU could not read its clock. */
  readonly atMs: number | null;
};

/** One message from the server. `unknown` stands for objects that a later QEMU may send: they are ignored. */
export type QmpMessage =
  | { readonly kind: 'greeting'; readonly greeting: QmpGreeting }
  | { readonly kind: 'reply'; readonly id: unknown; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: unknown; readonly errorClass: string; readonly desc: string }
  | { readonly kind: 'event'; readonly event: QmpEvent }
  | { readonly kind: 'unknown' };

/** The version object of the greeting and of `query-version`. */
export const qemuVersionSchema = z
  .object({
    qemu: z.object({ major: z.number(), minor: z.number(), micro: z.number() }),
    package: z.string().default(''),
  })
  .transform((version): QemuVersion => ({ ...version.qemu, package: version.package }));

const greetingSchema = z.object({
  QMP: z.object({ version: qemuVersionSchema, capabilities: z.array(z.unknown()).default([]) }),
});

const replySchema = z.object({ return: z.unknown(), id: z.unknown().optional() });

const errorSchema = z.object({
  error: z.object({ class: z.string().default('GenericError'), desc: z.string().default('') }),
  id: z.unknown().optional(),
});

const eventSchema = z.object({
  event: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
  timestamp: z.object({ seconds: z.number(), microseconds: z.number() }).optional(),
});

/** Reads one object of QMP traffic; never throws, unknown keys are ignored (QEMU's docs/interop/qmp-spec). */
export function parseQmpMessage(value: unknown): QmpMessage {
  if (typeof value !== 'object' || value === null) return { kind: 'unknown' };
  if ('return' in value) {
    const reply = replySchema.safeParse(value);
    if (reply.success) return { kind: 'reply', id: reply.data.id, value: reply.data.return };
  }
  if ('error' in value) {
    const error = errorSchema.safeParse(value);
    if (error.success) {
      const { error: body, id } = error.data;
      return { kind: 'error', id, errorClass: body.class, desc: body.desc };
    }
  }
  if ('event' in value) {
    const event = eventSchema.safeParse(value);
    if (event.success) return { kind: 'event', event: toEvent(event.data) };
  }
  if ('QMP' in value) {
    const greeting = greetingSchema.safeParse(value);
    if (greeting.success) return { kind: 'greeting', greeting: toGreeting(greeting.data) };
  }
  return { kind: 'unknown' };
}

function toGreeting({ QMP }: z.infer<typeof greetingSchema>): QmpGreeting {
  const isName = (capability: unknown): capability is string => typeof capability === 'string';
  return { version: QMP.version, capabilities: QMP.capabilities.filter(isName) };
}

function toEvent({ event, data, timestamp }: z.infer<typeof eventSchema>): QmpEvent {
  const known = timestamp !== undefined && timestamp.seconds >= 0;
  return { name: event, data, atMs: known ? timestamp.seconds * 1000 + timestamp.microseconds / 1000 : null };
}
