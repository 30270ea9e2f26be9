/** What Snapgrove takes from libvirt's client configuration, `libvirt.conf`. */
export interface ClientConfiguration {
  readonly uriAliases: ReadonlyMap<string, string>;
  readonly uriDefault: string | null;
}

export const emptyClientConfiguration: ClientConfiguration = { uriAliases: new Map(), uriDefault: null };

/** A setting: its name, then one string, a list of strings, or a number, over any number of lines; or a comment to leave out. */
const settingPattern =
  /#[^\n]*|(?<name>[A-Za-z_][\w-]*)\s*=\s*(?:"(?<string>[^"\n]*)"|'(?<quoted>[^'\n]*)'|\[(?<list>(?:[^\]"'#]|"[^"\n]*"|'[^'\n]*'|#[^\n]*\n)*)\]|-?\d+)/g;
const stringPattern = /#[^\n]*|"([^"\n]*)"|'([^'\n]*)'/g;
/** An alias may only hold these (`virConnectOpenResolveURIAlias`, libvirt.c). */
const aliasPattern = /^([\w-]+)=(.+)$/;

/** Reads the text of a `libvirt.conf`; what it does not understand, it leaves out. */
export function parseClientConfiguration(text: string): ClientConfiguration {
  const uriAliases = new Map<string, string>();
  let uriDefault: string | null = null;
  for (const { groups } of text.matchAll(settingPattern)) {
    if (groups?.name === 'uri_default') {
      uriDefault = groups.string ?? groups.quoted ?? null;
    }
    if (groups?.name === 'uri_aliases') {
      for (const [, double, single] of (groups.list ?? '').matchAll(stringPattern)) {
        const [, alias, uri] = aliasPattern.exec(double ?? single ?? '') ?? [];
        if (alias !== undefined && uri !== undefined) {
          uriAliases.set(alias, uri);
        }
      }
    }
  }
  return { uriAliases, uriDefault };
}

export interface UriChoice {
  /** What the user asked for; empty or null for the default. */
  readonly requested: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configuration: ClientConfiguration;
  /** Whether the user is root, whose default is the system's daemon. */
  readonly privileged: boolean;
}

/** The URI to connect to, as virsh chooses it: asked for, `LIBVIRT_DEFAULT_URI`, `uri_default`, then by user; aliases resolved. */
export function chooseUri({ requested, environment, configuration, privileged }: UriChoice): string {
  const named =
    [requested, environment.LIBVIRT_DEFAULT_URI, configuration.uriDefault].find(
      (candidate) => candidate !== null && candidate !== undefined && candidate !== '',
    ) ?? (privileged ? 'qemu:///system' : 'qemu:///session');
  return configuration.uriAliases.get(named) ?? named;
}
