import { setTimeout as pause } from 'node:timers/promises'
import type { Guest } from '#vm'

/** journalctl, once what was written until now is stored. */
export const journalctl = '/usr/lib/rootless-matrix/journal'

/** The daemon's messages since the VM booted, or since a place in the journal. */
async function daemonJournal(guest: Guest, signal: AbortSignal, cursor?: string): Promise<string> {
	const since = cursor === undefined ? [] : ['--quiet', `--after-cursor=${cursor}`]
	const argv = [journalctl, ...since, '-o', 'cat', '_SYSTEMD_USER_UNIT=docker.service']
	return (await guest.check(argv, { signal })).stdout
}

const LOOKS = 5

/** Of what dockerd-rootless.sh traces (set -x), in RootlessKit's child as well: dockerd's own lines come behind it. */
const startSign = '+ [ -w /run/user/'

/** What was written since the daemon's last start: what an earlier one said is not this one's. */
export const sinceLastStart = (journal: string): string =>
	journal.slice(Math.max(0, journal.lastIndexOf(startSign)))

/**
 * The first of its lines with these words, of the daemon that runs or of what came behind the cursor. Looked for more than once: in a busy emulated guest journalctl was seen to miss
 * lines that were seconds old, even after a sync, and to show them later.
 */
export async function journalLine(
	guest: Guest,
	words: string,
	signal: AbortSignal,
	cursor?: string,
): Promise<string | undefined> {
	for (let look = 1; ; look++) {
		const journal = await daemonJournal(guest, signal, cursor)
		const lines = cursor === undefined ? sinceLastStart(journal) : journal
		const line = lines.split('\n').find((one) => one.includes(words))
		if (line !== undefined || look === LOOKS) return line
		await pause(2_000, undefined, { signal })
	}
}
