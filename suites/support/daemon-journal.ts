import type { Guest } from '#vm'

/** journalctl, once what was written until now is stored. */
export const journalctl = '/usr/lib/rootless-matrix/journal'

/** The daemon's messages since the VM booted. */
export async function daemonJournal(guest: Guest, signal: AbortSignal): Promise<string> {
	const argv = [journalctl, '-o', 'cat', '_SYSTEMD_USER_UNIT=docker.service']
	return (await guest.check(argv, { signal })).stdout
}
