import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder that holds everything Snapgrove keeps: `$SNAPGROVE_HOME`, else `snapgrove` where the platform's programs keep
 * their users' data (`$XDG_DATA_HOME`, by default ~/.local/share).
 */
export function storeFolder(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.SNAPGROVE_HOME) return environment.SNAPGROVE_HOME;
  if (platform === 'darwin') return join(homedir(), 'Library/Application Support/snapgrove');
  if (platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'snapgrove');
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local/share'), 'snapgrove');
}
