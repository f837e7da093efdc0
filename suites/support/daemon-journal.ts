import type { Guest } from '#vm'

/** The daemon's messages since the VM booted. */
export async function daemonJournal(guest: Guest, signal: AbortSignal): Promise<string> {
	const argv = ['journalctl', '--no-pager', '-o', 'cat', '_SYSTEMD_USER_UNIT=docker.service']
	return (await guest.check(argv, { signal })).stdout
}
